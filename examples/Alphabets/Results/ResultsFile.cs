using System.Text.Json;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>The results as JSON: an array of objects, one for each approach, each on a line; shares from 0 to 1.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="results">The results.</param>
    /// <param name="data">What data were used.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<SequenceResult> results, string data, RunOptions options)
        => JsonLines.Text(results, (json, result) => WriteFields(json, result, results, data, options));

    private static void WriteFields(
        Utf8JsonWriter json, SequenceResult result, IReadOnlyList<SequenceResult> results, string data, RunOptions options)
    {
        json.WriteString("data", data);
        json.WriteString("method", result.Approach.Name);
        json.WriteNumber("alphabets", options.Preset.Alphabets);
        json.WriteNumber("characters", options.Preset.Characters);
        json.WriteNumber("steps_each", options.Preset.StepsEach);
        json.WriteNumber("tasks", options.Preset.TestTasks);
        Write(json, "just_learned", result.JustLearned);
        Write(json, "end", result.End);
        Write(json, "forgotten", result.Forgotten);
        Write(json, "forgotten_less_than_mixed", result.ForgottenLessThan(results));
        Write(json, "mixed_order", result.Mixed);

        // After the first alphabet, after the second, ...: of the first, of the second, ...
        json.WriteStartArray("after");
        for (int learned = 0; learned < options.Preset.Alphabets; learned++)
        {
            json.WriteStartArray();
            for (int of = 0; of < options.Preset.Alphabets; of++)
            {
                json.WriteNumberValue(result.Of(learned, of).Mean);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteNumber("iterations", options.OuterSteps);
        json.WriteNumber("filters", options.Preset.Filters);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        Provenance.Write(json, options.Threads);
    }

    private static void Write(Utf8JsonWriter json, string name, double[] values)
    {
        MeasureSummary summary = MeasureSummary.Of(values);
        json.WriteNumberOrNull(name, summary.Mean);
        json.WriteNumberOrNull($"{name}_ci95", summary.HalfWidth95);
    }
}
