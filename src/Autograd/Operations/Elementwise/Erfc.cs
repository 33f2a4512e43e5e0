using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The complementary error function 1 - erf(x), element by element, with full relative accuracy in the right tail.</summary>
internal sealed class ErfcOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static ErfcOperation<T> Instance { get; } = new();

    public override string Name => "erfc";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction * (T.CreateChecked(-2) / T.Sqrt(T.Pi) * x.Tape.Apply(GaussianOperation<T>.Whole, x));

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Erfc(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The complementary error function 1 - erf(x), element by element, with full relative accuracy in the right tail.</summary>
    /// <remarks>f' = -2 / sqrt(pi) exp(-x^2), 0 at infinities with all further derivatives.</remarks>
    public Variable<T> Erfc() => Tape.Apply(ErfcOperation<T>.Instance, this);
}
