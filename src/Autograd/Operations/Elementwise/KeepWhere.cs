using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x where the condition is not 0, and 0 elsewhere, even where x is not finite. The second operand is the condition; the result is
/// constant in it.</summary>
internal sealed class KeepWhereOperation<T> : BinaryOperation<T, KeepWhereOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static KeepWhereOperation<T> Instance { get; } = new();

    public override string Name => "keep where";

    internal override AnewCost Anew => AnewCost.Cheap;

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction.KeepWhere(y) : x.Tape.Zeros(direction.Shape);

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(y, TSimd.Zero, TSimd.Zero, x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x where the condition is not 0, and 0 elsewhere, even where x is not finite.</summary>
    /// <param name="condition">The condition, in which the result is constant; it and x broadcast.</param>
    public Variable<T> KeepWhere(Variable<T> condition) => Tape.Apply(KeepWhereOperation<T>.Instance, this, condition);
}
