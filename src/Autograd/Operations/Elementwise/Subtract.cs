using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x - y, element by element. </summary>
internal sealed class SubtractOperation<T> : BinaryOperation<T, SubtractOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SubtractOperation<T> Instance { get; } = new();

    public override string Name => "subtract";

    internal override AnewCost Anew => AnewCost.Cheap;

    internal override int SumSign => -1;

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction : -direction;

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => x - y;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x - y, element by element.</summary>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand; the two broadcast.</param>
    public static Variable<T> operator -(Variable<T> left, Variable<T> right)
        => left.Tape.Apply(SubtractOperation<T>.Instance, left, right);
}
