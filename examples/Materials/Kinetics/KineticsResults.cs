using System.Globalization;
using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Materials;

/// <summary>The results of the kinetics as a file and as tables.</summary>
internal static class KineticsResults
{
    /// <summary>The accuracies for which the number of measurements is told: root mean square errors of X.</summary>
    public static IReadOnlyList<double> Accuracies { get; } = [0.2, 0.1, 0.05, 0.02];

    /// <summary>The results as JSON, an object for each way and number of measurements.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Json(IReadOnlyList<KineticsRow> rows, RunOptions options)
        => RowsFile.Text(rows, options, (json, row) => Write(json, row, options));

    /// <summary>A line for each way and number of measurements.</summary>
    /// <param name="rows">The results.</param>
    public static string Table(IReadOnlyList<KineticsRow> rows)
    {
        List<string[]> cells = [["method", "measurements", "rmse of X", "median", "failed", "|dQ| kJ/mol", "|dn|"]];
        cells.AddRange(rows.Select(static row => (string[])
        [
            KineticsMethods.NameOf(row.Method),
            row.Measurements.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{row.Errors.Mean:0.0000} ± {row.Errors.HalfWidth95:0.0000}"),
            row.Errors.Median.ToString("0.0000", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * row.Failed / row.Errors.Tasks:0.0} %"),
            row.EnergyError.ToString("0", CultureInfo.InvariantCulture),
            row.ExponentError.ToString("0.00", CultureInfo.InvariantCulture),
        ]));
        return TextTable.Text(
            cells, static column => column == 0, line => line > 1 && cells[line][1] != cells[line - 1][1]);
    }

    /// <summary>For each way and accuracy the least number of measurements that reaches it in the mean, of those that were tried.</summary>
    /// <param name="rows">The results.</param>
    public static string NeededTable(IReadOnlyList<KineticsRow> rows)
    {
        List<string[]> cells =
        [
            ["method", .. Accuracies.Select(static accuracy => string.Create(CultureInfo.InvariantCulture, $"rmse {accuracy}"))],
        ];
        cells.AddRange(rows.GroupBy(static row => row.Method).Select(method => (string[])
        [
            KineticsMethods.NameOf(method.Key),
            .. Accuracies.Select(accuracy => Needed(method, accuracy)),
        ]));
        return TextTable.Text(cells, static column => column == 0);
    }

    private static string Needed(IEnumerable<KineticsRow> rows, double accuracy)
    {
        KineticsRow? enough = rows.OrderBy(static row => row.Measurements).FirstOrDefault(row => row.Errors.Mean <= accuracy);
        return enough is null && rows.All(static row => row.Measurements == 0) ? "never"
            : enough?.Measurements.ToString(CultureInfo.InvariantCulture)
            ?? string.Create(CultureInfo.InvariantCulture, $"over {rows.Max(static row => row.Measurements)}");
    }

    private static void Write(Utf8JsonWriter json, KineticsRow row, RunOptions options)
    {
        json.WriteString("data", "simulated alloys");
        json.WriteString("method", KineticsMethods.NameOf(row.Method));
        json.WriteNumber("measurements", row.Measurements);
        json.WriteNumber("temperatures", options.Temperatures);
        json.WriteString("times", Names.Of(options.Times));
        json.WriteNumberOrNull("rmse", row.Errors.Mean);
        json.WriteNumberOrNull("ci95", row.Errors.HalfWidth95);
        json.WriteNumberOrNull("median", row.Errors.Median);
        json.WriteNumberOrNull("failed", (double)row.Failed / row.Errors.Tasks);
        json.WriteNumberOrNull("energy_error", row.EnergyError);
        json.WriteNumberOrNull("exponent_error", row.ExponentError);
        json.WriteNumber("alloys", row.Errors.Tasks);
        json.WriteNumber("training_alloys", options.Preset.TrainingAlloys);
        json.WriteNumber("iterations", row.Iterations);
        json.WriteNumberOrNull("seconds", row.Seconds is { } seconds ? Math.Round(seconds, 1) : double.NaN);
    }
}
