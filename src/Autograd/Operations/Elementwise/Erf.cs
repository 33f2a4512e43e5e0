using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The error function, element by element: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
internal sealed class ErfOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ErfOperation<T> Instance { get; } = new();

    public override string Name => "erf";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * (T.CreateChecked(2) / T.Sqrt(T.Pi) * x.Tape.Apply(GaussianOperation<T>.Whole, x));

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Erf(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The error function, element by element: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
    /// <remarks>f' = 2 / sqrt(pi) exp(-x^2), 0 at infinities with all further derivatives. Exactly odd.</remarks>
    public Variable<T> Erf() => Tape.Apply(ErfOperation<T>.Instance, this);
}
