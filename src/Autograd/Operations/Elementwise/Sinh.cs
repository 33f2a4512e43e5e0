using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The hyperbolic sine, element by element.</summary>
internal sealed class SinhOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SinhOperation<T> Instance { get; } = new();

    public override string Name => "sinh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Cosh();

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Sinh(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic sine, element by element.</summary>
    /// <remarks>f' = cosh(x). Value and derivatives are infinite from |x| = 710.48 on (89.42 in float).</remarks>
    public Variable<T> Sinh() => Tape.Apply(SinhOperation<T>.Instance, this);
}
