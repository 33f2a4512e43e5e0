using System.Text.Json;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The results as JSON: an array of objects, one for each method, number of shots and number of inner steps, each on a
/// line.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, RunOptions options)
        => JsonLines.Text(
            rows.SelectMany(static row => Enumerable.Range(0, row.Steps.Count).Select(step => (Row: row, Step: step))),
            (json, at) => WriteFields(json, at.Row, at.Step, options));

    private static void WriteFields(Utf8JsonWriter json, ResultRow row, int step, RunOptions options)
    {
        LossSummary losses = row.Steps[step];
        json.WriteString("method", MethodNames.Of(row.Method));
        json.WriteNumber("shots", row.Shots);
        json.WriteNumber("step", step);
        json.WriteNumberOrNull("mean", losses.Mean);
        json.WriteNumberOrNull("median", losses.Median);
        json.WriteNumberOrNull("ci95", losses.HalfWidth95);
        json.WriteNumber("diverged", losses.Diverged);
        json.WriteNumber("tasks", losses.Tasks);
        json.WriteNumber("iterations", row.Iterations);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        json.WriteNumberOrNull("seconds", row.Seconds is { } seconds ? Math.Round(seconds, 1) : double.NaN);
        Provenance.Write(json, options.Threads, options.Ranks);
    }
}
