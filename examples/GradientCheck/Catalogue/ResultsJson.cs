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
    public static string Text(IEnumerable<CheckResult> results) => Text(results, Write);

    /// <summary>The text of the file.</summary>
    public static string Text(IEnumerable<LearnerResult> results) => Text(results, Write);

    private static string Text<TResult>(IEnumerable<TResult> results, Action<Utf8JsonWriter, TResult> write)
        => $"[\n{string.Join(",\n", results.Select(result => Line(result, write)))}\n]\n";

    private static string Line<TResult>(TResult result, Action<Utf8JsonWriter, TResult> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            write(json, result);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, CheckResult result)
    {
        json.WriteString("operation", result.Operation);
        json.WriteString("check", result.Check);
        json.WriteNumber("order", result.Order);
        json.WriteString("type", result.Type);
        Write(json, "error", result.Error);
        json.WriteNumber("tolerance", result.Tolerance);
        json.WriteBoolean("passed", result.Passed);
    }

    private static void Write(Utf8JsonWriter json, LearnerResult result)
    {
        json.WriteString("learner", result.Learner);
        json.WriteString("metaGradient", result.MetaGradient);
        json.WriteString("optimizer", result.Optimizer);
        json.WriteNumber("steps", result.Steps);
        json.WriteString("comparedWith", result.ComparedWith);
        Write(json, "error", result.Error);
        Write(json, "tolerance", result.Tolerance);
        json.WriteNumber("bytes", result.Bytes);
        json.WriteBoolean("exact", result.Exact);
        json.WriteBoolean("passed", result.Passed);
        json.WriteString("reason", result.Reason);
    }

    // JSON has no word for infinity.
    private static void Write(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
