using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The figure of a setting: what a pull, or an episode, earns, against its number.</summary>
internal static class Figures
{
    /// <summary>All methods of a setting.</summary>
    /// <param name="rows">Their results.</param>
    public static LineChart Curve(IReadOnlyList<ResultRow> rows)
    {
        Setting setting = rows[0].Setting;
        bool bandits = setting.Domain == Domain.Bandits;
        double[] numbers = [.. Enumerable.Range(1, setting.Length).Select(static number => (double)number)];
        return new()
        {
            Title = bandits
                ? FormattableString.Invariant($"Bandits of {setting.Arms} arms: what each of {setting.Length} pulls pays")
                : FormattableString.Invariant($"Decision processes: what each of {setting.Length} episodes pays"),
            XLabel = bandits ? "pull" : "episode",
            YLabel = bandits ? "probability that it pays" : "return",
            Series =
            [
                .. rows.Select((row, place) => new Series(MethodNames.Of(row.Method), numbers, row.Rewards.Curve)
                {
                    Color = place,
                    Line = row.Iterations > 0 ? LineStyle.Solid : row.Method == Method.Optimum ? LineStyle.Dotted : LineStyle.Dashed,
                }),
            ],
            LegendBelow = true,
        };
    }
}
