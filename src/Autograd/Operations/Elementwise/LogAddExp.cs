using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>log(exp(x) + exp(y)), element by element, without overflow: the sum of two numbers that are given by their
/// logarithms.</summary>
internal sealed class LogAddExpOperation<T> : BinaryOperation<T, LogAddExpOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static LogAddExpOperation<T> Instance { get; } = new();

    public override string Name => "log add exp";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
    {
        // The share of the one in the sum. Two equal infinities are not apart, though their difference is NaN.
        Variable<T> apart = input == 0 ? x - y : y - x;
        Variable<T> sameInfinity = x.EqualTo(y).DropWhere(z.IsFinite());
        return direction * apart.DropWhere(sameInfinity).Sigmoid();
    }

    internal readonly struct Function : IBinaryFunction<T>
    {
        // Once for all loops: in each of those of a width its operators would be left as calls.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
        {
            // The greater one and what the smaller one adds, an exponential that can only underflow.
            TSimd greater = TSimd.SelectGreater(x, y, x, y);
            TSimd smaller = TSimd.SelectGreater(x, y, y, x);
            TSimd below = TSimd.SelectEqual(x, y, TSimd.Zero, smaller - greater);
            return greater + SimdMath<T, TSimd>.Softplus(below);
        }
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>log(exp(x) + exp(y)), element by element, without overflow.</summary>
    /// <param name="other">The other operand y; the two broadcast.</param>
    /// <remarks>The derivatives are the shares of the two in the sum, the logistic functions of x - y and y - x. Minus infinity is the
    /// logarithm of 0: with it the other operand is returned, with derivative 1. Of two equal infinities each has the derivative 1/2, and
    /// those of higher order are 0.</remarks>
    public Variable<T> LogAddExp(Variable<T> other) => Tape.Apply(LogAddExpOperation<T>.Instance, this, other);
}
