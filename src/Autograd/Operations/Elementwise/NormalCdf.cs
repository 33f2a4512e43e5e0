using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The standard normal distribution function, element by element: the integral of exp(-t^2 / 2) / sqrt(2 pi) up to x.</summary>
internal sealed class NormalCdfOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NormalCdfOperation<T> Instance { get; } = new();

    public override string Name => "normalCdf";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.NormalDensity();

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.NormalCdf(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The standard normal distribution function, element by element: the integral of exp(-t^2 / 2) / sqrt(2 pi) up to
    /// x.</summary>
    /// <remarks>f' = exp(-x^2 / 2) / sqrt(2 pi), 0 at infinities with all further derivatives.</remarks>
    public Variable<T> NormalCdf() => Tape.Apply(NormalCdfOperation<T>.Instance, this);

    /// <summary>exp(-x^2 / 2) / sqrt(2 pi), element by element.</summary>
    internal Variable<T> NormalDensity() => T.One / T.Sqrt(T.Tau) * Tape.Apply(GaussianOperation<T>.Half, this);
}
