using System.Buffers;
using System.Text;
using System.Text.Json;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Checking;

/// <summary>A function and its gradient that another program computes: a question <c>{"point": [...]}</c> is answered by
/// <c>{"value": number, "gradient": [...]}</c>.</summary>
/// <param name="process">The program.</param>
internal sealed class ProcessGradient(QuestionedProcess process)
{
    /// <summary>The value.</summary>
    /// <param name="point">The point.</param>
    public double Value(double[] point) => Ask(point).Value;

    /// <summary>The gradient.</summary>
    /// <param name="point">The point.</param>
    public double[] Gradient(double[] point) => Ask(point).Gradient;

    // Value and gradient are asked for anew each time: an answer that is not the same twice is to be seen.
    private (double Value, double[] Gradient) Ask(double[] point)
    {
        string answer = process.Ask(Question(point));
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 4 });
            JsonElement gradient = json.RootElement.GetProperty("gradient");
            return gradient.GetArrayLength() == point.Length
                ? (Number(json.RootElement.GetProperty("value")), [.. gradient.EnumerateArray().Select(Number)])
                : throw new UsageException(
                    $"--process: expected a gradient of {point.Length} numbers, as many as the point has, got " +
                        $"{gradient.GetArrayLength()}.");
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException(
                "--process: expected an answer like {\"value\": 1.5, \"gradient\": [0.5, 2.0]} on one line, got " +
                    $"'{QuestionedProcess.Shown(answer)}'.");
        }
    }

    // JSON has no word for what is not finite; Python and others write it nevertheless, so the strings stand for it.
    private static double Number(JsonElement element) => element.ValueKind != JsonValueKind.String ? element.GetDouble()
        : element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new FormatException("It is no number."),
        };

    private static string Question(double[] point)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("point");
            Array.ForEach(point, json.WriteNumberValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
