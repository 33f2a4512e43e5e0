using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x y, element by element, and 0 where one is 0 and the other infinite; NaN stays NaN. Its derivatives are products of the same
/// kind, so a factor of 0 drops an infinite one at every order.</summary>
internal sealed class MultiplyOrZeroOperation<T> : BinaryOperation<T, MultiplyOrZeroOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static MultiplyOrZeroOperation<T> Instance { get; } = new();

    public override string Name => "multiply or zero";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => direction.MultiplyOrZero(input == 0 ? y : x);

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(x, TSimd.Zero, ZeroUnlessNaN(y), TSimd.SelectEqual(y, TSimd.Zero, ZeroUnlessNaN(x), x * y));

        // Only NaN is unequal to itself.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd ZeroUnlessNaN<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => TSimd.SelectEqual(x, x, TSimd.Zero, x);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x y, element by element, and 0 where one of the two is 0 and the other infinite.</summary>
    /// <param name="other">The other operand; the two broadcast.</param>
    /// <remarks>For sums in which a weight of 0 means that its term is not there, as in y log(p). The derivative is y dx + x dy, made of
    /// products of the same kind, so that the derivative by a weight of 0 is still its term, infinite as that may be. NaN stays
    /// NaN.</remarks>
    public Variable<T> MultiplyOrZero(Variable<T> other) => Tape.Apply(MultiplyOrZeroOperation<T>.Instance, this, other);
}
