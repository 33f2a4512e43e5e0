namespace AutogradMaml.Examples.Plotting;

/// <summary>Named points of a chart, in the order in which they are joined. A point that is not finite, or has no place on its axis, is
/// left out and breaks the line.</summary>
public sealed record Series
{
    /// <summary>Makes a series.</summary>
    /// <param name="name">The name in the legend; with an empty one the series has no entry there.</param>
    /// <param name="x">The horizontal places.</param>
    /// <param name="y">The values, as many.</param>
    public Series(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        RequireCount(name, nameof(y), y, x.Count);
        Name = name;
        X = x;
        Y = y;
    }

    /// <summary>The name in the legend.</summary>
    public string Name { get; }

    /// <summary>The horizontal places.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>The lower edge of the band at each point; null for no band.</summary>
    public IReadOnlyList<double>? Low { get; private init; }

    /// <summary>The upper edge of the band at each point; null for no band.</summary>
    public IReadOnlyList<double>? High { get; private init; }

    /// <summary>How the points are joined.</summary>
    public LineStyle Line { get; init; }

    /// <summary>What stands at each point.</summary>
    public Marker Marker { get; init; }

    /// <summary>The colour as a place in <see cref="Palette.Colors"/>; by default the series' own place in the chart.</summary>
    public int? Color { get; init; }

    /// <summary>The same series with a band around the line, for instance a confidence interval.</summary>
    /// <param name="low">The lower edge at each point.</param>
    /// <param name="high">The upper edge at each point.</param>
    public Series WithBand(IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        RequireCount(Name, nameof(low), low, X.Count);
        RequireCount(Name, nameof(high), high, X.Count);
        return this with { Low = low, High = high };
    }

    private static void RequireCount(string series, string parameter, IReadOnlyList<double> values, int expected)
    {
        if (values.Count != expected)
        {
            throw new ArgumentException(
                $"The series '{series}' has {expected} horizontal places and {values.Count} values; give as many of both.", parameter);
        }
    }
}
