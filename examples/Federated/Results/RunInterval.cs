namespace AutogradMaml.Examples.Federated;

/// <summary>A mean over runs with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth95">Half the width of the interval, by Student's distribution; NaN for one run.</param>
internal sealed record RunInterval(double Mean, double HalfWidth95)
{
    // The 97.5 % quantiles of Student's distribution with 1, 2, ... 9 degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>Of some runs.</summary>
    /// <param name="values">Their values; from one to ten.</param>
    public static RunInterval Of(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        if (values.Count == 1)
        {
            return new(mean, double.NaN);
        }

        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new(mean, Quantiles[values.Count - 2] * Math.Sqrt(variance / values.Count));
    }
}
