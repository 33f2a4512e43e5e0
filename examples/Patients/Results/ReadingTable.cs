using System.Globalization;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>The reading of what was learned as a prior, as a table of plain text.</summary>
internal static class ReadingTable
{
    /// <summary>The text of the table.</summary>
    /// <param name="readings">The readings.</param>
    public static string Text(IReadOnlyList<BayesianReading> readings)
    {
        List<string[]> cells = [["data", "parameter", "mean", "start", "deviation", "by step sizes"]];
        cells.AddRange(readings.Select(static reading => (string[])
        [
            reading.Study.Name, CompartmentModel.NameOf(reading.Parameter), Number(reading.Mean), Number(reading.Start),
            Number(reading.Deviation), double.IsFinite(reading.ImpliedDeviation) ? Number(reading.ImpliedDeviation) : "unbounded",
        ]));
        return TextTable.Text(cells, static column => column < 2, line => line > 1 && cells[line][0] != cells[line - 1][0]);
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
