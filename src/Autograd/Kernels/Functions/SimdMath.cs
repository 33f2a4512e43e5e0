using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// Functions that TensorPrimitives computes with a loss of digits (tanh, sinh, expm1 and log1p near 0, cosh and sinh at large arguments,
/// the logistic function in the left tail), less exactly (exp, log) or not at all, on any number of lanes: within 3 units in the last
/// place (erfc and the normal distribution function 5) wherever the result is normal; odd functions are exactly odd, and -0, infinities
/// and NaN are as they should be.
/// </summary>
/// <remarks>
/// All but the logarithm rest on one reduction: x = n log 2 + r with n whole and |r| at most log(2) / 2, and then expm1(r) by its Taylor
/// series, which keeps the relative accuracy near 0 that exp(r) - 1 loses.
/// </remarks>
internal static class SimdMath<T, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSimd : struct, ISimd<TSimd, T>
{
    /// <summary>exp(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Exp(TSimd x) => Exp(x, TSimd.Zero);

    /// <summary>exp(x) - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Expm1(TSimd x)
    {
        // Below -50 the result is -1 in double.
        TSimd least = Constant(-50);
        TSimd reduced = Reduce(Limit(TSimd.SelectGreater(least, x, least, x)), TSimd.Zero, out TSimd n);
        return TSimd.SelectEqual(x, TSimd.Zero, x, Expm1(reduced, n));
    }

    /// <summary>log(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Log(TSimd x)
    {
        // A number that is not normal is made so first.
        TSimd one = Constant(1);
        TSimd leastNormal = TSimd.Broadcast(Coefficients<T>.LeastNormal);
        TSimd normal = TSimd.SelectGreater(leastNormal, x, x * Constant(1L << 54), x);
        TSimd shift = TSimd.SelectGreater(leastNormal, x, Constant(54), TSimd.Zero);
        TSimd exponent = TSimd.Exponent(normal) - shift;
        TSimd significand = Centre(TSimd.Significand(normal), ref exponent);
        TSimd low = exponent * TSimd.Broadcast(Coefficients<T>.LogTwoLow);
        TSimd result = TSimd.MultiplyAdd(exponent, TSimd.Broadcast(Coefficients<T>.LogTwoHigh), LogNearOne(significand - one, low));
        return AtEnds(x, result);
    }

    /// <summary>log(1 + x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Log1P(TSimd x)
    {
        TSimd one = Constant(1);
        TSimd sum = one + x;

        // What the rounding of the sum lost; its effect on the logarithm is lost / sum.
        TSimd lost = TSimd.SelectGreater(x, one, one - (sum - x), x - (sum - one));
        TSimd exponent = TSimd.Exponent(sum);
        TSimd significand = Centre(TSimd.Significand(sum), ref exponent);
        TSimd low = TSimd.MultiplyAdd(exponent, TSimd.Broadcast(Coefficients<T>.LogTwoLow), lost / sum);
        TSimd result = TSimd.MultiplyAdd(exponent, TSimd.Broadcast(Coefficients<T>.LogTwoHigh), LogNearOne(significand - one, low));
        return TSimd.SelectEqual(x, TSimd.Zero, x, AtEnds(sum, result));
    }

    /// <summary>tanh(x) = e / (e + 2) with e = expm1(2 |x|), and the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Tanh(TSimd x)
    {
        // Beyond 22 the result is 1 in double, and the quotient of infinities is kept away.
        TSimd most = Constant(22);
        TSimd absolute = TSimd.Magnitude(x);
        absolute = TSimd.SelectGreater(absolute, most, most, absolute);
        TSimd reduced = Reduce(absolute + absolute, TSimd.Zero, out TSimd n);

        // 2^n (1 + reduced) - 1, with an n of 64 at most; with n = 0 it is what was reduced, to the bit.
        TSimd scale = TSimd.PowerOfTwo(n);
        TSimd e = TSimd.MultiplyAdd(scale, reduced, scale - Constant(1));
        return TSimd.CopySign(e / (e + Constant(2)), x);
    }

    /// <summary>sinh(x) = (e + e / (e + 1)) / 2 with e = expm1(|x|), and the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sinh(TSimd x)
    {
        // Beyond 22 it is exp(|x|) / 2, which is finite for longer than expm1.
        TSimd absolute = TSimd.Magnitude(x);
        TSimd reduced = Reduce(Limit(absolute), TSimd.Zero, out TSimd n);
        TSimd e = Expm1(reduced, n);
        TSimd near = Constant(0.5) * (e + (e / (e + Constant(1))));
        return WithSign(x, TSimd.SelectGreater(absolute, Constant(22), HalfExp(reduced, n), near));
    }

