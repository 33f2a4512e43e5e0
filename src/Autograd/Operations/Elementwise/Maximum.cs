using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>max(x, y), element by element; NaN where either is NaN. A tie belongs to the first operand: its derivative is 1 there and the
/// other's is 0.</summary>
internal sealed class MaximumOperation<T> : BinaryOperation<T, MaximumOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static MaximumOperation<T> Instance { get; } = new();

    public override string Name => "maximum";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => input == 0 ? direction.KeepWhere(x.GreaterOrEqual(y)) : direction.DropWhere(x.GreaterOrEqual(y));

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectGreater(y, x, y, TSimd.SelectEqual(x, x, TSimd.SelectEqual(y, y, x, y), x));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>max(x, y), element by element; NaN where either is NaN.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    /// <remarks>A tie belongs to the first operand: its derivative is 1 there and the other's is 0.</remarks>
    public Variable<T> Maximum(Variable<T> other) => Tape.Apply(MaximumOperation<T>.Instance, this, other);
}
