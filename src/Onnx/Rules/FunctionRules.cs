using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>Functions of one number, element by element. Where ONNX has none, they are composed so that what it has keeps their
/// digits.</summary>
internal static class FunctionRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["abs"] = static at => at.X.Abs(),
            ["acos"] = static at => at.X.Each("Acos"),
            ["acosh"] = static at => at.X.Each("Acosh"),
            ["asin"] = static at => at.X.Each("Asin"),
            ["asinh"] = static at => at.X.Each("Asinh"),
            ["atan"] = static at => at.X.Each("Atan"),
            ["atanh"] = static at => at.X.Each("Atanh"),
            ["cbrt"] = static at => at.X.Each("Sign") * at.X.Abs().With("Pow", at.Graph.Number(1.0 / 3)),
            ["cos"] = static at => at.X.Each("Cos"),
            ["cosh"] = static at => at.X.Each("Cosh"),
            ["divide into"] = static at => at.Number("dividend") / at.X,
            ["erf"] = static at => at.X.Each("Erf"),
            ["erfc"] = static at => 1 - at.X.Each("Erf"),
            ["exp"] = static at => at.X.Exp(),
            ["expm1"] = static at => (0.5 * at.X).Each("Tanh") * (at.X.Exp() + 1),
            ["floor"] = static at => at.X.Each("Floor"),
            ["gaussian"] = static at => (-at.Number("factor") * (at.X * at.X)).Exp(),
            ["log"] = static at => at.X.Log(),
            ["log1p"] = static at => LogarithmOfOnePlus(at.X),
            ["negate"] = static at => -at.X,
            ["normalCdf"] = static at => 0.5 * ((Math.Sqrt(0.5) * at.X).Each("Erf") + 1),
            ["one minus square"] = static at => (1 - at.X) * (at.X + 1),
            ["power"] = static at => at.X.With("Pow", at.Graph.Number(at.Number("exponent"))),
            ["reciprocal sqrt"] = static at => 1 / at.X.Sqrt(),
            ["relu"] = Relu,
            ["scale"] = static at => at.Number("factor") * at.X,
            ["shift"] = static at => at.X + at.Number("addend"),
            ["sigmoid"] = static at => at.X.Each("Sigmoid"),
            ["sign"] = static at => at.X.Each("Sign"),
            ["sin"] = static at => at.X.Each("Sin"),
            ["sinh"] = static at => at.X.Each("Sinh"),
            ["softplus"] = static at => Softplus(at.X),
            ["softsign"] = static at => at.X / (at.X.Abs() + 1),
            ["sqrt"] = static at => at.X.Sqrt(),
            ["subtract from"] = static at => at.Number("minuend") - at.X,
            ["tan"] = static at => at.X.Each("Tan"),
            ["tanh"] = static at => Tanh(at.X),
        };

    /// <summary>log(1 + exp(x)) without overflow, and with its digits far below 0.</summary>
    public static OnnxValue Softplus(OnnxValue x) => x.Each("Relu") + LogarithmOfOnePlus((-x.Abs()).Exp());

    // Of u = 1 + x the logarithm is exact, and u - 1 is how much of x is in it: log(u) x / (u - 1) is right where u is rounded.
    private static OnnxValue LogarithmOfOnePlus(OnnxValue x)
    {
        OnnxValue sum = x + 1;
        OnnxValue held = sum - 1;
        OnnxValue isLost = held.Is(0);
        return isLost.Choose(x, sum.Log() * (x / isLost.Choose(1, held)));
    }

    // Beyond 1 by the exponential: derivatives are made of 1 - y^2, and hosts are not exact to the last digits of a y near 1.
    private static OnnxValue Tanh(OnnxValue x)
    {
        OnnxValue magnitude = x.Abs();
        OnnxValue near = x.Each("Sign") * (1 - (2 / ((2 * magnitude).Exp() + 1)));
        return magnitude.IsAbove(1).Choose(near, x.Each("Tanh"));
    }

    private static OnnxValue Relu(RuleContext at)
    {
        double slope = at.Number("slope");
        return slope == 0 ? at.X.Each("Relu") : at.X.IsBelow(0).Choose(slope * at.X, at.X);
    }
}
