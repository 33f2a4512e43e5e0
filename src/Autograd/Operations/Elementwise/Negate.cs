using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>-x, element by element.</summary>
internal sealed class NegateOperation<T> : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NegateOperation<T> Instance { get; } = new();

    public override string Name => "negate";

    internal override AnewCost Anew => AnewCost.Cheap;

    internal override T? ConstantFactor => T.NegativeOne;

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(default(Function), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => -direction;

    private readonly struct Function : IUnaryFunction<T>
    {
        // A product, because 0 - x would lose the sign of zero.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.Broadcast(T.NegativeOne) * x;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>-x, element by element.</summary>
    /// <param name="x">The variable.</param>
    public static Variable<T> operator -(Variable<T> x) => x.Tape.Apply(NegateOperation<T>.Instance, x);
}
