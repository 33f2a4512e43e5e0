using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The results as JSON.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="options">What the command line asked for.</param>
    /// <param name="data">What data were used.</param>
    /// <param name="net">What was tested.</param>
    /// <param name="others">The nets that told the classes with it; none where it was tested alone.</param>
    /// <param name="result">The accuracies.</param>
    /// <param name="orders">The accuracies under all orders of the labels; null if they were not tried.</param>
    /// <param name="byCount">The accuracies by number of support images; none where all classes have as many.</param>
    public static string Text(
        RunOptions options, string data, TrainedNet net, IReadOnlyList<TrainedNet> others, ClassificationResult result,
        LabelOrderResult? orders, IReadOnlyList<CountAccuracy> byCount)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(
            buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("method", options.Method.Name);
            json.WriteString("net", Names.Of(options.Net));
            json.WriteNumber("ways", options.Ways);
            json.WriteNumber("shots", options.Shots);
            json.WriteString("preset", Names.Of(options.Preset));
            json.WriteString("options", options.OptionsInWords);
            json.WriteString("data", data);
            json.WriteString("plan", net.Plan);
            json.WriteNumber("iterations", net.Iterations);
            if (net.Seconds is { } seconds)
            {
                json.WriteNumber("seconds", Math.Round(seconds, 1));
            }
            else
            {
                json.WriteNull("seconds");
            }

            Write(json, others);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("innerStepSize", options.Settings.InnerStepSize);
            json.WriteNumber("testTasks", result.Transductive.Accuracies[0].Length);
            json.WriteNumber("testQueriesPerClass", options.Settings.TestQueries);
            json.WriteBoolean("testRotations", options.TestRotations);
            Provenance.Write(json, options.Threads, options.Ranks);
            json.WriteAccuracy("transductive", result.Transductive);
            json.WriteAccuracy("nonTransductive", result.NonTransductive);
            if (result.Transductive.Steps is [0, _, ..])
            {
                // What a start knows before any step, it knows without a support set.
                json.WriteAccuracy("withoutSupport", result.Transductive.After(0));
            }

            if (orders is not null)
            {
                json.WriteStartObject("labelOrders");
                json.WriteNumber("orders", orders.Orders);
                json.WriteNumber("tasks", orders.MeanOfTasks.Length);
                json.WriteAccuracy("least", orders.Least);
                json.WriteAccuracy("mean", orders.Mean);
                json.WriteAccuracy("greatest", orders.Greatest);
                json.WriteEndObject();
            }

            Write(json, byCount);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<TrainedNet> others)
    {
        if (others.Count == 0)
        {
            return;
        }

        json.WriteStartArray("ensemble");
        foreach (TrainedNet other in others)
        {
            json.WriteStartObject();
            json.WriteString("plan", other.Plan);
            json.WriteNumber("iterations", other.Iterations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<CountAccuracy> byCount)
    {
        if (byCount.Count == 0)
        {
            return;
        }

        json.WriteStartArray("bySupportImages");
        foreach (CountAccuracy accuracy in byCount)
        {
            json.WriteStartObject();
            json.WriteNumber("images", accuracy.Images);
            json.WriteAccuracy("transductive", accuracy.Result.Transductive);
            json.WriteAccuracy("nonTransductive", accuracy.Result.NonTransductive);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
