namespace AutogradMaml.Examples.Exercises;

/// <summary>The checks of chapter 1.</summary>
internal static class Checks1
{
    /// <summary>Its exercises.</summary>
    /// <param name="answers">The answers.</param>
    public static IReadOnlyList<Exercise> Of(IChapter1 answers) =>
    [
        new("1.1", "the rule of the logistic function", () =>
        {
            double[] x = [-2, 0, 0.3, 5];
            double[] y = [.. x.Select(static value => 1 / (1 + Math.Exp(-value)))];
            double[] cotangent = [1, -2, 0.5, 3];
            double[] got = answers.LogisticRule(y, cotangent);
            return got.Length != x.Length
                ? $"got {got.Length} numbers for {x.Length}"
                : Enumerable.Range(0, x.Length).Select(k => Exercise.Near(
                    FormattableString.Invariant($"at x = {x[k]} with the cotangent {cotangent[k]}"),
                    cotangent[k] * Math.Exp(-x[k]) / Math.Pow(1 + Math.Exp(-x[k]), 2), got[k]))
                .FirstOrDefault(static wrong => wrong is not null);
        }),
        new("1.2", "a sweep by hand", () =>
        {
            (double byA, double byB) = answers.Sweep(3, -0.5);
            return Exercise.Near("by a at (3, -0.5)", 5.5, byA) ?? Exercise.Near("by b at (3, -0.5)", 3, byB);
        }),
        new("1.3", "a tangent beside a value", () =>
        {
            (double value, double tangent) = answers.Forward(0.7, -2);
            return Exercise.Near("value at 0.7", 0.7 * Math.Sin(0.7), value)
                ?? Exercise.Near("tangent at 0.7 in the direction -2", -2 * (Math.Sin(0.7) + (0.7 * Math.Cos(0.7))), tangent);
        }),
    ];
}
