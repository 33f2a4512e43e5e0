using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>x / sqrt(x^2 + y^2), element by element: the derivative of z = sqrt(x^2 + y^2) by x, between -1 and 1. With c for it and s for
/// the derivative by y, its own are s^2 / z by x and -c s / z by y: products alone, where those of the quotient would be differences of
/// nearly equal numbers or, at infinities, of infinities. What is a function of sqrt(1 + x^2) is written with it as well.</summary>
internal sealed class HypotSlopeOperation<T> : BinaryOperation<T, HypotSlopeOperation<T>.Function>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static HypotSlopeOperation<T> Instance { get; } = new();

    public override string Name => "hypot slope";

    protected override Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
    {
        Variable<T> other = y.HypotSlope(x);
        Variable<T> length = x.LengthOrOne(y);
        return input == 0 ? direction * (other * (other / length)) : -(direction * (z * (other / length)));
    }

    internal readonly struct Function : IBinaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
            where TSimd : struct, ISimd<TSimd, T>
            => SimdHypot<T, TSimd>.Slope(x, y);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x / sqrt(x^2 + y^2), element by element, with this for x; 0 at the origin.</summary>
    internal Variable<T> HypotSlope(Variable<T> other) => Tape.Apply(HypotSlopeOperation<T>.Instance, this, other);

    /// <summary>sqrt(x^2 + y^2), and 1 at the origin: what the slopes, which are 0 there, are divided by.</summary>
    internal Variable<T> LengthOrOne(Variable<T> other)
    {
        Variable<T> length = Hypot(other);
        return length + length.EqualTo(Tape.Zeros(Shape.Scalar));
    }

    /// <summary>1 / sqrt(1 + x^2), element by element: 1 / |x| far out, 0 at infinities, and so are its derivatives.</summary>
    internal Variable<T> UnitHypotSlope() => Tape.Ones(Shape.Scalar).HypotSlope(this);
}
