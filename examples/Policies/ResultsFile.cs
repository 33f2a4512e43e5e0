using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Policies;

/// <summary>The results as JSON: an array of objects, one for each method and number of inner steps, each on a line.</summary>
public static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="preset">The preset's name.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="task">The task family, where there are several.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, string preset, ulong seed, int threads, string? task = null)
        => $"[\n{string.Join(",\n", rows.Select(row => Line(row, preset, seed, threads, task)))}\n]\n";

    private static string Line(ResultRow row, string preset, ulong seed, int threads, string? task)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
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
            Provenance.Write(json, threads);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
