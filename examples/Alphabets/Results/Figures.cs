using System.Globalization;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>The figure.</summary>
internal static class Figures
{
    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Triangle, Marker.Diamond];

    /// <summary>The share of the first alphabet's queries that are classified rightly, after each alphabet that was learned.</summary>
    /// <param name="results">The results.</param>
    /// <param name="preset">What the tasks are.</param>
    public static LineChart FirstAlphabet(IReadOnlyList<SequenceResult> results, Preset preset)
    {
        double[] learned = [.. Enumerable.Range(1, preset.Alphabets).Select(static k => (double)k)];
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"The first of {preset.Alphabets} alphabets while the others are learned ({preset.Ways} characters)"),
            XLabel = "alphabets learned",
            YLabel = "accuracy on the first alphabet, %",
            YLowest = 0,
            LegendBelow = true,
            Series = [.. results.Select((result, place) => Of(result, place, learned))],
        };
    }

    private static Series Of(SequenceResult result, int place, double[] learned)
    {
        MeasureSummary[] shares = [.. learned.Select(k => result.Of((int)k - 1, 0))];
        return new Series(result.Approach.Name, learned, [.. shares.Select(static share => 100 * share.Mean)])
        {
            Color = place,
            Marker = Markers[place % Markers.Length],
        }.WithBand(
            [.. shares.Select(static share => 100 * (share.Mean - share.HalfWidth95))],
            [.. shares.Select(static share => 100 * (share.Mean + share.HalfWidth95))]);
    }
}
