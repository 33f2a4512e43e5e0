using System.Globalization;
using System.Text;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The results as a table of plain text, the same on a terminal and in a file.</summary>
internal static class ResultsTable
{
    private static readonly int[] Steps = [0, 1, 5, 10];

    /// <summary>The text of the table.</summary>
    /// <param name="rows">The results.</param>
    public static string Text(IReadOnlyList<ResultRow> rows)
    {
        int[] steps = [.. Steps.Where(step => step < rows[0].Steps.Count)];
        List<string[]> cells = [["method", "shots", .. steps.Select(static step => step == 1 ? "1 step" : $"{step} steps"), "diverged"]];
        foreach (ResultRow row in rows.OrderBy(static row => row.Shots).ThenBy(static row => row.Method))
        {
            cells.Add(
            [
                MethodNames.Of(row.Method),
                row.Shots.ToString(CultureInfo.InvariantCulture),
                .. steps.Select(step => Cell(row.Steps[step])),
                Diverged(row, steps),
            ]);
        }

        return Lay(cells, blankLineBefore: line => line > 1 && cells[line][1] != cells[line - 1][1]);
    }

    private static string Cell(LossSummary losses)
        => $"{Number(losses.Mean)} ± {Number(losses.HalfWidth95)} ({Number(losses.Median)})";

    private static string Diverged(ResultRow row, int[] steps)
        => string.Join(", ", steps.Where(step => row.Steps[step].Diverged > 0).Select(step => $"{row.Steps[step].Diverged} after {step}"));

    private static string Number(double value)
        => !double.IsFinite(value) ? (double.IsNaN(value) ? "nan" : "inf")
            : value.ToString(Math.Abs(value) < 1000 ? "0.000" : "0.0e0", CultureInfo.InvariantCulture);

    private static string Lay(List<string[]> cells, Func<int, bool> blankLineBefore)
    {
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(line => line[column].Length))];
        var text = new StringBuilder();
        for (int line = 0; line < cells.Count; line++)
        {
            if (blankLineBefore(line))
            {
                text.Append('\n');
            }

            // Words to the left, numbers to the right.
            IEnumerable<string> padded = cells[line].Select((cell, column) =>
                column == 0 || column == widths.Length - 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("   ", padded).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
