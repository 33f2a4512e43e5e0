using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The results as JSON: an array of objects, one for each method and number of inner steps, each on a line.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, RunOptions options)
        => $"[\n{string.Join(",\n", rows.Select(row => Line(row, options)))}\n]\n";

    private static string Line(ResultRow row, RunOptions options)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("method", MethodNames.Of(row.Method));
            json.WriteNumber("step", row.Step);
            json.WriteNumberOrNull("mean", row.Mean);
            json.WriteNumberOrNull("ci95", row.HalfWidth95);
            json.WriteNumberOrNull("mean_action", row.ModeMean);
            json.WriteNumber("iterations", row.Iterations);
            json.WriteNumber("seed", options.Seed);
            json.WriteString("preset", options.Preset.Name);
            Provenance.Write(json, options.Threads);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