    /// <summary>cosh(x) = h + 1 / (4 h) with h = exp(|x|) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Cosh(TSimd x)
    {
        TSimd reduced = Reduce(Limit(TSimd.Magnitude(x)), TSimd.Zero, out TSimd n);
        TSimd half = HalfExp(reduced, n);
        return half + (Constant(0.25) / half);
    }

    /// <summary>1 / (1 + exp(-x)), as exp(x) / (1 + exp(x)) below 0, so that the left tail keeps its relative accuracy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sigmoid(TSimd x)
    {
        TSimd one = Constant(1);
        TSimd small = Exp(TSimd.Zero - TSimd.Magnitude(x));
        return TSimd.SelectGreater(TSimd.Zero, x, small, one) / (one + small);
    }

    /// <summary>log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Softplus(TSimd x)
    {
        // The exponential lies from 0 to 1. Above sqrt(2) - 1 the 2 is taken out of the logarithm of 1 + e = 2 (1 + (e - 1) / 2).
        TSimd one = Constant(1);
        TSimd small = Exp(TSimd.Zero - TSimd.Magnitude(x));
        TSimd middle = Constant(0.41421356237309503);
        TSimd argument = TSimd.SelectGreater(small, middle, Constant(0.5) * (small - one), small);
        TSimd high = TSimd.SelectGreater(small, middle, TSimd.Broadcast(Coefficients<T>.LogTwoHigh), TSimd.Zero);
        TSimd low = TSimd.SelectGreater(small, middle, TSimd.Broadcast(Coefficients<T>.LogTwoLow), TSimd.Zero);
        return TSimd.SelectGreater(x, TSimd.Zero, x, TSimd.Zero) + (high + LogNearOne(argument, low));
    }

    /// <summary>x / (1 + |x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Softsign(TSimd x)
    {
        TSimd one = Constant(1);
        TSimd absolute = TSimd.Magnitude(x);
        TSimd atInfinity = TSimd.SelectGreater(x, TSimd.Zero, one, TSimd.Zero - one);
        return TSimd.SelectEqual(absolute, TSimd.Broadcast(T.PositiveInfinity), atInfinity, x / (one + absolute));
    }

    /// <summary>The error function: a polynomial within [-1, 1], and 1 - erfc(|x|) with the sign of x beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Erf(TSimd x)
    {
        TSimd one = Constant(1);
        TSimd absolute = TSimd.Magnitude(x);
        TSimd inside = TSimd.SelectGreater(absolute, one, one, absolute);
        TSimd middle = inside * SimdSeries<T, TSimd>.ErrorMiddle(inside * inside);
        TSimd result = TSimd.SelectGreater(absolute, one, one - UpperError(absolute), middle);
        return WithSign(x, TSimd.SelectEqual(x, x, result, x));
    }

    /// <summary>The complementary error function, 2 - erfc(-x) below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Erfc(TSimd x)
    {
        TSimd upper = UpperError(TSimd.Magnitude(x));
        TSimd result = TSimd.SelectGreater(TSimd.Zero, x, Constant(2) - upper, upper);
        return TSimd.SelectEqual(x, x, result, x);
    }

    /// <summary>The standard normal distribution function: half of erfc(-x / sqrt 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd NormalCdf(TSimd x)
    {
        // The exponential is taken of -x^2 / 2 and not of the square of the rounded x / sqrt 2: in the far tail that would cost three
        // digits.
        TSimd half = Constant(0.5);
        TSimd absolute = Nearer(TSimd.Magnitude(x));
        TSimd tail = half * (Gaussian(absolute, half) * ScaledTail(absolute * Constant(0.7071067811865476)));
        TSimd result = TSimd.SelectGreater(x, TSimd.Zero, Constant(1) - tail, tail);
        return TSimd.SelectEqual(x, x, result, x);
    }

    /// <summary>exp(-factor x^2); exactly 0 far out. It carries the rounding of x^2, as a relative error of x^2 units in the last
    /// place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Bell(TSimd x, TSimd factor) => Exp(TSimd.Zero - (factor * (x * x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Constant(double value) => TSimd.Broadcast(T.CreateTruncating(value));

    // The magnitude with the sign of x; a zero, of either sign, is x itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd WithSign(TSimd x, TSimd magnitude)
        => TSimd.SelectEqual(x, TSimd.Zero, x, TSimd.SelectGreater(TSimd.Zero, x, TSimd.Zero - magnitude, magnitude));

    // x kept to where exp is neither 0 nor infinite for good, so that n stays small; NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Limit(TSimd x)
    {
        TSimd least = TSimd.Broadcast(Coefficients<T>.LeastExponent);
        TSimd greatest = TSimd.Broadcast(Coefficients<T>.GreatestExponent);
        return TSimd.SelectGreater(x, greatest, greatest, TSimd.SelectGreater(least, x, least, x));
    }

