using System.Globalization;
using System.Text;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The results as a table of plain text.</summary>
internal static class ResultsTable
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

        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length))];
        StringBuilder text = new();
        foreach (string[] line in cells)
        {
            IEnumerable<string> padded = line.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("  ", padded)).Append('\n');
        }

        return text.ToString();
    }

    private static string Cell(ResultRow row)
        => string.Create(CultureInfo.InvariantCulture, $"{row.Mean:0.00} ± {row.HalfWidth95:0.00} ({row.ModeMean:0.00})");
}
