using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The running sum along an axis, from the first place on or from the last one back. Linear; each is the transpose of the
/// other.</summary>
internal sealed class CumulativeSumOperation<T>(int axis, bool fromEnd) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"cumulative sum(axis {axis}{(fromEnd ? ", from the end" : string.Empty)})";

    internal override object? Constants => (axis, fromEnd);

    internal override OperationDescription? Description
        => new OperationDescription("cumulative sum").With("axis", axis).With("fromEnd", fromEnd);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        Span<T> y = context.Output;
        int inner = layout.Inner;
        int step = fromEnd ? -inner : inner;
        for (int outer = 0; outer < layout.Outer && layout.Size > 0; outer++)
        {
            int place = ((outer * layout.Size) + (fromEnd ? layout.Size - 1 : 0)) * inner;
            x.Slice(place, inner).CopyTo(y[place..]);
            for (int k = 1; k < layout.Size; k++)
            {
                int before = place;
                place += step;
                if (inner == 1)
                {
                    y[place] = y[before] + x[place];
                }
                else
                {
                    TensorPrimitives.Add(y.Slice(before, inner), x.Slice(place, inner), y.Slice(place, inner));
                }
            }
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.CumulativeSum(axis, !fromEnd));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).CumulativeSum(axis, fromEnd));
}

public readonly partial struct Variable<T>
{
    /// <summary>The running sum along an axis: y[k] = x[0] + ... + x[k].</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="fromEnd">Whether the sum runs from the last place back: y[k] = x[k] + ... + x[n - 1].</param>
    public Variable<T> CumulativeSum(int axis, bool fromEnd = false)
        => Tape.Apply(new CumulativeSumOperation<T>(Shape.ResolveAxis(axis), fromEnd), this);
}
