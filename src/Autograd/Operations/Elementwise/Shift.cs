using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x + addend, element by element, with a constant addend.</summary>
internal sealed class ShiftOperation<T>(T addend) : UnaryOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => FormattableString.Invariant($"shift({addend})");

    internal override object? Constants => addend;

    internal override OperationDescription? Description => new OperationDescription("shift").WithNumber("addend", addend);

    internal override AnewCost Anew => AnewCost.Cheap;

    protected override void Map(ReadOnlySpan<T> x, Span<T> y) => Elementwise.Map(new Function(addend), x, y);

    protected override Variable<T> TimesDerivative(Variable<T> direction, Variable<T> x, Variable<T> y) => direction;

    private readonly struct Function(T addend) : IUnaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => x + TSimd.Broadcast(addend);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x + addend, element by element.</summary>
    /// <param name="x">The variable.</param>
    /// <param name="addend">A constant.</param>
    public static Variable<T> operator +(Variable<T> x, T addend) => x.Tape.Apply(new ShiftOperation<T>(addend), x);

    /// <summary>addend + x, element by element.</summary>
    /// <param name="addend">A constant.</param>
    /// <param name="x">The variable.</param>
    public static Variable<T> operator +(T addend, Variable<T> x) => x + addend;

    /// <summary>x - subtrahend, element by element.</summary>
    /// <param name="x">The variable.</param>
    /// <param name="subtrahend">A constant.</param>
    public static Variable<T> operator -(Variable<T> x, T subtrahend) => x + (-subtrahend);
}
