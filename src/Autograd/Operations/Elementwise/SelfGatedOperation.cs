using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// x s(x), element by element, where s rises from 0 to 1. The second input is s(x), given because the derivative s + x s' needs it too; it
/// is no variable of its own: the rules take the whole derivative by x, and s' is an expression of both that has derivatives itself.
/// </summary>
/// <remarks>Where s or s' is exactly 0 its product with x is dropped, so that at infinities value and derivatives are the limits and not 0
/// times infinity. The chain rule through s would multiply them before it could be.</remarks>
internal abstract class SelfGatedOperation<T> : ElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"{Name} takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public sealed override unsafe void Compute(ComputeContext<T> context)
    {
        fixed (T* x = context.Input(0))
        fixed (T* gate = context.Input(1))
        fixed (T* output = context.Output)
        {
            ComputeRun(x, 1, gate, 1, output, context.Output.Length);
        }
    }

    public sealed override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => Elementwise.Zip<T, Function>(first, firstStep, second, secondStep, output, length);

    public sealed override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, context.Cotangent * Slope(context.Input(0), context.Input(1)));
        }
    }

    public sealed override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            context.Add(context.Tangent(0) * Slope(context.Input(0), context.Input(1)));
        }
    }

    /// <summary>s'(x), with s(x) at hand.</summary>
    protected abstract Variable<T> GateSlope(Variable<T> x, Variable<T> gate);

    private Variable<T> Slope(Variable<T> x, Variable<T> gate) => gate + x.TimesOrZero(GateSlope(x, gate));

    private readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(y, TSimd.Zero, TSimd.Zero, x * y);
    }
}
