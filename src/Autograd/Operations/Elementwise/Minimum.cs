using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>min(x, y), element by element; NaN where either is NaN. A tie belongs to the first operand: its derivative is 1 there and the
/// other's is 0.</summary>
internal sealed class MinimumOperation<T> : BinaryOperation<T, MinimumOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static MinimumOperation<T> Instance { get; } = new();

    public override string Name => "minimum";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction.KeepWhere(y.GreaterOrEqual(x)) : direction.DropWhere(y.GreaterOrEqual(x));

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(x, y, y, TSimd.SelectEqual(x, x, TSimd.SelectEqual(y, y, x, y), x));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>min(x, y), element by element; NaN where either is NaN.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    /// <remarks>A tie belongs to the first operand: its derivative is 1 there and the other's is 0.</remarks>
    public Variable<T> Minimum(Variable<T> other) => Tape.Apply(MinimumOperation<T>.Instance, this, other);
}
