using System.Text.Json;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Trader;

/// <summary>The results as JSON: an array of objects, one for each part of the market, cost and method, each on a line.</summary>
internal static class ResultsFile
{
    /// <summary>The text of the file.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="market">The market.</param>
    /// <param name="options">What the command line asked for.</param>
    public static string Text(IReadOnlyList<ResultRow> rows, Market market, RunOptions options)
        => JsonLines.Text(rows, (json, row) => WriteFields(json, row, market, options));

    private static void WriteFields(Utf8JsonWriter json, ResultRow row, Market market, RunOptions options)
    {
        json.WriteString("task", "trader");
        json.WriteString("data", market.Name);
        json.WriteBoolean("simulated", market.IsSimulated);
        json.WriteString("part", row.Part.Name);
        json.WriteNumber("assets", row.Part.Assets.Count);
        json.WriteNumber("days", row.Days);
        json.WriteString("method", MethodNames.Of(row.Method));
        json.WriteString("setting", row.Setting);
        json.WriteNumber("cost_bp", row.Cost);
        Write(json, row.Measures, static name => name);
        Write(json, row.OverHolding[..2], static name => $"{name}_over_buy_and_hold");
        Write(json, row.OverPretrained[..2], static name => $"{name}_over_pretrained");
        json.WriteNumber("block", BlockBootstrap.BlockLength);
        json.WriteNumber("resamples", options.Preset.Resamples);
        json.WriteNumber("iterations", row.Method is Method.BuyAndHold or Method.Momentum or Method.FromNothing
            ? 0 : options.Iterations ?? options.Preset.Iterations);
        json.WriteNumber("trained_cost_bp", options.Cost);
        json.WriteNumber("risk_aversion", options.Risk);
        json.WriteNumber("support", options.Support);
        json.WriteNumber("query", options.Query);
        json.WriteNumber("seed", options.Seed);
        json.WriteString("preset", options.Preset.Name);
        Provenance.Write(json, options.Threads);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Estimate> estimates, Func<string, string> named)
    {
        foreach ((Estimate estimate, (string name, _)) in estimates.Zip(Performance.Measures))
        {
            json.WriteNumberOrNull(named(name), estimate.Value);
            json.WriteNumberOrNull($"{named(name)}_low", estimate.Low);
            json.WriteNumberOrNull($"{named(name)}_high", estimate.High);
        }
    }
}
