using System.Globalization;

namespace AutogradMaml.Examples.Trader;

/// <summary>What is said before anything is trained: what the data are, what is wrong with them, and how they are split.</summary>
internal static class Introduction
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="market">The market.</param>
    /// <param name="split">Its split.</param>
    public static void Write(TextWriter output, RunOptions options, Market market, WalkForward split)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Adaptive trader, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        output.WriteLine(market.IsSimulated
            ? $"Data: {SimulatedMarket.Words}."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Data: '{market.Name}', {market.Assets.Count} assets, {market.Days.Count} days from {market.Days[0]} to " +
                    $"{market.Days[^1]}."));
        if (market.Dropped.Count > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Dropped {market.Dropped.Count} {(market.Dropped.Count == 1 ? "row that repeats" : "rows that repeat")} the one before " +
                    $"in every column: {string.Join(", ", market.Dropped.Take(5))}{(market.Dropped.Count > 5 ? ", ..." : string.Empty)}."));
        }

        if (!market.IsSimulated)
        {
            output.WriteLine(
                "Survivorship: a list of assets that was drawn up at its end leaves out those that went under, which favours every " +
                    "method that buys, buy and hold most of all.");
        }

        output.WriteLine(
            $"Training {Between(market, split.Training)}, choice {Between(market, split.Validation)}, test " +
                $"{Between(market, split.Test)}; {split.Seen.Count} assets seen, {split.Unseen.Count} never: " +
                $"{string.Join(", ", split.Unseen.Select(asset => market.Assets[asset]))}");
    }

    private static string Between(Market market, Period period) => $"{market.Days[period.First]} to {market.Days[period.Last]}";
}
