using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The sum over some axes, which stay with size 1: out[i, 1] = sum over j of x[i, j]. Linear; its transpose is a
/// broadcast.</summary>
internal sealed class SumOperation<T>(int[] axes) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"sum(axes {string.Join(", ", axes)})";

    internal override object? Constants => string.Join(',', axes);

    internal override OperationDescription? Description => new OperationDescription("sum").With("axes", axes);

    internal override int[]? SummedAxes => axes;

    // A leading axis that is summed over has size 1 in the result, where nothing is the same for several parts.
    internal override bool IsSeparateAlongLeadingAxis(Shape output) => true;

    internal override TileForm<T> Tiles(OperandShapes inputs, Shape output) => new() { Cut = 0, IsGathered = true, AddsUp = true };

    internal override long OperationCount(OperandShapes inputs, Shape output) => inputs[0].ElementCount;

    public override Shape OutputShape(OperandShapes inputs)
    {
        Span<int> sizes = stackalloc int[Shape.MaximumRank];
        inputs[0].Sizes.CopyTo(sizes);
        foreach (int axis in axes)
        {
            sizes[axis] = 1;
        }

        return Shape.Create(sizes[..inputs[0].Rank]);
    }

    public override void Compute(ComputeContext<T> context)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        Strided.BroadcastStrides(context.OutputShape, context.InputShape(0), strides);
        Strided.Sum(context.Input(0), context.InputShape(0).Sizes, context.Output, strides);
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.RepeatedTo(context.Input(0).Shape));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Tape.Apply(this, context.Tangent(0)));
}

public readonly partial struct Variable<T>
{
    /// <summary>The sum of all elements, a single number.</summary>
    public Variable<T> Sum() => Sum(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The sum over some axes.</summary>
    /// <param name="axes">The axes to sum over, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 (so that the result broadcasts against this) or go.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="ArgumentException">An axis is named twice.</exception>
    /// <remarks>All reductions take their axes in this way: none named is all of them, and an empty list is no axis, each element by
    /// itself.</remarks>
    public Variable<T> Sum(ReadOnlySpan<int> axes, bool keepAxes = false) => Sum(new ReducedAxes(Shape, axes), keepAxes);

    /// <summary>The mean of all elements, a single number.</summary>
    public Variable<T> Mean() => Sum() * (T.One / T.CreateChecked(Shape.ElementCount));

    /// <summary>The mean over some axes.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    public Variable<T> Mean(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        Variable<T> sum = Sum(axes, keepAxes);
        return sum * (T.CreateChecked(sum.Shape.ElementCount) / T.CreateChecked(Shape.ElementCount));
    }

    /// <summary>The sum over the axes along which an array of the given shape was broadcast to this one: the transpose of
    /// <see cref="BroadcastTo"/>, and the one place where broadcasting is undone.</summary>
    /// <param name="shape">The shape to return to; it broadcasts to this variable's shape.</param>
    public Variable<T> SumTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Shape == shape ? Unchanged() : SummedTo(shape);
    }

    /// <summary>The sum to a shape; this variable itself where it has that shape, as in <see cref="Shaped"/>.</summary>
    internal Variable<T> SummedTo(Shape shape)
    {
        Shape from = Shape;
        if (from == shape)
        {
            return this;
        }

        if (!shape.BroadcastsTo(from))
        {
            throw new ArgumentException($"SumTo: {shape} does not broadcast to {from}, so there is nothing to undo.", nameof(shape));
        }

        Span<int> axes = stackalloc int[Shape.MaximumRank];
        int count = 0;
        int lead = from.Rank - shape.Rank;
        for (int axis = 0; axis < from.Rank; axis++)
        {
            if (axis < lead ? from.Sizes[axis] != 1 : shape.Sizes[axis - lead] != from.Sizes[axis])
            {
                axes[count++] = axis;
            }
        }

        return SumKeepingAxes(axes[..count].ToArray()).Shaped(shape);
    }

    private Variable<T> Sum(ReducedAxes over, bool keepAxes) => Reduced(SumKeepingAxes(over.Axes), over, keepAxes);

    private Variable<T> SumKeepingAxes(int[] axes) => axes.Length == 0 ? this : Tape.Apply(new SumOperation<T>(axes), this);
}
