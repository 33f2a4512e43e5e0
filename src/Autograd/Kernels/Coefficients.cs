using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The constants and polynomials of <see cref="SimdMath{T, TSimd}"/> and <see cref="SimdTrigonometry{T, TSimd}"/>, in the element type and as long as its precision asks.</summary>
/// <remarks>Polynomials are written from the constant term up.</remarks>
internal static class Coefficients<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Below it exp rounds to 0.</summary>
    public static readonly T LeastExponent = Choose(-750, -110);

    /// <summary>Above it exp and half of it are infinite, while a quarter is not.</summary>
    public static readonly T GreatestExponent = Choose(710.6, 89.6);

    /// <summary>The least number of full precision.</summary>
    public static readonly T LeastNormal = Choose(2.2250738585072014e-308, 1.1754943508222875e-38);

    /// <summary>log 2 in two parts; the first has so few digits that its product with any exponent is exact.</summary>
    public static readonly T LogTwoHigh = Choose(0.6931471803691238, 0.693115234375);

    public static readonly T LogTwoLow = Choose(1.9082149292705877e-10, 3.1946184945309415e-05);

    /// <summary>Adding and subtracting it rounds to a whole number.</summary>
    public static readonly T RoundToWhole = Choose(Binary64.RoundingShift, Binary32.RoundingShift);

    /// <summary>Adding and subtracting it keeps so few digits that the square is exact: down to 2^-20 in double, 2^-6 in float.</summary>
    public static readonly T RoundToSquarable = Choose(Binary64.RoundingShift / (1 << 20), Binary32.RoundingShift / (1 << 6));

    /// <summary>Where exp(-x^2 / 2) has long been 0.</summary>
    public static readonly T FarTail = Choose(40, 15);

    /// <summary>The greatest angle that <see cref="SimdTrigonometry{T, TSimd}"/> takes.</summary>
    public static readonly T GreatestAngle = Choose(1e6, 3e3);

    /// <summary>pi / 2 in four parts; the products of the first three with any number of quarters up to the greatest angle are exact.</summary>
    public static readonly T[] QuarterTurn = Choose(
        [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32],
        [1.570556640625, 0.0002396702766418457, 1.5890691429376602e-08, 2.563344151594519e-12]);

    /// <summary>(sin(r) - r) / r^3 in r^2 for |r| at most pi / 4: the Taylor series.</summary>
    public static readonly T[] Sine = AlternatingFactorials(3, typeof(T) == typeof(float) ? 4 : 8, -1);

    /// <summary>(cos(r) - 1 + r^2 / 2) / r^4 in r^2 for |r| at most pi / 4: the Taylor series.</summary>
    public static readonly T[] Cosine = AlternatingFactorials(4, typeof(T) == typeof(float) ? 4 : 7, 1);

    /// <summary>(exp(r) - 1 - r) / r^2 for |r| at most log(2) / 2: the Taylor series, 1 / (k + 2)!.</summary>
    public static readonly T[] Exponential = InverseFactorials(typeof(T) == typeof(float) ? 7 : 12);

    /// <summary>(2 artanh(s) - 2 s) / (2 s^3) in s^2 for s^2 at most 0.03: the Taylor series, 1 / (2 k + 3).</summary>
    public static readonly T[] Logarithm = InverseOdds(typeof(T) == typeof(float) ? 4 : 10);

    /// <summary>(f(t) - 1) / (t + 1) on [-1, 1], with f(t) = (1 + 2 z) exp(z^2) erfc(z) and z = 3 (1 + t) / (1 - t): an interpolation in
    /// Chebyshev points, the relative error of f below 2e-17 in double and 5e-9 in float. The factor 1 + 2 z makes f tend to a
    /// number at infinity, and taking out f(-1) = 1 makes erfc(0) = 1 exact.</summary>
    public static readonly T[] ErrorTail = Choose(
        [
            0.25300805826972966, -0.3886291643943106, 0.3410668700408603, -0.21142171133811868, 0.09214804792278758, -0.023840020578229582,
            6.95056600264739e-05, 0.0024598861478376637, -0.0005711957928892651, -0.00020863641412640946, 0.00010347663794188368,
            2.1622394739862648e-05, -1.6672993986701266e-05, -3.426547465030789e-06, 2.6952348534304983e-06, 7.749628893663798e-07,
            -4.184349533825192e-07, -1.9497030709810344e-07, 5.3691600134088466e-08, 4.500478851279512e-08, -3.4088135815598986e-09,
            -7.9305065762227e-09, -4.897403923153702e-10, 7.583211967113515e-10, 1.1482760746217237e-10,
        ],
        [
            0.2530080584556665, -0.3886291588537735, 0.3410668515966516, -0.21142186931323348, 0.09214834787634725, -0.02383872361990039,
            6.766410689218703e-05, 0.002455259098808465, -0.0005657483332607241, -0.00020038257259616504, 9.50092797043584e-05,
            1.4042743994683122e-05, -9.766701987160791e-06,
        ]);

    /// <summary>erf(x) / x in x^2 for |x| at most 1: an interpolation in Chebyshev points, to 2e-17 in double and 4e-9 in float.</summary>
    public static readonly T[] ErrorMiddle = Choose(
        [
            1.1283791670955126, -0.3761263890318375, 0.11283791670954882, -0.026866170645077334, 0.005223977624823223,
            -0.0008548326981129666, 0.00012055331122299266, -1.4925595519506043e-05, 1.6461004480962034e-06, -1.6350354461959655e-07,
            1.4660051998394848e-08, -1.1373902296430911e-09, 5.958930743134941e-11,
        ],
        [
            1.1283791670623609, -0.3761263847599132, 0.11283782622062184, -0.026865438310515116, 0.005221053412537675,
            -0.0008484396550601893, 0.00011268253894199437, -9.673590811750782e-06,
        ]);

    private static T Choose(double inDouble, double inFloat) => T.CreateChecked(typeof(T) == typeof(float) ? inFloat : inDouble);

    private static T[] Choose(double[] inDouble, double[] inFloat)
        => Array.ConvertAll(typeof(T) == typeof(float) ? inFloat : inDouble, T.CreateChecked);

    private static T[] InverseFactorials(int count)
    {
        var terms = new double[count];
        double factorial = 1;
        for (int k = 0; k < count; k++)
        {
            factorial *= k + 2;
            terms[k] = 1 / factorial;
        }

        return Array.ConvertAll(terms, T.CreateChecked);
    }

    // sign / first!, -sign / (first + 2)!, sign / (first + 4)!, ...
    private static T[] AlternatingFactorials(int first, int count, double sign)
    {
        var terms = new double[count];
        double factorial = first == 3 ? 6 : 24;
        for (int k = 0; k < count; k++)
        {
            terms[k] = sign / factorial;
            sign = -sign;
            factorial *= (first + (2 * k) + 1) * (first + (2 * k) + 2);
        }

        return Array.ConvertAll(terms, T.CreateChecked);
    }

    private static T[] InverseOdds(int count)
    {
        var terms = new double[count];
        for (int k = 0; k < count; k++)
        {
            terms[k] = 1.0 / ((2 * k) + 3);
        }

        return Array.ConvertAll(terms, T.CreateChecked);
    }
}
