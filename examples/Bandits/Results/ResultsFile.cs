using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The results as JSON: an array of objects, one for each method and setting, each on a line.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, RunOptions options)
        => JsonLines.Text(rows, (json, row) => WriteFields(json, row, options));

    private static void WriteFields(Utf8JsonWriter json, ResultRow row, RunOptions options)
    {
        bool bandits = row.Setting.Domain == Domain.Bandits;
        json.WriteString("task", bandits ? "bandits" : "tabular");
        json.WriteString("method", MethodNames.Of(row.Method));
        if (bandits)
        {
            json.WriteNumber("arms", row.Setting.Arms);
        }

        json.WriteNumber(bandits ? "pulls" : "episodes", row.Setting.Length);
        json.WriteNumberOrNull("mean", row.Rewards.Mean);
        json.WriteNumberOrNull("ci95", row.Rewards.HalfWidth95);
        if (row.Rewards.OfMode is { } mode)
        {
            json.WriteNumberOrNull("mean_mode", mode);
        }

        json.WriteNumber("tasks", options.Tested);
        json.WriteNumber("iterations", row.Iterations);
        if (row.Iterations > 0)
        {
            json.WriteNumber("width", options.WidthOf(row.Method));
        }

        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        Provenance.Write(json, options.Threads);
    }
}
