namespace AutogradMaml.Catalogue;

/// <content>The gamma function's logarithm and its derivatives, the inverse error function, x log y.</content>
internal static partial class OperationCatalogue<T>
{
    private const double Euler = 0.5772156649015329;
    private const double Zeta2 = Math.PI * Math.PI / 6;
    private const double Zeta3 = 1.2020569031595942;

    // Numerators of Lanczos' approximation for g = 7, by Godfrey.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    private static OperationRow<T>[] SpecialFunctions =>
    [
        Unary(
            "log gamma", x => x.LogGamma(), x => LanczosLogGamma(x), Domain.Between(2.5, 8),
            At(1, 0, -Euler, Zeta2), At(2, 0, 1 - Euler, Zeta2 - 1),
            At(0.5, 0.5 * Math.Log(Math.PI), -Euler - (2 * Math.Log(2)), Math.PI * Math.PI / 2),
            At(-0.5, Math.Log(2 * Math.Sqrt(Math.PI)), 2 - Euler - (2 * Math.Log(2)), (Math.PI * Math.PI / 2) + 4),
            At(1e-20, 20 * Math.Log(10), -1e20) with { OnlyInDouble = true },
            At(1e10, 220258509288.8106, 23.02585092989046, 1.00000000005e-10),
            At(0, Infinity, -Infinity, Infinity), At(-0.0, Infinity, Infinity, Infinity), At(-1, Infinity, double.NaN),
            At(-7, Infinity, double.NaN),
            At(Infinity, Infinity, Infinity, 0), At(-Infinity, Infinity, double.NaN), At(double.NaN, double.NaN))
            .Says("log |Γ(x)|", "ψ(x)", "x.LogGamma()") with
        { ValueTolerance = 1e-14 },
        Unary(
            "digamma", x => x.Digamma(), LanczosDigamma, Domain.Between(2, 6),
            At(1, -Euler, Zeta2, -2 * Zeta3), At(2, 1 - Euler, Zeta2 - 1, 2 - (2 * Zeta3)),
            At(0.5, -Euler - (2 * Math.Log(2)), Math.PI * Math.PI / 2, -14 * Zeta3),
            At(0, -Infinity, Infinity), At(-0.0, Infinity, Infinity), At(-1, double.NaN, Infinity), At(Infinity, Infinity, 0, 0),
            At(-Infinity, double.NaN, double.NaN))
            .Says("ψ(x) = Γ'(x) / Γ(x)", "ψ'(x)", "x.Digamma()") with
        { ValueTolerance = 1e-14 },
        Polygamma(
            1, At(1, Zeta2, -2 * Zeta3, 6 * Zeta2 * Zeta2 * 0.4), At(-0.5, (Math.PI * Math.PI / 2) + 4), At(0, Infinity), At(-3, Infinity),
            At(Infinity, 0, 0, 0), At(-Infinity, double.NaN))
            .Says("Σ 1 / (x + k)², k from 0", "-2 Σ 1 / (x + k)³", "x.Polygamma(1)"),
        Polygamma(
            3, At(1, Math.Pow(Math.PI, 4) / 15), At(0.5, Math.Pow(Math.PI, 4)), At(0, Infinity), At(-3, Infinity), At(Infinity, 0, 0, 0))
            .Says("6 Σ 1 / (x + k)⁴, k from 0", "-24 Σ 1 / (x + k)⁵", "x.Polygamma(3)"),
        Polygamma(4, At(1, -24.886266123440876), At(0, -Infinity), At(-0.0, Infinity), At(-3, double.NaN), At(Infinity, 0, 0, 0))
            .Says("-24 Σ 1 / (x + k)⁵, k from 0", "120 Σ 1 / (x + k)⁶"),
        Unary(
            "inverse erf", x => x.InverseErf(), InverseOfErf, Domain.Between(-0.85, 0.85),
            At(0, 0, 1 / ErrorSlope, 0), At(-0.0, -0.0, 1 / ErrorSlope, 0), At(1e-20, 1e-20 / ErrorSlope, 1 / ErrorSlope),
            At(0.5, 0.4769362762044699, Math.Exp(0.4769362762044699 * 0.4769362762044699) / ErrorSlope),
            At(1, Infinity, Infinity, Infinity), At(-1, -Infinity, Infinity, -Infinity), At(1.5, double.NaN, double.NaN),
            At(Infinity, double.NaN))
            .Says("y with erf(y) = x", "√π / 2 exp(y²)", "x.InverseErf()") with
        { ValueTolerance = 2e-14 },
        Binary(
            "x log y", (x, y) => x.XLogY(y), (x, y) => x * Math.Log(y), [Domain.AwayFromZero(0.3, 2), Domain.Between(1.3, 4)],
            [
                Pair(0, 0, 0, [0, 0], [0, 0]), Pair(0, -2, 0, [0, 0], [0, 0]), Pair(0, 2, 0, [Math.Log(2), 0], [0.5, 0.5]),
                Pair(-0.0, 0, 0, [0, 0], [0, 0]), Pair(2, 1, 0, [0, 2], [1, -1]),
                Pair(2, 0, -Infinity, [-Infinity, Infinity]), Pair(-2, 0, Infinity, [-Infinity, -Infinity]),
                Pair(0, Infinity, 0, [Infinity, 0]), Pair(2, -1, double.NaN), Pair(0, double.NaN, double.NaN),
                Pair(double.NaN, 0, double.NaN), Pair(Infinity, 2, Infinity, [Math.Log(2), Infinity]),
            ],
            inMessage: "xlogy")
            .Says("x log(y), and 0 where x is 0", "log(y) dx + x dy / y", "x.XLogY(y)"),
    ];

