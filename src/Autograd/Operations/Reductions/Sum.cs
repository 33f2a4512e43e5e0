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
            sizes[inputs[0].ResolveAxis(axis)] = 1;
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
    public Variable<T> Sum() => Shape.Rank == 0 ? Unchanged() : SumKeepingAxes(AllAxes(Shape.Rank)).Reshape(Shape.Scalar);

    /// <summary>The sum over some axes.</summary>
    /// <param name="axes">The axes to sum over; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 (so that the result broadcasts against this) or go.</param>
    public Variable<T> Sum(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        Variable<T> kept = SumKeepingAxes(axes.ToArray());
        return keepAxes ? kept : kept.DropAxes(axes);
    }

    /// <summary>The mean of all elements, a single number.</summary>
    public Variable<T> Mean() => Sum() * (T.One / T.CreateChecked(Shape.ElementCount));

    /// <summary>The mean over some axes.</summary>
    /// <param name="axes">The axes; negative ones count from the end.</param>
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

        Variable<T> sum = count == 0 ? this : SumKeepingAxes(axes[..count].ToArray());
        return sum.Shaped(shape);
    }

    /// <summary>This variable without the given axes, all of size 1.</summary>
    internal Variable<T> DropAxes(ReadOnlySpan<int> axes)
    {
        Shape shape = Shape;
        Span<bool> dropped = stackalloc bool[Shape.MaximumRank];
        foreach (int axis in axes)
        {
            dropped[shape.ResolveAxis(axis)] = true;
        }

        Span<int> sizes = stackalloc int[Shape.MaximumRank];
        int count = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (!dropped[axis])
            {
                sizes[count++] = shape.Sizes[axis];
            }
        }

        return Reshape(Shape.Create(sizes[..count]));
    }

    private static int[] AllAxes(int rank) => [.. Enumerable.Range(0, rank)];

    private Variable<T> SumKeepingAxes(int[] axes) => axes.Length == 0 ? Unchanged() : Tape.Apply(new SumOperation<T>(axes), this);
}
