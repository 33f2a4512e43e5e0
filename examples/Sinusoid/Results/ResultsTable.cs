using System.Globalization;
using AutogradMaml.Examples.Runs;
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

        return TextTable.Text(
            cells,
            holdsWords: column => column == 0 || column == cells[0].Length - 1,
            blankLineBefore: line => line > 1 && cells[line][1] != cells[line - 1][1]);
    }

    private static string Cell(LossSummary losses)
        => $"{Number(losses.Mean)} ± {Number(losses.HalfWidth95)} ({Number(losses.Median)})";

    private static string Diverged(ResultRow row, int[] steps)
        => string.Join(", ", steps.Where(step => row.Steps[step].Diverged > 0).Select(step => $"{row.Steps[step].Diverged} after {step}"));

    private static string Number(double value)
        => !double.IsFinite(value) ? (double.IsNaN(value) ? "nan" : "inf")
            : value.ToString(Math.Abs(value) < 1000 ? "0.000" : "0.0e0", CultureInfo.InvariantCulture);
}
