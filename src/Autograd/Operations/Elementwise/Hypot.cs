using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>sqrt(x^2 + y^2), element by element.</summary>
internal sealed class HypotOperation<T> : BinaryOperation<T, HypotOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static HypotOperation<T> Instance { get; } = new();

    public override string Name => "hypot";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
        => direction * (input == 0 ? x.HypotSlope(y) : y.HypotSlope(x));

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdHypot<T, TSimd>.Length(x, y);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>sqrt(x^2 + y^2), element by element, without overflow or underflow of the squares.</summary>
    /// <param name="other">The other operand y; the two broadcast.</param>
    /// <remarks>The derivatives are x / z and y / z; at the origin those of every order are 0. Infinite where an operand is, even if the
    /// other is NaN: there an infinite operand has the derivative 1 or -1, a finite one 0, two infinite ones that along their diagonal, and
    /// those of higher order are 0.</remarks>
    public Variable<T> Hypot(Variable<T> other) => Tape.Apply(HypotOperation<T>.Instance, this, other);
}
