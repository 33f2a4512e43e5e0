using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x / (1 + |x|), element by element.</summary>
internal sealed class SoftsignOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SoftsignOperation<T> Instance { get; } = new();

    public override string Name => "softsign";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    // The derivative of the quotient as it stands is a difference of two numbers that become equal as x grows.
    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
    {
        Variable<T> reciprocal = T.One / (T.One + x.Abs());
        return direction * (reciprocal * reciprocal);
    }

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Softsign(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x / (1 + |x|), element by element.</summary>
    /// <remarks>f' = 1 / (1 + |x|)^2 and f'' = -2 sign(x) / (1 + |x|)^3, with f''(0) = 0; at infinities -1 and 1, with derivatives
    /// 0.</remarks>
    public Variable<T> Softsign() => Tape.Apply(SoftsignOperation<T>.Instance, this);
}
