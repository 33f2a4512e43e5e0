using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The polynomials of <see cref="SimdMath{T, TSimd}"/> and <see cref="SimdTrigonometry{T, TSimd}"/>, as long as the precision of
/// the element type asks.</summary>
/// <remarks>They are cut into cubics, the last of which may be shorter, that don't wait for each other; and written out, so that the
/// coefficients are constants to the compiler.</remarks>
internal static class SimdSeries<T, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSimd : struct, ISimd<TSimd, T>
{
    /// <summary>(exp(x) - 1 - x) / x^2 for |x| at most log(2) / 2: the Taylor series, 1 / (k + 2)!.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Exponential(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            TSimd top = Quadratic(x, x2, 1.0 / 720, 1.0 / 5040, 1.0 / 40320);
            return TSimd.MultiplyAdd(top, x4, Cubic(x, x2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120));
        }

        TSimd upper = Cubic(x, x2, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800);
        upper = TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880));
        return TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120));
    }

    /// <summary>(2 artanh(s) - 2 s) / (2 s^3) in x = s^2, at most 0.03: the Taylor series, 1 / (2 k + 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Logarithm(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            return Cubic(x, x2, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9);
        }

        TSimd upper = Linear(x, 1.0 / 19, 1.0 / 21);
        upper = TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17));
        return TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9));
    }

    /// <summary>(sin(r) - r) / r^3 in x = r^2 for |r| at most pi / 4: the Taylor series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sine(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            return Cubic(x, x2, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880);
        }

        TSimd upper = Cubic(x, x2, -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000);
        return TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880));
    }

    /// <summary>(cos(r) - 1 + r^2 / 2) / r^4 in x = r^2 for |r| at most pi / 4: the Taylor series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Cosine(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            return Cubic(x, x2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800);
        }

        TSimd upper = Quadratic(x, x2, 1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000);
        return TSimd.MultiplyAdd(upper, x4, Cubic(x, x2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800));
    }

    /// <summary>(f(x) - 1) / (x + 1) on [-1, 1], with f(x) = (1 + 2 z) exp(z^2) erfc(z) and z = 3 (1 + x) / (1 - x): an interpolation in
    /// Chebyshev points, the relative error of f below 2e-17 in double and 5e-9 in float. The factor 1 + 2 z makes f tend to a
    /// number at infinity, and taking out f(-1) = 1 makes erfc(0) = 1 exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd ErrorTail(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            TSimd top = Constant(-9.766701987160791e-06);
            top = TSimd.MultiplyAdd(
                top, x4, Cubic(x, x2, -0.0005657483332607241, -0.00020038257259616504, 9.50092797043584e-05, 1.4042743994683122e-05));
            top = TSimd.MultiplyAdd(
                top, x4, Cubic(x, x2, 0.09214834787634725, -0.02383872361990039, 6.766410689218703e-05, 0.002455259098808465));
            return TSimd.MultiplyAdd(
                top, x4, Cubic(x, x2, 0.2530080584556665, -0.3886291588537735, 0.3410668515966516, -0.21142186931323348));
        }

        TSimd upper = Constant(1.1482760746217237e-10);
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, -3.4088135815598986e-09, -7.9305065762227e-09, -4.897403923153702e-10, 7.583211967113515e-10));
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, -4.184349533825192e-07, -1.9497030709810344e-07, 5.3691600134088466e-08, 4.500478851279512e-08));
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, -1.6672993986701266e-05, -3.426547465030789e-06, 2.6952348534304983e-06, 7.749628893663798e-07));
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, -0.0005711957928892651, -0.00020863641412640946, 0.00010347663794188368, 2.1622394739862648e-05));
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, 0.09214804792278758, -0.023840020578229582, 6.95056600264739e-05, 0.0024598861478376637));
        return TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, 0.25300805826972966, -0.3886291643943106, 0.3410668700408603, -0.21142171133811868));
    }

    /// <summary>erf(z) / z in x = z^2 for |z| at most 1: an interpolation in Chebyshev points, to 2e-17 in double and 4e-9 in
    /// float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd ErrorMiddle(TSimd x)
    {
        TSimd x2 = x * x;
        TSimd x4 = x2 * x2;
        if (typeof(T) == typeof(float))
        {
            TSimd top = Cubic(x, x2, 0.005221053412537675, -0.0008484396550601893, 0.00011268253894199437, -9.673590811750782e-06);
            return TSimd.MultiplyAdd(
                top, x4, Cubic(x, x2, 1.1283791670623609, -0.3761263847599132, 0.11283782622062184, -0.026865438310515116));
        }

        TSimd upper = Constant(5.958930743134941e-11);
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, 1.6461004480962034e-06, -1.6350354461959655e-07, 1.4660051998394848e-08, -1.1373902296430911e-09));
        upper = TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, 0.005223977624823223, -0.0008548326981129666, 0.00012055331122299266, -1.4925595519506043e-05));
        return TSimd.MultiplyAdd(
            upper, x4, Cubic(x, x2, 1.1283791670955126, -0.3761263890318375, 0.11283791670954882, -0.026866170645077334));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Cubic(TSimd x, TSimd x2, double a, double b, double c, double d)
        => TSimd.MultiplyAdd(Linear(x, c, d), x2, Linear(x, a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Quadratic(TSimd x, TSimd x2, double a, double b, double c) => TSimd.MultiplyAdd(Constant(c), x2, Linear(x, a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Linear(TSimd x, double a, double b) => TSimd.MultiplyAdd(Constant(b), x, Constant(a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Constant(double value) => TSimd.Broadcast(T.CreateTruncating(value));
}
