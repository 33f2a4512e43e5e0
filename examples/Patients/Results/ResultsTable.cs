using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>The results as a table of plain text.</summary>
internal static class ResultsTable
{
    /// <summary>The text of the table.</summary>
    /// <param name="rows">The results.</param>
    public static string Text(IReadOnlyList<ResultRow> rows)
    {
        List<string[]> cells = [["data", "samples", "method", "error", "less hierarchical", "patients"]];
        cells.AddRange(rows.Select(static row => (string[])
        [
            row.Study.Name,
            row.Support.ToString(CultureInfo.InvariantCulture),
            MethodNames.Of(row.Method),
            Cell(row.Error),
            row.Method == Method.Hierarchical ? string.Empty : Cell(row.Difference, "+0.000;-0.000"),
            row.Errors.Count.ToString(CultureInfo.InvariantCulture),
        ]));
        return TextTable.Text(
            cells, static column => column is 0 or 2,
            line => line > 1 && (cells[line][0], cells[line][1]) != (cells[line - 1][0], cells[line - 1][1]));
    }

    private static string Cell((double Mean, double HalfWidth95) value, string format = "0.000") => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Mean.ToString(format, CultureInfo.InvariantCulture)} ± {value.HalfWidth95:0.000}");
}
