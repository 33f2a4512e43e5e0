using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The logistic function 1 / (1 + exp(-x)), element by element.</summary>
internal sealed class SigmoidOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SigmoidOperation<T> Instance { get; } = new();

    public override string Name => "sigmoid";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * (y * (T.One - y));

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Sigmoid(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The logistic function 1 / (1 + exp(-x)), element by element.</summary>
    /// <remarks>f' = y (1 - y); finite everywhere, 0 at infinities.</remarks>
    public Variable<T> Sigmoid() => Tape.Apply(SigmoidOperation<T>.Instance, this);
}
