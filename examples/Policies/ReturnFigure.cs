using System.Globalization;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Policies;

/// <summary>The figure of the return against the number of inner steps.</summary>
public static class ReturnFigure
{
    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Triangle, Marker.Diamond];

    /// <summary>The mean return of all methods against the number of inner steps, with 95 % intervals.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="title">The title.</param>
    /// <param name="lowest">What is below it would press everything else together, and is cut off; null for nothing.</param>
    /// <param name="best">The best that there is, and its name; null where it is not known.</param>
    public static LineChart Of(
        IReadOnlyList<ResultRow> rows, string title, double? lowest = null, (string Name, double Return)? best = null)
    {
        double[] steps = [.. Enumerable.Range(0, Experiment.TestSteps + 1).Select(static step => (double)step)];
        List<Series> series = [.. rows.GroupBy(static row => row.Method).Select(static method => OfMethod(method.Key, [.. method]))];
        if (best is { } known)
        {
            series.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"{known.Name} {known.Return:0.000}"),
                steps,
                [.. steps.Select(_ => known.Return)])
            { Color = 6, Line = LineStyle.Dotted });
        }

        return new()
        {
            Title = title,
            XLabel = "inner steps",
            YLabel = "return of sampled actions (mean, 95 % interval)",
            YLowest = rows.Any(row => row.Mean - row.HalfWidth95 < lowest) ? lowest : null,
            Series = series,
        };
    }

    private static Series OfMethod(Method method, ResultRow[] rows)
        => new Series(MethodNames.Of(method), [.. rows.Select(static row => (double)row.Step)], [.. rows.Select(static row => row.Mean)])
        {
            Color = (int)method,
            Marker = Markers[(int)method],
            Line = method is Method.Random or Method.Oracle ? LineStyle.Dashed : LineStyle.Solid,
        }.WithBand([.. rows.Select(static row => row.Mean - row.HalfWidth95)], [.. rows.Select(static row => row.Mean + row.HalfWidth95)]);
}
