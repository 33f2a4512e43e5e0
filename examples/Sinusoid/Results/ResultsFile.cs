using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
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
    {
        IEnumerable<string> lines =
            from row in rows
            from step in Enumerable.Range(0, row.Steps.Count)
            select Line(row, step, options);
        return $"[\n{string.Join(",\n", lines)}\n]\n";
    }

    private static string Line(ResultRow row, int step, RunOptions options)
    {
        LossSummary losses = row.Steps[step];
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
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
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
