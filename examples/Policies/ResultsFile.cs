using System.Text.Json;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Policies;

/// <summary>The results as JSON: an array of objects, one for each method and number of inner steps, each on a line.</summary>
public static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="preset">The preset's name.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">The number of threads; of each process.</param>
    /// <param name="task">The task family, where there are several.</param>
    /// <param name="ranks">What connects the processes; null for one.</param>
    public static string Text(
        IReadOnlyList<ResultRow> rows, string preset, ulong seed, int threads, string? task = null, ICommunicator? ranks = null)
        => JsonLines.Text(rows, (json, row) => WriteFields(json, row, preset, seed, threads, task, ranks));

    private static void WriteFields(
        Utf8JsonWriter json, ResultRow row, string preset, ulong seed, int threads, string? task, ICommunicator? ranks)
    {
        if (task is not null)
        {
            json.WriteString("task", task);
        }

        json.WriteString("method", MethodNames.Of(row.Method));
        json.WriteNumber("step", row.Step);
        json.WriteNumberOrNull("mean", row.Mean);
        json.WriteNumberOrNull("ci95", row.HalfWidth95);
        json.WriteNumberOrNull("mean_action", row.ModeMean);
        json.WriteNumber("iterations", row.Iterations);
        json.WriteNumber("seed", seed);
        json.WriteString("preset", preset);
        Provenance.Write(json, threads, ranks);
    }
}
