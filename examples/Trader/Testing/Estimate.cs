namespace AutogradMaml.Examples.Trader;

/// <summary>A number with its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Whether the whole interval lies above 0.</summary>
    public bool IsAbove => Low > 0;

    /// <summary>Whether the whole interval lies below 0.</summary>
    public bool IsBelow => High < 0;

    /// <summary>A number with the interval between the 2.5 % and the 97.5 % quantile of its resamples; its ends are NaN where one of these
    /// is.</summary>
    /// <param name="value">The number.</param>
    /// <param name="resamples">The number in each resample.</param>
    public static Estimate Of(double value, IEnumerable<double> resamples)
    {
        double[] sorted = [.. resamples.Order()];
        return double.IsNaN(sorted[0]) ? new(value, double.NaN, double.NaN) : new(value, Quantile(sorted, 0.025), Quantile(sorted, 0.975));
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length
            ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]))
            : sorted[below];
    }
}
