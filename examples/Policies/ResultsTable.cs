using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Policies;

/// <summary>The results as a table of plain text.</summary>
public static class ResultsTable
{
    /// <summary>The text of the table: sampled actions, and the mean action's return in brackets.</summary>
    /// <param name="rows">The results.</param>
    public static string Text(IReadOnlyList<ResultRow> rows)
    {
        List<string[]> cells =
        [
            ["method", .. Enumerable.Range(0, Experiment.TestSteps + 1).Select(static step => step == 1 ? "1 step" : $"{step} steps")],
        ];
        foreach (IGrouping<Method, ResultRow> method in rows.GroupBy(static row => row.Method))
        {
            cells.Add([MethodNames.Of(method.Key), .. method.OrderBy(static row => row.Step).Select(Cell)]);
        }

        return TextTable.Text(cells, holdsWords: static column => column == 0);
    }

    private static string Cell(ResultRow row)
        => string.Create(CultureInfo.InvariantCulture, $"{row.Mean:0.00} ± {row.HalfWidth95:0.00} ({row.ModeMean:0.00})");
}
