using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The figure of a training's validations, and what figures of accuracies are made of.</summary>
public static class AccuracyFigure
{
    /// <summary>The accuracy on validation tasks against the number of outer steps, with 95 % confidence intervals.</summary>
    /// <param name="title">The title.</param>
    /// <param name="points">The validations, at least one, all with accuracies.</param>
    public static LineChart Training(string title, IReadOnlyList<ValidationPoint> points) => new()
    {
        Title = title,
        XLabel = "outer steps",
        YLabel = "validation accuracy, % (mean, 95 % interval)",
        Series =
        [
            Line("queries normalized together", 0, points, static point => point.Iteration, static point => point.Transductive!.Value),
            Line("queries normalized by the support set", 1, points, static point => point.Iteration,
                static point => point.NonTransductive!.Value),
        ],
    };

    /// <summary>A line of accuracies in percent, with its 95 % confidence band.</summary>
    /// <typeparam name="TPoint">What a point tells of.</typeparam>
    /// <param name="name">The name in the legend.</param>
    /// <param name="color">The place of the colour.</param>
    /// <param name="points">The points.</param>
    /// <param name="place">Where a point stands across.</param>
    /// <param name="accuracy">Its accuracy.</param>
    public static Series Line<TPoint>(
        string name, int color, IReadOnlyList<TPoint> points, Func<TPoint, double> place, Func<TPoint, AccuracySummary> accuracy)
        => new Series(name, [.. points.Select(place)], [.. points.Select(point => 100 * accuracy(point).Mean)])
        {
            Color = color,
            Marker = color == 0 ? Marker.Circle : Marker.Square,
        }.WithBand(
            [.. points.Select(point => 100 * (accuracy(point).Mean - accuracy(point).HalfWidth95))],
            [.. points.Select(point => 100 * (accuracy(point).Mean + accuracy(point).HalfWidth95))]);
}
