using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The constants of <see cref="SimdMath{T, TSimd}"/> and <see cref="SimdTrigonometry{T, TSimd}"/>, in the element type. To the
/// compiler they are constants too.</summary>
internal static class Coefficients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Below it exp rounds to 0.</summary>
    public static T LeastExponent => Choose(-750, -110);

    /// <summary>Above it exp and half of it are infinite, while a quarter is not.</summary>
    public static T GreatestExponent => Choose(710.6, 89.6);

    /// <summary>The least number of full precision.</summary>
    public static T LeastNormal => Choose(2.2250738585072014e-308, 1.1754943508222875e-38);

    /// <summary>The greatest power of two.</summary>
    public static T GreatestPowerOfTwo => Choose(8.98846567431158e+307, 1.7014118346046923e+38);

    /// <summary>The first part of log 2, which is in two; it has so few digits that its product with any exponent is exact.</summary>
    public static T LogTwoHigh => Choose(0.6931471803691238, 0.693115234375);

    /// <summary>The second part of log 2.</summary>
    public static T LogTwoLow => Choose(1.9082149292705877e-10, 3.1946184945309415e-05);

    /// <summary>Adding and subtracting it rounds to a whole number.</summary>
    public static T RoundToWhole => Choose(Binary64.RoundingShift, Binary32.RoundingShift);

    /// <summary>Adding and subtracting it keeps so few digits that the square is exact: down to 2^-20 in double, 2^-6 in float.</summary>
    public static T RoundToSquarable => Choose(Binary64.RoundingShift / (1 << 20), Binary32.RoundingShift / (1 << 6));

    /// <summary>Where exp(-x^2 / 2) has long been 0.</summary>
    public static T FarTail => Choose(40, 15);

    /// <summary>The greatest angle that <see cref="SimdTrigonometry{T, TSimd}"/> takes.</summary>
    public static T GreatestAngle => Choose(1e6, 3e3);

    /// <summary>The first part of pi / 2, which is in four; the products of the first three with any number of quarters up to the greatest
    /// angle are exact.</summary>
    public static T QuarterTurn => Choose(1.5707963267341256, 1.570556640625);

    /// <summary>The second part of pi / 2.</summary>
    public static T QuarterTurnSecond => Choose(6.077100506303966e-11, 0.0002396702766418457);

    /// <summary>The third part of pi / 2.</summary>
    public static T QuarterTurnThird => Choose(2.0222662487111665e-21, 1.5890691429376602e-08);

    /// <summary>The fourth part of pi / 2.</summary>
    public static T QuarterTurnFourth => Choose(8.4784276603689e-32, 2.563344151594519e-12);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Choose(double inDouble, double inFloat) => T.CreateTruncating(typeof(T) == typeof(float) ? inFloat : inDouble);
}
