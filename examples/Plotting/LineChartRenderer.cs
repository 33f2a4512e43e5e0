namespace AutogradMaml.Examples.Plotting;

/// <summary>Lays a chart out and draws it. Margins follow from the labels, and the legend stands beside or below the plot, so nothing
/// covers anything.</summary>
internal sealed class LineChartRenderer
{
    private const double Margin = 16;
    private const double TitleSize = 16;
    private const double LabelSize = 13;
    private const double TextSize = 12;
    private const double LineHeight = 1.35;
    private const double TickLength = 5;
    private const double LegendSample = 30;
    private const double LegendGap = 8;
    private const double LegendRow = 22;
    private const double LeastPlotWidth = 360;
    private const string Ink = "#222222";
    private const string AxisColor = "#666666";
    private const string GridColor = "#e4e4e4";
    private const string ClipId = "plot";

    private readonly LineChart _chart;
    private readonly SvgWriter _svg;
    private readonly Axis _x;
    private readonly Axis _y;

    public LineChartRenderer(LineChart chart, SvgWriter svg)
    {
        _chart = chart;
        _svg = svg;
        _x = Axis.Fit(chart.XScale, chart.Series.SelectMany(static series => series.X), padding: 0.015, chart.XLowest, chart.XHighest);
        _y = Axis.Fit(
            chart.YScale,
            chart.Series.SelectMany(static series => series.Y.Concat(series.Low ?? []).Concat(series.High ?? [])),
            padding: 0.05,
            chart.YLowest,
            chart.YHighest);
    }

    public void Draw()
    {
        double legend = _chart.LegendBelow ? 0 : LegendWidth();
        (double Place, string Label)[] yTicks = YTicks();
        double left = Margin + (_chart.YLabel.Length > 0 ? LabelSize * LineHeight : 0) + 6
            + Widest(yTicks.Select(static tick => tick.Label)) + TickLength + 3;
        double width = Math.Max(_chart.Width, left + LeastPlotWidth + legend + Margin);
        string[] title = Wrap(_chart.Title, width - (2 * Margin));
        double top = Margin + (title.Length * TitleSize * LineHeight) + (title.Length > 0 ? 6 : 0);
        double bottom = _chart.Height - Margin - (_chart.XLabel.Length > 0
            ? (LabelSize * LineHeight) + 4
            : 0) - (TextSize * LineHeight) - TickLength;
        double right = width - legend - Margin;
        (int Place, double Left, int Row)[] rows = [.. _chart.LegendBelow ? RowsBelow(left, right) : RowsBeside(right + LegendGap + 6)];
        double height = _chart.Height + (_chart.LegendBelow && rows.Length > 0 ? LegendGap + ((rows[^1].Row + 1) * LegendRow) : 0);
        _x.Place(left, right);
        _y.Place(bottom, top);

        _svg.Begin(width, height, _chart.Title);
        _svg.Element("rect", ("width", width), ("height", height), ("fill", "#ffffff"));
        _svg.ClipRectangle(ClipId, left, top, right - left, bottom - top);
        for (int line = 0; line < title.Length; line++)
        {
            double baseline = Margin + (((line * LineHeight) + 0.85) * TitleSize);
            _svg.Text(title[line], Margin, baseline, ("font-size", TitleSize), ("font-weight", "bold"), ("fill", Ink));
        }

        DrawXAxis(XTicks(right - left), top, bottom);
        DrawYAxis(yTicks, left, right);
        _svg.Element(
            "rect", ("x", left), ("y", top), ("width", right - left), ("height", bottom - top), ("fill", "none"), ("stroke", AxisColor));
        DrawLabels(left, right, top, bottom);
        DrawSeries();
        DrawLegend(rows, _chart.LegendBelow ? _chart.Height - Margin + LegendGap : top);
    }

    // DejaVu and Verdana are among the widest faces that a viewer may choose; with them a letter is 0.62 of its size on average.
    private static double TextWidth(string text, double size) => 0.62 * size * text.Length;

    private static double Widest(IEnumerable<string> labels)
        => labels.Select(static label => TextWidth(label, TextSize)).DefaultIfEmpty(0).Max();

    private static string[] Wrap(string text, double width)
    {
        List<string> lines = [];
        string line = string.Empty;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && TextWidth(longer, TitleSize) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        return line.Length == 0 ? [.. lines] : [.. lines, line];
    }

    private static double EntryWidth(Series series) => LegendSample + 6 + TextWidth(series.Name, TextSize);

    private double LegendWidth()
    {
        double widest = Named().Select(static entry => EntryWidth(entry.Series)).DefaultIfEmpty(0).Max();
        return widest == 0 ? 0 : LegendGap + 6 + widest;
    }

    private IEnumerable<(int Place, Series Series)> Named() => _chart.Series.Index().Where(static entry => entry.Item.Name.Length > 0);

