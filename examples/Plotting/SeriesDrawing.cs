namespace AutogradMaml.Examples.Plotting;

/// <summary>Draws one series: its band, its line, its markers, its sample in the legend.</summary>
internal static class SeriesDrawing
{
    private const double LineWidth = 2;
    private const double BandOpacity = 0.16;
    private const double MarkerRadius = 4;

    /// <summary>The area between the edges of the band, one for each run of points that have a place.</summary>
    public static void Band(SvgWriter svg, Series series, string color, Axis x, Axis y)
    {
        if (series.Low is not { } low || series.High is not { } high)
        {
            return;
        }

        foreach ((int from, int count) in Runs(series, k => x.Shows(series.X[k]) && !double.IsNaN(low[k]) && y.Shows(high[k])))
        {
            IEnumerable<int> there = Enumerable.Range(from, count);
            IEnumerable<string> upper = there.Select(k => Point(x.At(series.X[k]), y.At(high[k])));
            IEnumerable<string> lower = there.Reverse().Select(k => Point(x.At(series.X[k]), y.AtOrStart(low[k])));
            svg.Element("polygon", ("points", string.Join(' ', upper.Concat(lower))), ("fill", color), ("fill-opacity", BandOpacity));
        }
    }

    /// <summary>The line, in as many pieces as there are runs of points that have a place.</summary>
    public static void Polylines(SvgWriter svg, Series series, string color, Axis x, Axis y)
    {
        if (series.Line == LineStyle.None)
        {
            return;
        }

        foreach ((int from, int count) in Runs(series, k => x.Shows(series.X[k]) && y.Shows(series.Y[k])))
        {
            IEnumerable<string> points = Enumerable.Range(from, count).Select(k => Point(x.At(series.X[k]), y.At(series.Y[k])));
            Stroke(svg, string.Join(' ', points), color, series.Line);
        }
    }

    /// <summary>The markers of the points within both ranges.</summary>
    public static void Markers(SvgWriter svg, Series series, string color, Axis x, Axis y)
    {
        for (int k = 0; k < series.X.Count && series.Marker != Marker.None; k++)
        {
            if (x.Contains(series.X[k]) && y.Contains(series.Y[k]))
            {
                Mark(svg, series.Marker, x.At(series.X[k]), y.At(series.Y[k]), color);
            }
        }
    }

    /// <summary>What the series looks like, for the legend.</summary>
    public static void Sample(SvgWriter svg, Series series, string color, double left, double y, double width)
    {
        if (series.Low is not null)
        {
            svg.Element(
                "rect", ("x", left), ("y", y - 6), ("width", width), ("height", 12), ("fill", color), ("fill-opacity", BandOpacity));
        }

        if (series.Line != LineStyle.None)
        {
            Stroke(svg, $"{Point(left, y)} {Point(left + width, y)}", color, series.Line);
        }

        if (series.Marker != Marker.None)
        {
            Mark(svg, series.Marker, left + (width / 2), y, color);
        }
    }

    private static void Stroke(SvgWriter svg, string points, string color, LineStyle style)
    {
        (string, object)[] plain =
            [("points", points), ("fill", "none"), ("stroke", color), ("stroke-width", LineWidth), ("stroke-linejoin", "round")];
        svg.Element("polyline", style switch
        {
            LineStyle.Dashed => [.. plain, ("stroke-dasharray", "7 4")],
            LineStyle.Dotted => [.. plain, ("stroke-dasharray", "2 3")],
            _ => plain,
        });
    }

    private static void Mark(SvgWriter svg, Marker marker, double x, double y, string color)
    {
        const double R = MarkerRadius;
        (double X, double Y)[] corners = marker switch
        {
            Marker.Square => [(-0.9 * R, -0.9 * R), (0.9 * R, -0.9 * R), (0.9 * R, 0.9 * R), (-0.9 * R, 0.9 * R)],
            Marker.Triangle => [(0, -1.2 * R), (1.1 * R, 0.8 * R), (-1.1 * R, 0.8 * R)],
            Marker.Diamond => [(0, -1.25 * R), (1.25 * R, 0), (0, 1.25 * R), (-1.25 * R, 0)],
            Marker.TriangleDown => [(0, 1.2 * R), (1.1 * R, -0.8 * R), (-1.1 * R, -0.8 * R)],
            _ => [],
        };
        if (marker == Marker.Circle)
        {
            // The white rim keeps a marker apart from lines of its own colour that pass beneath.
            svg.Element("circle", ("cx", x), ("cy", y), ("r", R), ("fill", color), ("stroke", "#ffffff"));
        }
        else if (marker == Marker.Cross)
        {
            string path = $"M{Point(x - R, y - R)} L{Point(x + R, y + R)} M{Point(x - R, y + R)} L{Point(x + R, y - R)}";
            svg.Element("path", ("d", path), ("stroke", color), ("stroke-width", LineWidth), ("fill", "none"));
        }
        else
        {
            IEnumerable<string> points = corners.Select(corner => Point(x + corner.X, y + corner.Y));
            svg.Element("polygon", ("points", string.Join(' ', points)), ("fill", color), ("stroke", "#ffffff"));
        }
    }

    private static IEnumerable<(int From, int Count)> Runs(Series series, Func<int, bool> hasPlace)
    {
        int from = 0;
        for (int k = 0; k <= series.X.Count; k++)
        {
            if (k < series.X.Count && hasPlace(k))
            {
                continue;
            }

            if (k > from)
            {
                yield return (from, k - from);
            }

            from = k + 1;
        }
    }

    private static string Point(double x, double y) => $"{SvgWriter.Number(x)},{SvgWriter.Number(y)}";
}