    // expm1(high + low - n log 2), with n the whole number nearest to high / log 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Reduce(TSimd high, TSimd low, out TSimd n)
    {
        TSimd shift = TSimd.Broadcast(Coefficients<T>.RoundToWhole);
        n = TSimd.MultiplyAdd(high, Constant(1.4426950408889634), shift) - shift;
        TSimd r = high - (n * TSimd.Broadcast(Coefficients<T>.LogTwoHigh));
        r = r - (n * TSimd.Broadcast(Coefficients<T>.LogTwoLow)) + low;
        return TSimd.MultiplyAdd(r * r, SimdSeries<T, TSimd>.Exponential(r), r);
    }

    // exp(high + low): the power of two is applied in two halves, so that a result that is not normal is rounded once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Exp(TSimd high, TSimd low)
    {
        TSimd reduced = Reduce(Limit(high), low, out TSimd n);
        TSimd shift = TSimd.Broadcast(Coefficients<T>.RoundToWhole);
        TSimd first = TSimd.MultiplyAdd(n, Constant(0.5), shift) - shift;
        return (Constant(1) + reduced) * TSimd.PowerOfTwo(first) * TSimd.PowerOfTwo(n - first);
    }

    // 2^n (1 + reduced) - 1, at a quarter of its size, since 2^n itself may be beyond the greatest number. With n = 0 it is reduced as it
    // stands, which keeps numbers that are not normal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Expm1(TSimd reduced, TSimd n)
    {
        TSimd scale = TSimd.PowerOfTwo(n - Constant(2));
        TSimd scaled = Constant(4) * TSimd.MultiplyAdd(scale, reduced, scale - Constant(0.25));
        return TSimd.SelectEqual(n, TSimd.Zero, reduced, scaled);
    }

    // 2^n (1 + reduced) / 2, finite wherever cosh is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd HalfExp(TSimd reduced, TSimd n)
    {
        TSimd scale = TSimd.PowerOfTwo(n - Constant(2));
        return Constant(2) * TSimd.MultiplyAdd(scale, reduced, scale);
    }

    // A significand from 1 to 2 brought to within sqrt(1/2) and sqrt(2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Centre(TSimd significand, ref TSimd exponent)
    {
        TSimd middle = Constant(1.4142135623730951);
        exponent = TSimd.SelectGreater(significand, middle, exponent + Constant(1), exponent);
        return TSimd.SelectGreater(significand, middle, significand * Constant(0.5), significand);
    }

    // The logarithm of 0 is minus infinity, below 0 and of NaN it is NaN, of infinity it is infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd AtEnds(TSimd x, TSimd logarithm)
    {
        TSimd result = TSimd.SelectEqual(x, TSimd.Zero, TSimd.Broadcast(T.NegativeInfinity), logarithm);
        result = TSimd.SelectGreater(x, TSimd.Zero, result, TSimd.SelectEqual(x, TSimd.Zero, result, TSimd.Broadcast(T.NaN)));
        return TSimd.SelectEqual(x, TSimd.Broadcast(T.PositiveInfinity), x, result);
    }

    // log(1 + f) + low for 1 + f from sqrt(1/2) to sqrt(2): with s = f / (2 + f) it is 2 artanh(s), and 2 s = f - s f, so that f itself,
    // which is exact, carries the leading digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd LogNearOne(TSimd f, TSimd low)
    {
        TSimd s = f / (Constant(2) + f);
        TSimd w = s * s;
        TSimd series = (w + w) * SimdSeries<T, TSimd>.Logarithm(w);
        return f - ((s * (f - series)) - low);
    }

    // erfc(x) for x >= 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd UpperError(TSimd x)
    {
        TSimd near = Nearer(x);
        return Gaussian(near, Constant(1)) * ScaledTail(near);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Nearer(TSimd x)
    {
        TSimd far = TSimd.Broadcast(Coefficients<T>.FarTail);
        return TSimd.SelectGreater(x, far, far, x);
    }

    // exp(-factor x^2) for factor 1 or 1/2 and x >= 0. x = h + l, with h of so few digits that h^2 is exact: the rounding of x^2 would be
    // magnified by its size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Gaussian(TSimd x, TSimd factor)
    {
        TSimd shift = TSimd.Broadcast(Coefficients<T>.RoundToSquarable);
        TSimd h = (x + shift) - shift;
        return Exp(TSimd.Zero - (factor * (h * h)), TSimd.Zero - (factor * ((x - h) * (x + h))));
    }

    // exp(z^2) erfc(z) for z >= 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd ScaledTail(TSimd z)
    {
        TSimd one = Constant(1);
        TSimd three = Constant(3);
        TSimd t = (z - three) / (z + three);
        TSimd f = TSimd.MultiplyAdd(t + one, SimdSeries<T, TSimd>.ErrorTail(t), one);
        return f / (one + (z + z));
    }
}
