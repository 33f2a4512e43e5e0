using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A function of one number, applied to each element. Its Jacobian is diagonal, so that one rule serves both directions.</summary>
internal abstract class UnaryOperation<T> : ElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public sealed override void Compute(ComputeContext<T> context) => Map(context.Input(0), context.Output);

    public sealed override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => Map(new ReadOnlySpan<T>(first, length), new Span<T>(output, length));

    public sealed override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, TimesDerivative(context.Cotangent, context.Input(0), context.Output));
        }
    }

    public sealed override void Jvp(JvpContext<T> context)
        => context.Add(TimesDerivative(context.Tangent(0), context.Input(0), context.Output));

    /// <summary>y[i] = f(x[i]); y may be x.</summary>
    protected abstract void Map(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>direction * f'(x), element by element, with y = f(x) at hand.</summary>
    protected abstract Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y);
}
