using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>exp(x) - 1, element by element, without the loss of digits near 0.</summary>
internal sealed class Expm1Operation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Expm1Operation<T> Instance { get; } = new();

    public override string Name => "expm1";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction * x.Exp();

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdMath<T, TSimd>.Expm1(x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>exp(x) - 1, element by element, without the loss of digits near 0.</summary>
    /// <remarks>f' = exp(x), which keeps its relative accuracy where the value has come to -1.</remarks>
    public Variable<T> Expm1() => Tape.Apply(Expm1Operation<T>.Instance, this);
}
