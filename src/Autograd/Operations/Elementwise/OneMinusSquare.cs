using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>1 - x^2, element by element, as (1 - x)(1 + x), which keeps its digits near -1 and 1. Its derivative is -2 x, which keeps them
/// near 0; that of the product as it stands would be the difference of two numbers near 1.</summary>
internal sealed class OneMinusSquareOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static OneMinusSquareOperation<T> Instance { get; } = new();

    public override string Name => "one minus square";

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y)
        => T.CreateChecked(-2) * (direction * x);

    private readonly struct Function : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
        {
            TSimd one = TSimd.Broadcast(T.One);
            return (one - x) * (one + x);
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>1 - x^2, element by element.</summary>
    internal Variable<T> OneMinusSquare() => Tape.Apply(OneMinusSquareOperation<T>.Instance, this);
}