    private static OperationRow<T> Polygamma(int order, params SpecialValue[] special)
        => Unary($"polygamma {order}", x => x.Polygamma(order), x => PolygammaSum(order, x), Domain.Between(1.5, 4), special) with
        {
            ValueTolerance = 1e-14,
            NoBadInput = null,
            Bad = [Refused([[2]], x => x[0].Polygamma(-1), typeof(ArgumentOutOfRangeException), "order", "-1")],
        };

    /// <summary>log of (x + 6.5)^(x - 1/2) exp(-(x + 6.5)) sqrt(2 pi) times a sum of partial fractions.</summary>
    private static double LanczosLogGamma(double x)
        => (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(x + 6.5)) - (x + 6.5) + Math.Log(
            Fractions(x, (c, d) => c / d) + Lanczos[0]);

    private static double LanczosDigamma(double x)
        => Math.Log(x + 6.5) + ((x - 0.5) / (x + 6.5)) - 1
            - (Fractions(x, (c, d) => c / (d * d)) / (Fractions(x, (c, d) => c / d) + Lanczos[0]));

    private static double Fractions(double x, Func<double, double, double> term)
        => Enumerable.Range(1, 8).Sum(k => term(Lanczos[k], x - 1 + k));

    /// <summary>By its sum, of which 400 terms are added and the rest is an integral with the two first corrections.</summary>
    private static double PolygammaSum(int order, double x)
    {
        double end = x + 400;
        double sum = (Math.Pow(end, -order) / order) + (0.5 * Math.Pow(end, -order - 1)) + ((order + 1) / 12.0 * Math.Pow(end, -order - 2));
        for (int k = 399; k >= 0; k--)
        {
            sum += Math.Pow(x + k, -order - 1);
        }

        return (order % 2 == 0 ? -1 : 1) * sum * Enumerable.Range(1, order).Aggregate(1.0, (product, factor) => product * factor);
    }

    private static double InverseOfErf(double x)
    {
        (double low, double high) = (0, 3);
        for (int k = 0; k < 70; k++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Erf(middle) < Math.Abs(x) ? (middle, high) : (low, middle);
        }

        return Math.CopySign(high, x);
    }
}
