using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A run of places along one axis. Linear; its transpose writes them back among zeros (<see cref="EmbedOperation{T}"/>).</summary>
internal sealed class SliceOperation<T>(int axis, int start, int length) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"slice(axis {axis}, {start}..{start + length})";

    internal override object? Constants => (axis, start, length);

    internal override OperationDescription? Description => new OperationDescription("slice").With("axis", axis).With("start", start);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(axis, length);

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        context.InputShape(0).Strides(strides);
        Strided.Gather(context.Input(0), start * strides[axis], strides, context.Output, context.OutputShape.Sizes);
    }

    public override void Vjp(VjpContext<T> context) => context.AddPart(0, context.Cotangent, axis, start);

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Slice(axis, start, length));
}

public readonly partial struct Variable<T>
{
    /// <summary>A run of places along one axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="start">The first place.</param>
    /// <param name="length">The number of places.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run does not lie within the axis.</exception>
    public Variable<T> Slice(int axis, int start, int length)
    {
        int resolved = Shape.ResolveAxis(axis);
        int size = Shape.Sizes[resolved];
        if (start < 0 || length < 0 || start > size - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Slice of {length} places from {start} does not lie within axis {axis} of {Shape}, which has {size}.");
        }

        return length == size ? Unchanged() : Tape.Apply(new SliceOperation<T>(resolved, start, length), this);
    }

    /// <summary>The part at one place of an axis, without the axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="place">The place.</param>
    public Variable<T> At(int axis, int place) => Slice(axis, place, 1).Reshape(Shape.Without(axis));
}
