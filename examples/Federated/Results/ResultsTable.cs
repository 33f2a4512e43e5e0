using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>The results as a table of plain text, the same on a terminal and in a file.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table: a row for each method, accuracy in percent.</summary>
    /// <param name="rows">The results.</param>
    public static string Text(IReadOnlyList<ResultRow> rows)
    {
        List<string[]> cells =
        [
            ["method", "before", "after steps", "all examples", "above fedavg", "after leaky steps", "bytes to, from", "ms"],
        ];
        foreach (IGrouping<string, ResultRow> method in rows.GroupBy(static row => row.Name))
        {
            ResultRow before = method.First(static row => row.Step == 0);
            ResultRow after = method.Where(static row => row.Sees == Sees.Training).MaxBy(static row => row.Step)!;
            ResultRow? leaky = method.Where(static row => row.Sees == Sees.Test).MaxBy(static row => row.Step);
            cells.Add(
            [
                method.Key,
                Percent(before.Mean.Mean, before.ClientsHalfWidth95),
                after.Step == 0 ? string.Empty : Percent(after.Mean.Mean, after.ClientsHalfWidth95),
                Percent(after.Pooled.Mean, after.Pooled.HalfWidth95),
                after.Above is { } above ? Percent(above.Mean, above.HalfWidth95) : string.Empty,
                leaky is null ? string.Empty : Percent(leaky.Mean.Mean, leaky.ClientsHalfWidth95),
                after.Costs is { } costs ? Number(costs.BytesToClient, "0") + ", " + Number(costs.BytesFromClient, "0") : string.Empty,
                after.Costs is { } time ? Number(1000 * time.Seconds, "0.00") : string.Empty,
            ]);
        }

        return TextTable.Text(cells, static column => column == 0);
    }

    private static string Percent(double value, double halfWidth)
        => Number(100 * value, "0.00") + (double.IsFinite(halfWidth) ? $" ± {Number(100 * halfWidth, "0.00")}" : string.Empty);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
