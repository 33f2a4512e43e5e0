using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>Functions of two numbers, element by element, with broadcasting.</summary>
internal static class OperatorRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["add"] = static at => at.X + at.Y,
            ["atan2"] = static at => Angle(at.X, at.Y),
            ["divide"] = static at => at.X / at.Y,
            ["drop where"] = static at => at.Y.Is(0).Choose(at.X, 0),
            ["equal"] = static at => at.X.Is(at.Y).ToNumbers(),
            ["gelu"] = Gated,
            ["greater"] = static at => at.X.With("Greater", at.Y).ToNumbers(),
            ["greater or equal"] = static at => at.X.With("GreaterOrEqual", at.Y).ToNumbers(),
            ["hypot"] = static at => Length(at.X, at.Y).Length,
            ["hypot slope"] = static at => Slope(at.X, at.Y),
            ["keep where"] = static at => at.Y.Is(0).Choose(0, at.X),
            ["log add exp"] = static at => LogarithmOfSum(at.X, at.Y),
            ["maximum"] = static at => at.X.With("Max", at.Y),
            ["minimum"] = static at => at.X.With("Min", at.Y),
            ["multiply"] = static at => at.X * at.Y,
            ["multiply or zero"] = static at => at.X.Is(0).Choose(ZeroUnlessNaN(at.Y), at.Y.Is(0).Choose(ZeroUnlessNaN(at.X), at.X * at.Y)),
            ["pow"] = PowerRule.Write,
            ["relu gate"] = static at => at.Y.IsAbove(0).Choose(at.X, Sloped(at.Number("slope"), at.X)),
            ["silu"] = Gated,
            ["subtract"] = static at => at.X - at.Y,
            ["tanh gate"] = static at => at.X * (1 - (at.Y * at.Y)),
        };

    private static OnnxValue Sloped(double slope, OnnxValue direction) => slope == 0 ? direction.Graph.Number(0) : slope * direction;

    private static OnnxValue Gated(RuleContext at) => at.Y.Is(0).Choose(0, at.X * at.Y);

    private static OnnxValue ZeroUnlessNaN(OnnxValue x) => x.Is(x).Choose(0, x);

    // The quotient's angle, turned by half a circle on the left side.
    private static OnnxValue Angle(OnnxValue y, OnnxValue x)
    {
        OnnxValue isUpright = x.Is(0);
        OnnxValue angle = (y / isUpright.Choose(1, x)).Each("Atan");
        OnnxValue half = y.IsBelow(0).Choose(y.Graph.Number(-Math.PI), y.Graph.Number(Math.PI));
        OnnxValue aside = x.IsBelow(0).Choose(angle + half, angle);
        return isUpright.Choose(Math.PI / 2 * y.Each("Sign"), aside);
    }

    // The greater magnitude is taken out, so that no square overflows or vanishes.
    private static (OnnxValue Length, OnnxValue Part, OnnxValue Root) Length(OnnxValue x, OnnxValue y)
    {
        OnnxValue greatest = x.Abs().With("Max", y.Abs());
        OnnxValue scale = greatest.Is(0).Choose(1, greatest);
        (OnnxValue a, OnnxValue b) = (x / scale, y / scale);
        OnnxValue root = ((a * a) + (b * b)).Sqrt();
        return (root * scale, a, root);
    }

    private static OnnxValue Slope(OnnxValue x, OnnxValue y)
    {
        (_, OnnxValue part, OnnxValue root) = Length(x, y);
        return part / root.Is(0).Choose(1, root);
    }

    private static OnnxValue LogarithmOfSum(OnnxValue x, OnnxValue y)
    {
        OnnxValue below = x.Is(y).Choose(0, -(x - y).Abs());
        return x.With("Max", y) + FunctionRules.Softplus(below);
    }
}
