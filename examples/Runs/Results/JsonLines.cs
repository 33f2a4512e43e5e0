using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AutogradMaml.Examples.Runs;

/// <summary>Results as JSON: an array of objects, each on a line.</summary>
public static class JsonLines
{
    // A plus-minus sign stands as it is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the file.</summary>
    /// <typeparam name="TRow">What a line tells of.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="writeFields">Writes the fields of a row into the object that is begun.</param>
    public static string Text<TRow>(IEnumerable<TRow> rows, Action<Utf8JsonWriter, TRow> writeFields)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(writeFields);
        return $"[\n{string.Join(",\n", rows.Select(row => Line(row, writeFields)))}\n]\n";
    }

    private static string Line<TRow>(TRow row, Action<Utf8JsonWriter, TRow> writeFields)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Plain))
        {
            json.WriteStartObject();
            writeFields(json, row);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
