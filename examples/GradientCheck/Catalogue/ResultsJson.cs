using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutogradMaml.Catalogue;

namespace AutogradMaml.Examples.Checking;

/// <summary>The results as JSON: an array of objects, each on a line.</summary>
internal static class ResultsJson
{
    // Names hold apostrophes and arrows; the text is read by people as well, and never put into a web page unescaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of the file.</summary>
    public static string Text(IEnumerable<CheckResult> results) => $"[\n{string.Join(",\n", results.Select(Line))}\n]\n";

    private static string Line(CheckResult result)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("operation", result.Operation);
            json.WriteString("check", result.Check);
            json.WriteNumber("order", result.Order);
            json.WriteString("type", result.Type);
            if (double.IsFinite(result.Error))
            {
                json.WriteNumber("error", result.Error);
            }
            else
            {
                // JSON has no word for infinity.
                json.WriteNull("error");
            }

            json.WriteNumber("tolerance", result.Tolerance);
            json.WriteBoolean("passed", result.Passed);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
