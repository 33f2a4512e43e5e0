using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A function of two numbers, applied element by element with broadcasting. This is the one place that undoes broadcasting for
/// all of them.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal abstract class BinaryOperation<T, TFunction> : ElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IBinaryFunction<T>
{
    public sealed override Shape OutputShape(OperandShapes inputs) => Shape.Broadcast(inputs[0], inputs[1], Name);

    public sealed override void Compute(ComputeContext<T> context)
        => Strided.Zip<T, TFunction>(
            context.Input(0), context.InputShape(0), context.Input(1), context.InputShape(1), context.Output, context.OutputShape);

    public sealed override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => Elementwise.Zip<T, TFunction>(first, firstStep, second, secondStep, output, length);

    public sealed override void Vjp(VjpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Needs(input))
            {
                Variable<T> full = TimesPartial(input, context.Cotangent, context.Input(0), context.Input(1), context.Output);
                context.Add(input, full.SummedTo(context.Input(input).Shape));
            }
        }
    }

    public sealed override void Jvp(JvpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Has(input))
            {
                Variable<T> part = TimesPartial(input, context.Tangent(input), context.Input(0), context.Input(1), context.Output);
                context.Add(part.RepeatedTo(context.Output.Shape));
            }
        }
    }

    /// <summary>direction * df/dx (input 0) or direction * df/dy (input 1), element by element, with z = f(x, y) at hand.</summary>
    protected abstract Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z);
}
