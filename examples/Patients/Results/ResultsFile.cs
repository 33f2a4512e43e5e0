using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>The results as JSON: an array of objects, each on a line.</summary>
internal static class ResultsFile
{
    /// <summary>The errors: an object for each study, number of samples and method.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, RunOptions options) => JsonLines.Text(rows, (json, row) =>
    {
        json.WriteString("data", row.Study.Name);
        json.WriteString("method", MethodNames.Of(row.Method));
        json.WriteNumber("support", row.Support);
        json.WriteNumber("subjects", row.Errors.Count);
        json.WriteNumberOrNull("rmse", row.Error.Mean);
        json.WriteNumberOrNull("ci95", row.Error.HalfWidth95);
        json.WriteNumberOrNull("difference", row.Difference.Mean);
        json.WriteNumberOrNull("difference_ci95", row.Difference.HalfWidth95);
        json.WriteBoolean("simulated", options.Data is null);
        json.WriteNumber("iterations", row.Method is Method.MetaLearned or Method.BlackBox ? options.OuterSteps : 0);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        Provenance.Write(json, options.Threads);
    });

    /// <summary>The numbers of a physician: an object for each study and parameter.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<BayesianReading> readings, RunOptions options) => JsonLines.Text(readings, (json, reading) =>
    {
        json.WriteString("data", reading.Study.Name);
        json.WriteString("parameter", CompartmentModel.NameOf(reading.Parameter));
        json.WriteNumber("support", reading.Support);
        json.WriteNumberOrNull("mean", reading.Mean);
        json.WriteNumberOrNull("start", reading.Start);
        json.WriteNumberOrNull("deviation", reading.Deviation);
        json.WriteNumberOrNull("implied_deviation", reading.ImpliedDeviation);
        json.WriteBoolean("simulated", options.Data is null);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
    });
}
