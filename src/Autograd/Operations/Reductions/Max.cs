using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The greatest element along one axis, which stays with size 1; NaN where there is one. Its derivative is that of the element
/// it picks, the first among equals.</summary>
internal sealed class MaxOperation<T>(int axis) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"max(axis {axis})";

    internal override object? Constants => axis;

    internal override OperationDescription? Description => new OperationDescription("max").With("axis", axis);

    public override Shape OutputShape(OperandShapes inputs)
    {
        RequireElements(new(inputs[0], [axis]));
        return inputs[0].With(axis, 1);
    }

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        Span<T> y = context.Output;
        if (layout.Inner == 1)
        {
            for (int outer = 0; outer < layout.Outer; outer++)
            {
                y[outer] = TensorPrimitives.Max(x.Slice(outer * layout.Size, layout.Size));
            }

            return;
        }

        for (int outer = 0; outer < layout.Outer; outer++)
        {
            for (int inner = 0; inner < layout.Inner; inner++)
            {
                int start = (outer * layout.Size * layout.Inner) + inner;
                T greatest = x[start];
                for (int k = 1; k < layout.Size; k++)
                {
                    T value = x[start + (k * layout.Inner)];
                    greatest = value > greatest || T.IsNaN(value) ? value : greatest;
                }

                y[(outer * layout.Inner) + inner] = greatest;
            }
        }
    }

    /// <summary>Throws when there is nothing to compare.</summary>
    internal static void RequireElements(ReducedAxes over) => over.RequireElements("max and min", "there is no greatest or least one");

    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> x = context.Input(0);
        context.Add(0, context.Cotangent.RepeatedTo(x.Shape).KeepWhere(x.FirstEqual(context.Output, axis)));
    }

    public override void Jvp(JvpContext<T> context)
    {
        Variable<T> picked = context.Tangent(0).KeepWhere(context.Input(0).FirstEqual(context.Output, axis));
        context.Add(picked.Sum([axis], keepAxes: true));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The greatest element, a single number.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <remarks>The derivative is 1 at the first element that equals it and 0 elsewhere; f'' = 0.</remarks>
    public Variable<T> Max() => Max(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The greatest element over some axes.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements to compare, or an axis is named twice.</exception>
    /// <remarks>The derivative is 1 at the first element that equals it, row by row, and 0 elsewhere: ties go to the first; f'' = 0.
    /// NaN where an element is. Several axes that do not lie side by side are brought to the end, which copies.</remarks>
    public Variable<T> Max(ReadOnlySpan<int> axes, bool keepAxes = false) => Max(new ReducedAxes(Shape, axes), keepAxes);

    /// <summary>The least element, a single number: -max(-x).</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    public Variable<T> Min() => Min(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The least element over some axes: -max(-x), ties to the first.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentException">There are no elements to compare, or an axis is named twice.</exception>
    public Variable<T> Min(ReadOnlySpan<int> axes, bool keepAxes = false) => Min(new ReducedAxes(Shape, axes), keepAxes);

    private Variable<T> Max(ReducedAxes over, bool keepAxes)
    {
        MaxOperation<T>.RequireElements(over);
        (Variable<T> values, int axis) = AsOneAxis(over);
        return Reduced(Tape.Apply(new MaxOperation<T>(axis), values), over, keepAxes);
    }

    private Variable<T> Min(ReducedAxes over, bool keepAxes)
    {
        // Before anything is recorded.
        MaxOperation<T>.RequireElements(over);
        return -(-this).Max(over, keepAxes);
    }
}
