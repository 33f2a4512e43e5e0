using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// sqrt(x^2 + y^2) and x / sqrt(x^2 + y^2) on any number of lanes, within 2 units in the last place wherever the result is normal. The
/// greater magnitude is divided out first, so that no square overflows or vanishes that counts.
/// </summary>
internal static class SimdHypot<T, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSimd : struct, ISimd<TSimd, T>
{
    /// <summary>sqrt(x^2 + y^2); infinite where one is, even if the other is NaN, as in IEEE 754.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Length(TSimd x, TSimd y)
    {
        TSimd one = TSimd.Broadcast(T.One);
        TSimd infinity = TSimd.Broadcast(T.PositiveInfinity);
        TSimd left = TSimd.Magnitude(x);
        TSimd right = TSimd.Magnitude(y);
        TSimd greater = TSimd.SelectGreater(left, right, left, right);
        TSimd lesser = TSimd.SelectGreater(left, right, right, left);
        TSimd ratio = lesser / TSimd.SelectEqual(greater, TSimd.Zero, one, greater);
        TSimd length = greater * TSimd.Sqrt(one + (ratio * ratio));
        return TSimd.SelectEqual(left, infinity, left, TSimd.SelectEqual(right, infinity, right, length));
    }

    /// <summary>x / sqrt(x^2 + y^2), and 0 at the origin. Where a number is infinite it is the limit along the diagonal: an infinite number
    /// counts as 1 and a finite one beside it as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Slope(TSimd x, TSimd y)
    {
        // The quotient of a number as great as the greater one is set, because that of two infinities is not 1.
        TSimd one = TSimd.Broadcast(T.One);
        TSimd left = TSimd.Magnitude(x);
        TSimd right = TSimd.Magnitude(y);
        TSimd greater = TSimd.SelectGreater(left, right, left, right);
        TSimd across = TSimd.SelectEqual(left, greater, TSimd.CopySign(one, x), x / greater);
        TSimd up = TSimd.SelectEqual(right, greater, one, y / greater);
        return TSimd.SelectEqual(greater, TSimd.Zero, TSimd.Zero, across / TSimd.Sqrt((across * across) + (up * up)));
    }
}
