using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The hyperbolic cosine, element by element.</summary>
internal sealed class CoshOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static CoshOperation<T> Instance { get; } = new();

    public override string Name => "cosh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Sinh();

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Cosh(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic cosine, element by element.</summary>
    /// <remarks>f' = sinh(x). Value and derivatives are infinite from |x| = 710.48 on (89.42 in float).</remarks>
    public Variable<T> Cosh() => Tape.Apply(CoshOperation<T>.Instance, this);
}
