using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>An array set among zeros along one axis: padding with zeros on either side. Linear; its transpose is the slice.</summary>
internal sealed class EmbedOperation<T>(int axis, int start, int size) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"embed(axis {axis}, at {start} of {size})";

    internal override object? Constants => (axis, start, size);

    internal override OperationDescription? Description => new OperationDescription("embed").With("axis", axis).With("start", start);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(axis, size);

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        context.OutputShape.Strides(strides);
        Strided.Scatter(context.Input(0), context.InputShape(0).Sizes, context.Output, start * strides[axis], strides);
    }

    public override void Vjp(VjpContext<T> context)
        => context.Add(0, context.Cotangent.Slice(axis, start, context.Input(0).Shape.Sizes[axis]));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Embed(axis, start, size));
}

public readonly partial struct Variable<T>
{
    /// <summary>The array set among zeros along one axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="start">Where its first place comes to lie.</param>
    /// <param name="size">The size of the axis in the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array does not fit there.</exception>
    public Variable<T> Embed(int axis, int start, int size)
    {
        int resolved = Shape.ResolveAxis(axis);
        int length = Shape.Sizes[resolved];
        if (start < 0 || start > size - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Embed: {length} places from {start} do not lie within the {size} places of axis {axis} in the result.");
        }

        return length == size ? Unchanged() : Tape.Apply(new EmbedOperation<T>(resolved, start, size), this);
    }
}
