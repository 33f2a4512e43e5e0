using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log(1 + exp(x)), element by element, without overflow.</summary>
internal sealed class SoftplusOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SoftplusOperation<T> Instance { get; } = new();

    public override string Name => "softplus";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Sigmoid();

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Softplus(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>log(1 + exp(x)), element by element, without overflow.</summary>
    /// <remarks>f' = the logistic function of x.</remarks>
    public Variable<T> Softplus() => Tape.Apply(SoftplusOperation<T>.Instance, this);
}
