using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Federated;

/// <summary>The results as JSON: an array of objects, one for each method, what its steps see and their number, each on a line.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, RunOptions options)
        => JsonLines.Text(rows, (json, row) => WriteFields(json, row, options));

    private static void WriteFields(Utf8JsonWriter json, ResultRow row, RunOptions options)
    {
        json.WriteString("data", options.DataName);
        json.WriteString("method", row.Name);
        json.WriteBoolean("leaks", row.Sees == Sees.Test);
        json.WriteNumber("step", row.Step);
        json.WriteNumber("mean", row.Mean.Mean);
        json.WriteNumberOrNull("ci95_runs", row.Mean.HalfWidth95);
        json.WriteNumberOrNull("ci95_clients", row.ClientsHalfWidth95);
        json.WriteNumber("pooled", row.Pooled.Mean);
        json.WriteNumberOrNull("pooled_ci95_runs", row.Pooled.HalfWidth95);
        json.WriteNumberOrNull("above_fedavg", row.Above?.Mean ?? double.NaN);
        json.WriteNumberOrNull("above_fedavg_ci95", row.Above?.HalfWidth95 ?? double.NaN);
        json.WriteNumberOrNull("bytes_to_client", row.Costs?.BytesToClient ?? double.NaN);
        json.WriteNumberOrNull("bytes_from_client", row.Costs?.BytesFromClient ?? double.NaN);
        json.WriteNumberOrNull("seconds", row.Costs?.Seconds ?? double.NaN);
        json.WriteNumber("rounds", row.Costs?.Rounds ?? 0);
        json.WriteNumber("clients", options.ClientCount);
        json.WriteNumber("runs", row.Costs is null ? 1 : options.Seeds.Count);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        Provenance.Write(json, threads: 1);
    }
}
