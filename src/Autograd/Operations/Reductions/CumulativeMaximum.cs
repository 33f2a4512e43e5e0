using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The place of the greatest element so far along an axis, the last among equals; of the last NaN once there is one. A
/// constant.</summary>
internal sealed class CumulativeArgMaxOperation<T>(int axis) : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"cumulative arg max(axis {axis})";

    internal override object? Constants => axis;

    internal override OperationDescription? Description => new OperationDescription("cumulative arg max").With("axis", axis);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        for (int outer = 0; outer < layout.Outer; outer++)
        {
            for (int inner = 0; inner < layout.Inner; inner++)
            {
                int start = (outer * layout.Size * layout.Inner) + inner;
                T greatest = T.NegativeInfinity;
                int place = 0;
                for (int k = 0; k < layout.Size; k++)
                {
                    T value = x[start + (k * layout.Inner)];
                    if (value >= greatest || T.IsNaN(value))
                    {
                        (greatest, place) = (value, k);
                    }

                    context.Output[start + (k * layout.Inner)] = T.CreateTruncating(place);
                }
            }
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The running maximum along an axis: y[k] = max(x[0], ..., x[k]).</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    /// <remarks>The derivative is 1 by the element that it picks, the last among equals up to k as in PyTorch, and 0 by the others; f'' =
    /// 0. Where an element is NaN, all that follow are. Composed of <see cref="CumulativeArgMax"/> and <see cref="Gather"/>.</remarks>
    public Variable<T> CumulativeMaximum(int axis)
    {
        Variable<T> self = this;
        return Tape.Compose(() => self.Gather(axis, self.CumulativeArgMax(axis)));
    }

    /// <summary>The running minimum along an axis: -CumulativeMaximum(-x), the last among equals.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    public Variable<T> CumulativeMinimum(int axis)
    {
        Variable<T> self = this;
        return Tape.Compose(() => -(-self).CumulativeMaximum(axis));
    }

    /// <summary>The place of the greatest element so far along an axis, the last among equals, as a whole number in T; a constant as far as
    /// derivatives go.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    /// <remarks>From a NaN on the place of the last NaN.</remarks>
    public Variable<T> CumulativeArgMax(int axis)
    {
        int resolved = Shape.ResolveAxis(axis);
        RequireCountable("CumulativeArgMax", resolved);
        return Tape.Apply(new CumulativeArgMaxOperation<T>(resolved), this);
    }

    // That each place along an axis is a number in T of its own.
    private void RequireCountable(string name, int axis)
    {
        int last = Shape.Sizes[axis] - 1;
        if (last > 0 && T.CreateTruncating(last) == T.CreateTruncating(last - 1))
        {
            throw new ArgumentException(
                $"{name}: axis {axis} of {Shape} has more places than its element type can count: compute it in double.", nameof(axis));
        }
    }
}
