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

    public override Shape OutputShape(OperandShapes inputs)
    {
        RequireElements(inputs[0], axis);
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

    /// <summary>Throws when there is nothing to compare along the axis.</summary>
    internal static void RequireElements(Shape shape, int axis)
    {
        if (shape[axis] == 0)
        {
            throw new ArgumentException($"max and min: axis {axis} of {shape} has no elements, so there is no greatest or least one.");
        }
    }

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
    /// <remarks>The derivative is 1 at the first element that equals it and 0 elsewhere; f'' = 0.</remarks>
    public Variable<T> Max()
    {
        MaxOperation<T>.RequireElements([Shape.ElementCount], 0);
        return Shaped([Shape.ElementCount]).Max(0);
    }

    /// <summary>The greatest element along an axis.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    /// <remarks>The derivative is 1 at the first element that equals it and 0 elsewhere, so ties go to the first; f'' = 0.</remarks>
    public Variable<T> Max(int axis, bool keepAxis = false)
    {
        Variable<T> max = Tape.Apply(new MaxOperation<T>(Shape.ResolveAxis(axis)), this);
        return keepAxis ? max : max.DropAxes([axis]);
    }

    /// <summary>The least element, a single number: -max(-x).</summary>
    public Variable<T> Min()
    {
        MaxOperation<T>.RequireElements([Shape.ElementCount], 0);
        return -(-this).Max();
    }

    /// <summary>The least element along an axis: -max(-x), ties to the first.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="keepAxis">Whether the axis stays with size 1 or goes.</param>
    public Variable<T> Min(int axis, bool keepAxis = false)
    {
        MaxOperation<T>.RequireElements(Shape, axis);
        return -(-this).Max(axis, keepAxis);
    }
}
