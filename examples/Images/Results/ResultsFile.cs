using System.Text.Json;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Images;

/// <summary>The results as JSON: an array of one row.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="options">What the command line asked for.</param>
    /// <param name="data">What data were used.</param>
    /// <param name="net">What was tested.</param>
    /// <param name="result">The accuracies.</param>
    public static string Text(RunOptions options, string data, TrainedNet net, ClassificationResult result)
        => JsonLines.Text([result], (json, row) => WriteFields(json, options, data, net, row));

    private static void WriteFields(Utf8JsonWriter json, RunOptions options, string data, TrainedNet net, ClassificationResult result)
    {
        json.WriteString("method", options.Method.Name);
        json.WriteString("net", Names.Of(options.Net));
        json.WriteNumber("ways", options.Ways);
        json.WriteNumber("shots", options.Shots);
        json.WriteString("preset", Names.Of(options.Preset));
        json.WriteString("options", options.OptionsInWords);
        json.WriteString("data", data);
        json.WriteString("plan", net.Plan);
        json.WriteNumber("iterations", net.Iterations);
        json.WriteNumberOrNull("seconds", net.Seconds is { } seconds ? Math.Round(seconds, 1) : double.NaN);
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("innerStepSize", options.Settings.InnerStepSize);
        json.WriteNumber("testTasks", result.Transductive.Accuracies[0].Length);
        json.WriteNumber("testQueriesPerClass", options.Settings.TestQueries);
        Provenance.Write(json, options.Threads, options.Ranks);
        json.WriteAccuracy("transductive", result.Transductive);
        json.WriteAccuracy("nonTransductive", result.NonTransductive);
    }
}
