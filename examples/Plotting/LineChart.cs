using System.Text;

namespace AutogradMaml.Examples.Plotting;

/// <summary>
/// A chart of lines, bands and points as an SVG file that needs nothing else to be seen: no script, no style sheet, no font beyond the
/// viewer's own. The same chart gives the same bytes.
/// </summary>
/// <example>
/// <code>
/// LineChart chart = new() { Title = "Loss", XLabel = "step", YLabel = "loss", YScale = AxisScale.Logarithmic, Series = [new("maml", steps,
/// losses)] };
/// string svg = chart.ToSvg();
/// </code>
/// </example>
public sealed record LineChart
{
    /// <summary>The title above the chart; wrapped where it is long.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>What the horizontal axis shows, with its unit.</summary>
    public string XLabel { get; init; } = string.Empty;

    /// <summary>What the vertical axis shows, with its unit.</summary>
    public string YLabel { get; init; } = string.Empty;

    /// <summary>The scale of the horizontal axis.</summary>
    public AxisScale XScale { get; init; }

    /// <summary>The scale of the vertical axis.</summary>
    public AxisScale YScale { get; init; }

    /// <summary>The lowest value of the horizontal axis; from the data when null.</summary>
    public double? XLowest { get; init; }

    /// <summary>The highest value of the horizontal axis; from the data when null.</summary>
    public double? XHighest { get; init; }

    /// <summary>The lowest value of the vertical axis; from the data when null.</summary>
    public double? YLowest { get; init; }

    /// <summary>The highest value of the vertical axis; from the data when null.</summary>
    public double? YHighest { get; init; }

    /// <summary>Names that stand on the vertical axis at 0, 1, 2, ... in place of numbers: a dot plot; null for numbers.</summary>
    public IReadOnlyList<string>? YNames { get; init; }

    /// <summary>What is drawn, the first at the bottom.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>The width in pixels; more where a legend beside the plot leaves it too little.</summary>
    public int Width { get; init; } = 760;

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; } = 440;

    /// <summary>Whether the legend stands in rows below the plot, which then has the whole width; else beside it. The rows come on top of
    /// <see cref="Height"/>.</summary>
    public bool LegendBelow { get; init; }

    /// <summary>The chart as the text of an SVG file.</summary>
    /// <exception cref="ArgumentException">A size or a limit makes no sense.</exception>
    public string ToSvg() => Encoding.UTF8.GetString(Render());

    private byte[] Render()
    {
        if (Width < 200 || Height < 150)
        {
            throw new ArgumentException($"A chart is at least 200 by 150 pixels, got {Width} by {Height}.");
        }

        RequireLimits("horizontal", XScale, XLowest, XHighest);
        RequireLimits("vertical", YScale, YLowest, YHighest);
        using SvgWriter svg = new();
        new LineChartRenderer(this, svg).Draw();
        return svg.Finish();
    }

    private static void RequireLimits(string axis, AxisScale scale, double? lowest, double? highest)
    {
        bool HasPlace(double? limit) => limit is not { } value || Axis.HasPlace(scale, value);
        if (!HasPlace(lowest) || !HasPlace(highest) || lowest >= highest)
        {
            throw new ArgumentException(
                $"The limits of the {axis} axis are {lowest} and {highest}; expected finite numbers, the lower first, above 0 on a " +
                    "logarithmic axis.");
        }
    }
}
