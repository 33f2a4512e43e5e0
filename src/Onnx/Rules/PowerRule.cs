using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>x to the power y, m times differentiated by x and k times by y: x^(y - m) times a polynomial in log x, the sum over j of k! /
/// (k - j)! d[j] log(x)^(k - j), where d[j] are the coefficients of t^j in (y + t) (y + t - 1) ... (y + t - m + 1).</summary>
internal static class PowerRule
{
    /// <summary>Writes it.</summary>
    public static OnnxValue Write(RuleContext at)
    {
        (OnnxValue x, OnnxValue y) = (at.X, at.Y);
        (int byBase, int byExponent) = (at.Integer("byBase"), at.Integer("byExponent"));
        if (byBase + byExponent == 0)
        {
            return x.With("Pow", y);
        }

        OnnxValue power = x.With("Pow", y - byBase);
        OnnxValue?[] coefficients = FallingFactorial(y, byBase, byExponent);
        OnnxValue value = power * (byExponent == 0 ? coefficients[0] ?? at.Graph.Number(1) : Polynomial(x.Log(), coefficients, byExponent));

        // At the origin there is no limit; the derivatives of x^0 = 1 are taken. Where the power is 0 the logarithm has no part in it.
        OnnxValue isZero = power.Is(0).With("Or", x.Is(0).With("And", y.Is(0)));
        return isZero.Choose(0, value);
    }

    // Null is 0. With no factor it is 1.
    private static OnnxValue?[] FallingFactorial(OnnxValue y, int factors, int degree)
    {
        var coefficients = new OnnxValue?[degree + 1];
        coefficients[0] = y.Graph.Number(1);
        for (int factor = 0; factor < factors; factor++)
        {
            OnnxValue constant = y - factor;
            for (int j = Math.Min(degree, factor + 1); j > 0; j--)
            {
                coefficients[j] = Sum(coefficients[j - 1], coefficients[j] * constant);
            }

            coefficients[0] *= constant;
        }

        return coefficients;
    }

    private static OnnxValue Polynomial(OnnxValue logarithm, OnnxValue?[] coefficients, int degree)
    {
        OnnxValue? sum = null;
        double weight = 1;
        for (int j = 0; j <= degree; j++)
        {
            sum = Sum(sum * logarithm, coefficients[j] is { } coefficient ? weight * coefficient : null);
            weight *= degree - j;
        }

        return sum ?? logarithm.Graph.Number(0);
    }

    private static OnnxValue? Sum(OnnxValue? left, OnnxValue? right) => left is null ? right : right is null ? left : left + right;
}
