using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
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
        => $"[\n{string.Join(",\n", rows.Select(row => Line(row, options)))}\n]\n";

    private static string Line(ResultRow row, RunOptions options)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            bool bandits = row.Setting.Domain == Domain.Bandits;
            json.WriteStartObject();
            json.WriteString("task", bandits ? "bandits" : "tabular");
            json.WriteString("method", MethodNames.Of(row.Method));
            if (bandits)
            {
                json.WriteNumber("arms", row.Setting.Arms);
            }

            json.WriteNumber(bandits ? "pulls" : "episodes", row.Setting.Length);
            json.WriteNumberOrNull("mean", row.Rewards.Mean);
            json.WriteNumberOrNull("ci95", row.Rewards.HalfWidth95);
            json.WriteNumber("tasks", options.Tested);
            json.WriteNumber("iterations", row.Iterations);
            if (row.Iterations > 0)
            {
                json.WriteNumber("width", options.Width ?? options.Preset.Width);
            }

            json.WriteNumber("seed", options.Seed);
            json.WriteString("preset", options.Preset.Name);
            Provenance.Write(json, options.Threads);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
