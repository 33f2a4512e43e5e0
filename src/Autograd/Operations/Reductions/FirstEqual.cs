using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>1 at the first element along an axis that equals the given one (both NaN counts as equal), 0 elsewhere. Its derivative is
/// zero.</summary>
internal sealed class FirstEqualOperation<T>(int axis) : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"first equal(axis {axis})";

    internal override object? Constants => axis;

    internal override OperationDescription? Description => new OperationDescription("first equal").With("axis", axis);

    public override Shape OutputShape(OperandShapes inputs) => inputs[1] == inputs[0].With(axis, 1)
        ? inputs[0]
        : throw new ArgumentException($"{Name}: got {inputs[1]} for {inputs[0]}, expected {inputs[0].With(axis, 1)}.");

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        ReadOnlySpan<T> wanted = context.Input(1);
        Span<T> y = context.Output;
        y.Clear();
        for (int outer = 0; outer < layout.Outer; outer++)
        {
            for (int inner = 0; inner < layout.Inner; inner++)
            {
                int start = (outer * layout.Size * layout.Inner) + inner;
                T value = wanted[(outer * layout.Inner) + inner];
                for (int k = 0; k < layout.Size; k++)
                {
                    int place = start + (k * layout.Inner);
                    if (x[place] == value || (T.IsNaN(x[place]) && T.IsNaN(value)))
                    {
                        y[place] = T.One;
                        break;
                    }
                }
            }
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>1 at the first element along the axis that equals <paramref name="value"/>, whose size there is 1.</summary>
    internal Variable<T> FirstEqual(Variable<T> value, int axis)
        => Tape.Apply(new FirstEqualOperation<T>(Shape.ResolveAxis(axis)), this, value);

    /// <summary>1 at the greatest element along the axis, the first among equals, and 0 elsewhere; a constant as far as derivatives
    /// go.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    public Variable<T> OneHotMax(int axis = -1) => FirstEqual(Max([axis], keepAxes: true), axis);
}
