using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>minuend - x, element by element, with a constant minuend.</summary>
internal sealed class SubtractFromOperation<T>(T minuend) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => FormattableString.Invariant($"subtract from({minuend})");

    internal override object? Constants => minuend;

    internal override OperationDescription? Description => new OperationDescription("subtract from").WithNumber("minuend", minuend);

    internal override AnewCost Anew => AnewCost.Cheap;

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(minuend), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => -direction;

    private readonly struct Function(T minuend) : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.Broadcast(minuend) - x;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>minuend - x, element by element.</summary>
    /// <param name="minuend">A constant.</param>
    /// <param name="x">The variable.</param>
    public static Variable<T> operator -(T minuend, Variable<T> x) => x.Tape.Apply(new SubtractFromOperation<T>(minuend), x);
}
