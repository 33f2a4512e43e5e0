namespace AutogradMaml.Examples.Plotting;

/// <summary>One axis: the values that it shows and where on the page they lie.</summary>
internal sealed class Axis
{
    // Beyond, differences and powers of ten leave the range of a double.
    private const double Farthest = 1e300;
    private const double FarthestExponent = 305;

    private readonly double _low;
    private readonly double _high;

    private Axis(AxisScale scale, double low, double high)
    {
        Scale = scale;
        _low = low;
        _high = high;
    }

    /// <summary>The scale.</summary>
    public AxisScale Scale { get; }

    /// <summary>The page coordinate of the lower end.</summary>
    public double Start { get; private set; }

    /// <summary>The page coordinate of the upper end.</summary>
    public double End { get; private set; }

    /// <summary>The lowest value shown.</summary>
    public double Low => Backward(_low);

    /// <summary>The highest value shown.</summary>
    public double High => Backward(_high);

    /// <summary>An axis that shows all the values that have a place on it, with some room on both sides, or a range that was asked
    /// for.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="values">The values; those without a place don't count.</param>
    /// <param name="padding">The room on each side as a part of the range.</param>
    /// <param name="lowest">The lowest value to show; that of the data when null.</param>
    /// <param name="highest">The highest value to show; that of the data when null.</param>
    public static Axis Fit(AxisScale scale, IEnumerable<double> values, double padding, double? lowest, double? highest)
    {
        var axis = new Axis(scale, 0, 1);
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (axis.Shows(value))
            {
                low = Math.Min(low, axis.Forward(value));
                high = Math.Max(high, axis.Forward(value));
            }
        }

        if (!(low <= high))
        {
            (low, high) = (0, 1);
        }

        double room = padding * (high - low);
        (low, high) = (lowest is { } l ? axis.Forward(l) : low - room, highest is { } h ? axis.Forward(h) : high + room);
        if (scale == AxisScale.Logarithmic)
        {
            (low, high) = (Math.Max(low, -FarthestExponent), Math.Min(high, FarthestExponent));
        }

        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)) || high <= low)
        {
            // One value only, or a limit beyond the data: half a unit on each side, or as much as can be told apart.
            double half = Math.Max(0.5, 1e-6 * Math.Abs(low));
            (low, high) = (Math.Min(low, high) - half, Math.Max(low, high) + half);
        }

        return new Axis(scale, low, high);
    }

    /// <summary>Lays the axis on the page.</summary>
    /// <param name="start">The page coordinate of the lower end.</param>
    /// <param name="end">The page coordinate of the upper end.</param>
    public void Place(double start, double end) => (Start, End) = (start, end);

    /// <summary>Whether a value has a place on a scale.</summary>
    public static bool HasPlace(AxisScale scale, double value)
        => Math.Abs(value) <= Farthest && (scale == AxisScale.Linear || value >= 1 / Farthest);

    /// <summary>Whether a value has a place on this scale, be it outside the range.</summary>
    public bool Shows(double value) => HasPlace(Scale, value);

    /// <summary>Whether a value lies within the range.</summary>
    public bool Contains(double value) => Shows(value) && Share(value) is >= -1e-9 and <= 1 + 1e-9;

    /// <summary>Where a value lies on the page. Far outside the range it stays near the page, so that no viewer meets enormous
    /// numbers.</summary>
    public double At(double value) => Start + (Math.Clamp(Share(value), -20, 20) * (End - Start));

    /// <summary>The same, with a value below the scale's reach at the lower end: the edge of a band that crosses zero on a logarithmic
    /// axis.</summary>
    public double AtOrStart(double value) => Shows(value) ? At(value) : Start;

    /// <summary>The labelled places.</summary>
    /// <param name="most">About how many at most.</param>
    public double[] Ticks(int most)
        => Scale == AxisScale.Linear ? Plotting.Ticks.Linear(Low, High, most) : Plotting.Ticks.Logarithmic(Low, High, most);

    /// <summary>The places of small marks without label.</summary>
    public double[] MinorTicks()
        => Scale == AxisScale.Logarithmic && _high - _low <= 6 ? Plotting.Ticks.LogarithmicMinor(Low, High) : [];

    private double Share(double value) => (Forward(value) - _low) / (_high - _low);

    private double Forward(double value) => Scale == AxisScale.Linear ? value : Math.Log10(value);

    private double Backward(double value) => Scale == AxisScale.Linear ? value : Math.Pow(10, value);
}
