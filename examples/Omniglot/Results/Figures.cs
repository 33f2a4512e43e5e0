using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The figure of lopsided support sets.</summary>
internal static class Figures
{
    /// <summary>The accuracy of classes against their number of support images, with 95 % confidence intervals.</summary>
    /// <param name="title">The title.</param>
    /// <param name="byCount">The accuracies.</param>
    public static LineChart Counts(string title, IReadOnlyList<CountAccuracy> byCount) => new()
    {
        Title = title,
        XLabel = "support images of the class",
        YLabel = "accuracy, % (mean, 95 % interval)",
        XLowest = 0,
        LegendBelow = true,
        Series =
        [
            AccuracyFigure.Line(
                "queries normalized together", 0, byCount, static accuracy => accuracy.Images, static accuracy => accuracy.Transductive),
            AccuracyFigure.Line(
                "queries normalized by the support set", 1, byCount, static accuracy => accuracy.Images,
                static accuracy => accuracy.NonTransductive),
        ],
    };
}
