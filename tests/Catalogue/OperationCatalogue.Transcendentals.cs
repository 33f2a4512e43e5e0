using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <content>Trigonometric and hyperbolic functions and their inverses, functions exact near 0, roots and smooth units.</content>
internal static partial class OperationCatalogue<T>
{
    private static double ErrorSlope => 2 / Math.Sqrt(Math.PI);

    private static OperationRow<T>[] Transcendentals =>
    [
        Unary("tan", x => x.Tan(), Math.Tan, Domain.Between(-1.2, 1.2), At(0, 0, 1, 0), At(-0.0, 0, 1, 0), At(Infinity, double.NaN))
            .Says("tan(x)", "1 + tan(x)²", "x.Tan()"),
        
        // Halved, because the checks take the sine of the output: sin(asin(x)) = x has no curvature that could be compared.
        Unary(
            "half of asin", x => Number(0.5) * x.Asin(), x => 0.5 * Math.Asin(x), Domain.Between(-0.8, 0.8),
            At(0, 0, 0.5, 0), At(1e-12, 5e-13, 0.5, 5e-13), At(1, Math.PI / 4, Infinity, Infinity),
            At(-1, -Math.PI / 4, Infinity, -Infinity), At(2, double.NaN))
            .Says("asin(x) / 2", "1 / (2 √(1 - x²))", "0.5 * x.Asin()"),
        Unary(
            "acos", x => x.Acos(), Math.Acos, Domain.Between(-0.8, 0.8),
            At(0, Math.PI / 2, -1, 0), At(1e-20, Math.PI / 2, -1, -1e-20), At(1, 0, -Infinity, -Infinity),
            At(-1, Math.PI, -Infinity, Infinity), At(2, double.NaN))
            .Says("acos(x)", "-1 / √(1 - x²)", "x.Acos()"),
        Unary(
            "atan", x => x.Atan(), Math.Atan, Domain.Between(-3, 3),
            At(0, 0, 1, 0), At(1e10, (Math.PI / 2) - 1e-10, 1e-20, -2e-30), At(Infinity, Math.PI / 2, 0, 0),
            At(-Infinity, -Math.PI / 2, 0, 0),
            At(1e200, Math.PI / 2, 0, 0) with { OnlyInDouble = true })
            .Says("atan(x)", "1 / (1 + x²)", "x.Atan()"),
        Unary(
            "sinh", x => x.Sinh(), Math.Sinh, Domain.Between(-2, 2), At(0, 0, 1, 0), At(1e-20, 1e-20, 1, 1e-20),
            At(1e3, Infinity, Infinity), At(-1e3, -Infinity, Infinity), At(-Infinity, -Infinity))
            .Says("sinh(x)", "cosh(x)", "x.Sinh()"),
        Unary(
            "cosh", x => x.Cosh(), Math.Cosh, Domain.Between(-2, 2), At(0, 1, 0, 1), At(1e3, Infinity, Infinity),
            At(-1e3, Infinity, -Infinity))
            .Says("cosh(x)", "sinh(x)", "x.Cosh()"),
        Unary(
            "asinh", x => x.Asinh(), Math.Asinh, Domain.Between(-3, 3),
            At(0, 0, 1, 0), At(1e-20, 1e-20, 1, -1e-20), At(1e10, Math.Log(2e10), 1e-10, -1e-20), At(-1e20, -Math.Log(2e20), 1e-20),
            At(3e38, Math.Log(6e38), 1 / 3e38) with { FloatTolerance = 1e-5 },
            At(1e160, Math.Log(2e160), 1e-160) with { OnlyInDouble = true }, At(Infinity, Infinity, 0, 0), At(-Infinity, -Infinity, 0, 0))
            .Says("asinh(x)", "1 / √(1 + x²)", "x.Asinh()"),
        Unary(
            "acosh", x => x.Acosh(), Math.Acosh, Domain.Between(1.3, 4),
            At(1, 0, Infinity, -Infinity), At(0.5, double.NaN, double.NaN), At(-2, double.NaN, double.NaN),
            At(1e10, Math.Log(2e10), 1e-10, -1e-20), At(1e20, Math.Log(2e20), 1e-20),
            At(1e160, Math.Log(2e160), 1e-160) with { OnlyInDouble = true }, At(Infinity, Infinity, 0, 0))
            .Says("acosh(x)", "1 / √(x² - 1)", "x.Acosh()"),
        Unary(
            "atanh", x => x.Atanh(), Math.Atanh, Domain.Between(-0.8, 0.8),
            At(0, 0, 1, 0), At(1e-12, 1e-12, 1, 2e-12), At(1, Infinity, Infinity, Infinity), At(-1, -Infinity, Infinity, -Infinity),
            At(2, double.NaN))
            .Says("atanh(x)", "1 / (1 - x²)", "x.Atanh()"),
        Unary(
            "log1p", x => x.Log1P(), LogOnePlusBothSides, Domain.Between(-0.7, 1),
            At(0, 0, 1, -1), At(-0.0, 0, 1, -1), At(1e-20, 1e-20, 1, -1), At(-1e-20, -1e-20, 1, -1), At(-1, -Infinity, Infinity),
            At(-2, double.NaN), At(Infinity, Infinity, 0, 0))
            .Says("log(1 + x)", "1 / (1 + x)", "x.Log1P()"),
        Unary(
            "expm1", x => x.Expm1(), x => 2 * Math.Sinh(x / 2) * Math.Exp(x / 2), Domain.Between(-2, 2),
            At(0, 0, 1, 1), At(1e-20, 1e-20, 1, 1), At(-1e-20, -1e-20, 1, 1), At(-1e3, -1, 0, 0), At(-Infinity, -1, 0, 0),
            At(1e3, Infinity),
            At(-50, -1, Math.Exp(-50), Math.Exp(-50)))
            .Says("exp(x) - 1", "exp(x)", "x.Expm1()"),
        Unary(
            "erf", x => x.Erf(), Erf, Domain.Between(-2, 2),
            At(0, 0, ErrorSlope, 0), At(1e-20, 1e-20 * ErrorSlope, ErrorSlope), At(1e3, 1, 0, 0), At(-1e3, -1, 0, 0), At(3e38, 1, 0, 0),
            At(Infinity, 1, 0, 0), At(-Infinity, -1, 0, 0))
            .Says("2 / √π ∫₀ˣ exp(-t²) dt", "2 / √π exp(-x²)", "x.Erf()") with
        { ValueTolerance = 1e-14 },
        Unary(
            "erfc", x => x.Erfc(), x => 1 - Erf(x), Domain.Between(-2, 2),
            At(0, 1, -ErrorSlope, 0), At(Infinity, 0, 0, 0), At(-Infinity, 2, 0, 0), At(1e3, 0, 0, 0), At(-1e3, 2, 0, 0),
            At(5, 1.5374597944280348e-12, -ErrorSlope * Math.Exp(-25), 10 * ErrorSlope * Math.Exp(-25)),
            At(
                20,
                5.395865611607901e-176,
                -ErrorSlope * Math.Exp(-400),
                40 * ErrorSlope * Math.Exp(-400)) with { OnlyInDouble = true })
            .Says("1 - erf(x)", "-2 / √π exp(-x²)", "x.Erfc()") with
        { ValueTolerance = 1e-14 },
        Unary(
            "reciprocal sqrt", x => x.ReciprocalSqrt(), x => 1 / Math.Sqrt(x), Domain.Between(0.3, 4),
            At(4, 0.5, -1.0 / 16, 3.0 / 128), At(0, Infinity, -Infinity), At(Infinity, 0, 0, 0), At(-1, double.NaN))
            .Says("1 / √x", "-1 / (2 x √x)", "x.ReciprocalSqrt()"),
        Unary(
            "cbrt", x => x.Cbrt(), Math.Cbrt, Domain.AwayFromZero(0.3, 3),
            At(8, 2, 1.0 / 12, -1.0 / 144), At(-8, -2, 1.0 / 12, 1.0 / 144), At(0, 0, Infinity, -Infinity), At(Infinity, Infinity, 0, 0),
            At(-Infinity, -Infinity, 0, 0))
            .Says("∛x", "1 / (3 ∛x²)", "x.Cbrt()"),
        Unary(
            "clamp", x => x.Clamp(Number(-1), Number(2)), x => Math.Clamp(x, -1, 2), Domain.OneOf(-3, -1.5, -0.5, 0.25, 1, 2.75),
            At(-1, -1, 1, 0), At(2, 2, 1, 0), At(2.5, 2, 0, 0), At(-2, -1, 0, 0), At(Infinity, 2, 0, 0), At(-Infinity, -1, 0, 0),
            At(double.NaN, double.NaN))
            .Says("min(max(x, a), b)", "1 from a to b, else 0", "x.Clamp(a, b)") with
        {
            NoBadInput = null,
            Bad =
            [
                Refused([[2]], x => x[0].Clamp(Number(2), Number(1)), typeof(ArgumentException), "Clamp", "got 2 and 1"),
                Refused([[2]], x => x[0].Clamp(T.NaN, Number(1)), typeof(ArgumentException), "Clamp", "NaN"),
            ],
        },
        Unary(
            "elu", x => x.Elu(), x => x > 0 ? x : Math.Exp(x) - 1, Domain.AwayFromZero(0.1, 3),
            At(0, 0, 1, 1), At(1e3, 1e3, 1, 0), At(-1e3, -1, 0, 0), At(Infinity, Infinity, 1, 0), At(-Infinity, -1, 0, 0))
            .Says("x above 0, else exp(x) - 1", "1 above 0, else exp(x)", "x.Elu()"),
        Unary(
            "elu with a scale", x => x.Elu(Number(0.5)), x => x > 0 ? x : 0.5 * (Math.Exp(x) - 1), Domain.AwayFromZero(0.1, 3),
            At(0, 0, 0.5, 0.5), At(2, 2, 1, 0))
            .Says("x above 0, else a (exp(x) - 1)", "1 above 0, else a exp(x)", "x.Elu(a)"),
        Unary(
            "silu", x => x.Silu(), x => x * Logistic(x), Domain.Between(-3, 3),
            At(0, 0, 0.5, 0.5), At(1e3, 1e3, 1, 0), At(-1e3, 0, 0, 0), At(3e38, 3e38, 1, 0), At(-3e38, 0, 0, 0),
            At(Infinity, Infinity, 1, 0), At(-Infinity, 0, 0, 0))
            .Says("x sigmoid(x)", "s + x s (1 - s), s = sigmoid(x)", "x.Silu()"),
        Unary(
            "softsign", x => x.Softsign(), x => x / (1 + Math.Abs(x)), Domain.AwayFromZero(0.1, 3),
            At(0, 0, 1, 0), At(Infinity, 1, 0, 0), At(-Infinity, -1, 0, 0),
            At(1e8, 1, 1 / (1 + 1e8) / (1 + 1e8), -2 / (1 + 1e8) / (1 + 1e8) / (1 + 1e8)) with { Tolerance = 2e-8 })
            .Says("x / (1 + |x|)", "1 / (1 + |x|)²", "x.Softsign()"),
        Binary(
            "atan2", (y, x) => y.Atan2(x), Math.Atan2, [Domain.AwayFromZero(0.3, 2)],
            [
                Pair(0, 0, 0, [0, 0], [0, 0]), Pair(0, -0.0, Math.PI, [0, 0], [0, 0]), Pair(1, 0, Math.PI / 2, [0, -1], [1, 1]),
                Pair(0, -1, Math.PI, [-1, 0]),
                Pair(Infinity, 1, Math.PI / 2, [0, 0], [0, 0]), Pair(1, Infinity, 0, [0, 0], [0, 0]),
                Pair(1, -Infinity, Math.PI, [0, 0], [0, 0]),
                Pair(Infinity, Infinity, Math.PI / 4, [0, 0], [0, 0]), Pair(-Infinity, 0, -Math.PI / 2, [0, 0], [0, 0]),
                Pair(1e200, 1e200, Math.PI / 4, [0.5e-200, -0.5e-200]) with { OnlyInDouble = true },
                Pair(1e-200, 1e-200, Math.PI / 4, [0.5e200, -0.5e200]) with { OnlyInDouble = true },
            ])
            .Says("the angle of (x, y)", "(x dy - y dx) / (x² + y²)", "y.Atan2(x)"),
        Binary(
            "hypot", (x, y) => x.Hypot(y), double.Hypot, [Domain.AwayFromZero(0.3, 2)],
            [
                Pair(0, 0, 0, [0, 0], [0, 0]), Pair(3, 4, 5, [0.6, 0.8], [0.032, -0.024]), Pair(0, -2, 2, [0, -1], [0.5, 0]),
                Pair(
                    1,
                    100,
                    Math.Sqrt(10001),
                    [1 / Math.Sqrt(10001), 100 / Math.Sqrt(10001)],
                    [9900 / Math.Pow(10001, 1.5), -99 / Math.Pow(10001, 1.5)]),
                Pair(0, 1e-30, 1e-30, [0, 1], [1e30, 0]), Pair(0, 1e30, 1e30, [0, 1], [1e-30, 0]),
                Pair(Infinity, 1, Infinity, [1, 0], [0, 0]), Pair(-0.0, -Infinity, Infinity, [0, -1], [0, 0]),
                Pair(Infinity, -Infinity, Infinity, [Math.Sqrt(0.5), -Math.Sqrt(0.5)], [0, 0]), Pair(double.NaN, -Infinity, Infinity),
                Pair(double.NaN, 1, double.NaN),
                Pair(3e200, 4e200, 5e200, [0.6, 0.8]) with { OnlyInDouble = true },
                Pair(3e-200, 4e-200, 5e-200, [0.6, 0.8]) with { OnlyInDouble = true },
            ])
            .Says("√(x² + y²)", "(x dx + y dy) / hypot", "x.Hypot(y)"),
        Binary(
            "log add exp", (x, y) => x.LogAddExp(y), (x, y) => Math.Max(x, y) + LogOnePlus(Math.Exp(-Math.Abs(x - y))),
            [Domain.Between(-3, 3)],
            [
                Pair(0, 0, Math.Log(2), [0.5, 0.5], [0, 0]), Pair(-1e3, -1e3, -1e3 + Math.Log(2), [0.5, 0.5], [0, 0]),
                Pair(1e3, 0, 1e3, [1, 0], [0, 0]), Pair(0, -40, Math.Exp(-40), [1, Math.Exp(-40)]),
                Pair(-Infinity, 3, 3, [0, 1], [0, 0]), Pair(3, -Infinity, 3, [1, 0], [0, 0]),
                Pair(Infinity, -Infinity, Infinity, [1, 0], [0, 0]), Pair(-Infinity, -Infinity, -Infinity, [0.5, 0.5], [0, 0]),
                Pair(Infinity, Infinity, Infinity, [0.5, 0.5], [0, 0]), Pair(double.NaN, Infinity, double.NaN),
                Pair(0, double.NaN, double.NaN),
            ])
            .Says("log(exp(x) + exp(y))", "sigmoid(x - y) dx + sigmoid(y - x) dy", "x.LogAddExp(y)"),

        // No method of the public surface records these by themselves: they are what derivatives are made of.
        Binary(
            "hypot slope", (x, y) => x.HypotSlope(y), (x, y) => x / double.Hypot(x, y), [Domain.AwayFromZero(0.3, 2)],
            [
                Pair(0, 0, 0, [0, 0], [0, 0]), Pair(3, 4, 0.6, [0.128, -0.096]), Pair(Infinity, 1, 1, [0, 0], [0, 0]),
                Pair(1, -Infinity, 0, [0, 0], [0, 0]),
                Pair(-Infinity, Infinity, -Math.Sqrt(0.5), [0, 0], [0, 0]), Pair(3e-30, 4e-30, 0.6, [0.128e30, -0.096e30]),
                Pair(2e38, 2e38, Math.Sqrt(0.5)),
                Pair(double.NaN, Infinity, double.NaN), Pair(Infinity, double.NaN, double.NaN),
            ])
            .Says("x / √(x² + y²)", "y (y dx - x dy) / hypot³"),
        Unary(
            "one minus square", x => x.OneMinusSquare(), x => (1 - x) * (1 + x), Domain.Between(-0.8, 0.8),
            At(0, 1, 0, -2), At(1e-20, 1, -2e-20, -2), At(1, 0, -2, -2), At(-1, 0, 2, -2), At(2, -3, -4, -2))
            .Says("1 - x²", "-2 x"),
        Unary(
            "gaussian", x => x.Tape.Apply(GaussianOperation<T>.Whole, x), x => Math.Exp(-x * x), Domain.Between(-2, 2),
            At(0, 1, 0, -2), At(3e38, 0, 0, 0), At(-3e38, 0, 0, 0), At(Infinity, 0, 0, 0), At(-Infinity, 0, 0, 0),
            At(double.NaN, double.NaN))
            .Says("exp(-x²)", "-2 x exp(-x²)"),
    ];

    /// <summary>log(1 + x) for x from -0.7 to 1 by 2 artanh(x / (2 + x)), a series of terms of one sign.</summary>
    private static double LogOnePlusBothSides(double x)
    {
        double ratio = x / (2 + x);
        double sum = 0;
        for (int n = 81; n >= 1; n -= 2)
        {
            sum = (sum * ratio * ratio) + (1.0 / n);
        }

        return 2 * ratio * sum;
    }

    /// <summary>By the series 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2 n + 1) / (2 n + 1)!!, whose terms are of one sign.</summary>
    private static double Erf(double x)
    {
        double term = x;
        double sum = 0;
        for (int n = 0; n < 80; n++)
        {
            sum += term;
            term *= 2 * x * x / ((2 * n) + 3);
        }

        return ErrorSlope * Math.Exp(-x * x) * sum;
    }
}
