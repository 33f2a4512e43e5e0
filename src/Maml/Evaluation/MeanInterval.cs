namespace AutogradMaml.Maml;

/// <summary>A mean over tasks with its 95 % confidence interval.</summary>
internal static class MeanInterval
{
    // The 97.5 % quantile of the normal distribution: with hundreds of tasks the mean is normal enough.
    private const double Quantile = 1.959963984540054;

    /// <summary>The mean, and half the width of its interval: 1.96 standard deviations over the root of the number of values; NaN for one
    /// value.</summary>
    /// <param name="values">One value per task; at least one.</param>
    public static (double Mean, double HalfWidth95) Of(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, values.Length == 1 ? double.NaN : Quantile * Math.Sqrt(squares / (values.Length - 1) / values.Length));
    }
}
