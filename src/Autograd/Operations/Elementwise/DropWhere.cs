using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>0 where the condition is not 0, and x elsewhere: the complement of KeepWhere. The second operand is the condition; the result
/// is constant in it.</summary>
internal sealed class DropWhereOperation<T> : BinaryOperation<T, DropWhereOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DropWhereOperation<T> Instance { get; } = new();

    public override string Name => "drop where";

    internal override AnewCost Anew => AnewCost.Cheap;

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction.DropWhere(y) : x.Tape.Zeros(direction.Shape);

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(y, TSimd.Zero, x, TSimd.Zero);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>0 where the condition is not 0, and x elsewhere: the complement of KeepWhere.</summary>
    /// <param name="condition">The condition, in which the result is constant; it and x broadcast.</param>
    public Variable<T> DropWhere(Variable<T> condition) => Tape.Apply(DropWhereOperation<T>.Instance, this, condition);
}
