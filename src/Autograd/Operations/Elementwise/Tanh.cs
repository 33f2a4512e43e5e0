using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The hyperbolic tangent, element by element.</summary>
internal sealed class TanhOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TanhOperation<T> Instance { get; } = new();

    public override string Name => "tanh";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => direction.Tape.Apply(TanhGateOperation<T>.Instance, direction, y);

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Tanh(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The hyperbolic tangent, element by element.</summary>
    /// <remarks>f' = 1 - tanh(x)^2, which is exactly 0, never NaN, at saturation and at infinities.</remarks>
    public Variable<T> Tanh() => Tape.Apply(TanhOperation<T>.Instance, this);
}
