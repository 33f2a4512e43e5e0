using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The results as a table of plain text.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table: a row for each method, a column for each setting.</summary>
    /// <param name="rows">The results.</param>
    public static string Text(IReadOnlyList<ResultRow> rows)
    {
        Setting[] settings = [.. rows.Select(static row => row.Setting).Distinct()];
        List<string[]> cells = [["method", .. settings.Select(static setting => setting.Title)]];
        foreach (IGrouping<Method, ResultRow> method in rows.GroupBy(static row => row.Method))
        {
            cells.Add(
            [
                MethodNames.Of(method.Key),
                .. settings.Select(setting => method.FirstOrDefault(row => row.Setting == setting) is { } row ? Cell(row) : "-"),
            ]);
        }

        return TextTable.Text(cells, holdsWords: static column => column == 0);
    }

    private static string Cell(ResultRow row)
        => string.Create(CultureInfo.InvariantCulture, $"{row.Rewards.Mean:0.000} ± {row.Rewards.HalfWidth95:0.000}") +
            (row.Rewards.OfMode is { } mode ? string.Create(CultureInfo.InvariantCulture, $" ({mode:0.000})") : string.Empty);
}
