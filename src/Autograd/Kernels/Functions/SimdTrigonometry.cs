using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// Sine, cosine and tangent on any number of lanes, for |x| up to <see cref="Coefficients{T}.GreatestAngle"/>: within 3 units in the last
/// place, and the same bits wherever in an array an element stands (TensorPrimitives' depend on the place and on the neighbours, and
/// its tangent is wrong where the hardware has no fused product).
/// </summary>
/// <remarks>x = n pi / 2 + r with n whole and |r| at most pi / 4, then the Taylor series of sine and cosine; the quarter that n falls into
/// chooses between them and gives the sign.</remarks>
internal static class SimdTrigonometry<T, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSimd : struct, ISimd<TSimd, T>
{
    /// <summary>sin(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sin(TSimd x)
    {
        TSimd one = TSimd.Broadcast(T.One);
        TSimd minusOne = TSimd.Broadcast(T.NegativeOne);
        TSimd r = Reduce(x, out TSimd quarter, out TSimd isOdd);
        TSimd magnitude = TSimd.SelectEqual(isOdd, one, CosNear(r), SinNear(r));
        TSimd sign = TSimd.SelectEqual(quarter, TSimd.Zero, one, TSimd.SelectEqual(quarter, one, one, minusOne));
        return TSimd.SelectEqual(x, TSimd.Zero, x, magnitude * sign);
    }

    /// <summary>cos(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Cos(TSimd x)
    {
        TSimd one = TSimd.Broadcast(T.One);
        TSimd minusOne = TSimd.Broadcast(T.NegativeOne);
        TSimd r = Reduce(x, out TSimd quarter, out TSimd isOdd);
        TSimd magnitude = TSimd.SelectEqual(isOdd, one, SinNear(r), CosNear(r));
        TSimd sign = TSimd.SelectEqual(quarter, TSimd.Zero, one, TSimd.SelectEqual(quarter, minusOne, one, minusOne));
        return magnitude * sign;
    }

    /// <summary>tan(x): the quotient of sine and cosine of r, or minus the inverse of it in an odd quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Tan(TSimd x)
    {
        TSimd one = TSimd.Broadcast(T.One);
        TSimd r = Reduce(x, out _, out TSimd isOdd);
        TSimd sine = SinNear(r);
        TSimd cosine = CosNear(r);
        TSimd above = TSimd.SelectEqual(isOdd, one, TSimd.Zero - cosine, sine);
        return TSimd.SelectEqual(x, TSimd.Zero, x, above / TSimd.SelectEqual(isOdd, one, sine, cosine));
    }

    // r, the quarter as n modulo 4 from -2 to 2, and 1 where that is odd. pi / 2 is taken off in four parts, of which the first three have
    // so few digits that their products with n are exact: what is left of x near a multiple of pi / 2 keeps its relative accuracy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Reduce(TSimd x, out TSimd quarter, out TSimd isOdd)
    {
        TSimd shift = TSimd.Broadcast(Coefficients<T>.RoundToWhole);
        TSimd n = TSimd.MultiplyAdd(x, TSimd.Broadcast(T.CreateTruncating(0.6366197723675814)), shift) - shift;
        TSimd four = TSimd.Broadcast(T.CreateTruncating(4));
        TSimd turns = TSimd.MultiplyAdd(n, TSimd.Broadcast(T.CreateTruncating(0.25)), shift) - shift;
        quarter = n - (four * turns);
        isOdd = quarter * quarter;
        TSimd r = x - (n * TSimd.Broadcast(Coefficients<T>.QuarterTurn));
        r -= n * TSimd.Broadcast(Coefficients<T>.QuarterTurnSecond);
        r -= n * TSimd.Broadcast(Coefficients<T>.QuarterTurnThird);
        return r - (n * TSimd.Broadcast(Coefficients<T>.QuarterTurnFourth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd SinNear(TSimd r)
    {
        TSimd w = r * r;
        return TSimd.MultiplyAdd(r * w, SimdSeries<T, TSimd>.Sine(w), r);
    }

    // 1 - w / 2 + w^2 C(w), with what the first difference lost added back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd CosNear(TSimd r)
    {
        TSimd one = TSimd.Broadcast(T.One);
        TSimd w = r * r;
        TSimd half = w * TSimd.Broadcast(T.CreateTruncating(0.5));
        TSimd leading = one - half;
        TSimd rest = TSimd.MultiplyAdd(w * w, SimdSeries<T, TSimd>.Cosine(w), (one - leading) - half);
        return leading + rest;
    }
}
