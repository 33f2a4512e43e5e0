using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The same values repeated along axes of size 1 and along new axes in front. Linear; its transpose is the sum over those
/// axes.</summary>
internal sealed class BroadcastToOperation<T>(Shape shape) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"broadcast to {shape}";

    internal override object? Constants => shape;

    internal override OperationDescription? Description => new OperationDescription("broadcast");

    internal override bool Repeats => true;

    internal override int? AxesNotBroadcast => 0;

    internal override unsafe TileForm<T> Tiles(OperandShapes inputs, Shape output) => new() { Function = CopyRun, Anew = AnewCost.Cheap };

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].BroadcastsTo(shape)
        ? shape
        : throw new ArgumentException(
            $"BroadcastTo: {inputs[0]} does not broadcast to {shape}; aligned at the last axis, each size must be equal or 1. Use " +
                "Reshape to add axes of size 1.");

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        Strided.BroadcastStrides(context.InputShape(0), shape, strides);
        Strided.Gather(context.Input(0), 0, strides, context.Output, shape.Sizes);
    }

    private static unsafe void CopyRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
    {
        if (firstStep == 0)
        {
            new Span<T>(output, length).Fill(*first);
        }
        else
        {
            new ReadOnlySpan<T>(first, length).CopyTo(new Span<T>(output, length));
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.SummedTo(context.Input(0).Shape));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).RepeatedTo(shape));
}

public readonly partial struct Variable<T>
{
    /// <summary>The values repeated to a greater shape, by NumPy's rule.</summary>
    /// <param name="shape">The shape; aligned at the last axis, each size equals this variable's or this variable's is 1.</param>
    public Variable<T> BroadcastTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Shape == shape ? Unchanged() : RepeatedTo(shape);
    }

    /// <summary>The values repeated to a shape; this variable itself where it has that shape, as in <see cref="Shaped"/>.</summary>
    internal Variable<T> RepeatedTo(Shape shape) => Shape == shape ? this : Tape.Apply(new BroadcastToOperation<T>(shape), this);
}
