using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Exhibits;

/// <summary>The lines of a piece's picture: what a formula says, and points that were measured.</summary>
public static class Lines
{
    /// <summary>A formula along a grid.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="grid">The horizontal places.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="color">The colour's place in the palette.</param>
    /// <param name="line">How the points are joined.</param>
    public static Series Formula(
        string name, double[] grid, Func<double, double> formula, int color, LineStyle line = LineStyle.Solid)
        => new(name, grid, [.. grid.Select(formula)]) { Color = color, Line = line };

    /// <summary>Points that are not joined.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="x">The horizontal places.</param>
    /// <param name="y">The values.</param>
    /// <param name="color">The colour's place in the palette.</param>
    /// <param name="marker">What stands at each point.</param>
    public static Series Points(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, int color, Marker marker = Marker.Circle)
        => new(name, x, y) { Color = color, Line = LineStyle.None, Marker = marker };

    /// <summary>A level to compare with, in grey.</summary>
    /// <param name="name">The name in the legend.</param>
    /// <param name="from">The first horizontal place.</param>
    /// <param name="to">The last.</param>
    /// <param name="value">The level.</param>
    public static Series Level(string name, double from, double to, double value)
        => new(name, [from, to], [value, value]) { Color = Palette.Colors.Count - 1, Line = LineStyle.Dashed };

    /// <summary>Places at equal distances, both ends among them.</summary>
    /// <param name="from">The first.</param>
    /// <param name="to">The last.</param>
    /// <param name="count">The number of distances.</param>
    public static double[] Grid(double from, double to, int count)
        => [.. Enumerable.Range(0, count + 1).Select(k => from + ((to - from) * k / count))];

    /// <summary>Places at equal ratios, both ends among them.</summary>
    /// <param name="from">The first; above 0.</param>
    /// <param name="to">The last; above 0.</param>
    /// <param name="count">The number of ratios.</param>
    public static double[] LogarithmicGrid(double from, double to, int count)
        => [.. Enumerable.Range(0, count + 1).Select(k => from * Math.Pow(to / from, (double)k / count))];
}