    private IEnumerable<(int Place, double Left, int Row)> RowsBeside(double left)
        => Named().Select((entry, row) => (entry.Place, left, row));

    /// <summary>One entry after the other, in a new row where the next would pass the right edge.</summary>
    private IEnumerable<(int Place, double Left, int Row)> RowsBelow(double left, double right)
    {
        (double at, int row) = (left, 0);
        foreach ((int place, Series series) in Named())
        {
            double width = EntryWidth(series);
            (at, row) = at > left && at + width > right ? (left, row + 1) : (at, row);
            yield return (place, at, row);
            at += width + (2 * LegendGap);
        }
    }

    private (double Place, string Label)[] YTicks()
    {
        if (_chart.YNames is { } names)
        {
            return [.. names.Index().Select(static entry => ((double)entry.Index, entry.Item))];
        }

        double[] ticks = _y.Ticks(Math.Max(2, _chart.Height / 50));
        return [.. ticks.Zip(Ticks.Labels(ticks))];
    }

    /// <summary>As many ticks as have room for their labels.</summary>
    private double[] XTicks(double width)
    {
        for (int most = Math.Max(2, (int)(width / 45)); ; most--)
        {
            double[] ticks = _x.Ticks(most);
            double widest = Widest(Ticks.Labels(ticks));
            bool fits = ticks.Zip(ticks.Skip(1), (a, b) => _x.At(b) - _x.At(a)).All(distance => distance > widest + 8);
            if (fits || most <= 2)
            {
                return ticks;
            }
        }
    }

    private void DrawXAxis(double[] ticks, double top, double bottom)
    {
        foreach ((double tick, string label) in ticks.Zip(Ticks.Labels(ticks)))
        {
            double x = _x.At(tick);
            Line(x, top, x, bottom, GridColor);
            Line(x, bottom, x, bottom + TickLength, AxisColor);
            _svg.Text(label, x, bottom + TickLength + TextSize + 1, ("font-size", TextSize), ("text-anchor", "middle"), ("fill", Ink));
        }

        foreach (double tick in _x.MinorTicks())
        {
            Line(_x.At(tick), bottom, _x.At(tick), bottom + (TickLength / 2), AxisColor);
        }
    }

    private void DrawYAxis((double Place, string Label)[] ticks, double left, double right)
    {
        foreach ((double tick, string label) in ticks)
        {
            double y = _y.At(tick);
            Line(left, y, right, y, GridColor);
            Line(left - TickLength, y, left, y, AxisColor);
            _svg.Text(label, left - TickLength - 3, y + (0.35 * TextSize), ("font-size", TextSize), ("text-anchor", "end"), ("fill", Ink));
        }

        foreach (double tick in _y.MinorTicks())
        {
            Line(left - (TickLength / 2), _y.At(tick), left, _y.At(tick), AxisColor);
        }
    }

    private void DrawLabels(double left, double right, double top, double bottom)
    {
        if (_chart.XLabel.Length > 0)
        {
            _svg.Text(
                _chart.XLabel, (left + right) / 2, _chart.Height - Margin, ("font-size", LabelSize), ("text-anchor", "middle"),
                ("fill", Ink));
        }

        if (_chart.YLabel.Length > 0)
        {
            double x = Margin + (0.8 * LabelSize);
            double y = (top + bottom) / 2;
            string turn = $"rotate(-90 {SvgWriter.Number(x)} {SvgWriter.Number(y)})";
            _svg.Text(_chart.YLabel, x, y, ("font-size", LabelSize), ("text-anchor", "middle"), ("fill", Ink), ("transform", turn));
        }
    }

    private void DrawSeries()
    {
        _svg.BeginGroup(("clip-path", $"url(#{ClipId})"));
        foreach ((int place, Series series) in _chart.Series.Index())
        {
            SeriesDrawing.Band(_svg, series, ColorOf(place), _x, _y);
        }

        foreach ((int place, Series series) in _chart.Series.Index())
        {
            SeriesDrawing.Polylines(_svg, series, ColorOf(place), _x, _y);
        }

        _svg.EndGroup();

        // Not confined: a marker on the edge is whole.
        foreach ((int place, Series series) in _chart.Series.Index())
        {
            SeriesDrawing.Markers(_svg, series, ColorOf(place), _x, _y);
        }
    }

    private void DrawLegend((int Place, double Left, int Row)[] rows, double top)
    {
        foreach ((int place, double left, int row) in rows)
        {
            Series series = _chart.Series[place];
            double y = top + ((row + 0.5) * LegendRow);
            SeriesDrawing.Sample(_svg, series, ColorOf(place), left, y, LegendSample);
            _svg.Text(series.Name, left + LegendSample + 6, y + (0.35 * TextSize), ("font-size", TextSize), ("fill", Ink));
        }
    }

    private string ColorOf(int place) => Palette.At(_chart.Series[place].Color ?? place);

    private void Line(double x1, double y1, double x2, double y2, string color)
        => _svg.Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", color));
}
