using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>A measure of many tasks in a few numbers.</summary>
/// <param name="Mean">The mean over the tasks, each counted once; NaN where one of them is.</param>
/// <param name="HalfWidth95">Half the width of the 95 % confidence interval of the mean: 1.96 standard deviations over the root of the
/// number of tasks; NaN for a single task.</param>
/// <param name="Tasks">The number of tasks.</param>
public readonly record struct MeasureSummary(double Mean, double HalfWidth95, int Tasks)
{
    /// <summary>Summarizes a measure.</summary>
    /// <param name="values">One value per task; at least one.</param>
    public static MeasureSummary Of(ReadOnlySpan<double> values)
    {
        if (values.Length == 0)
        {
            throw new ArgumentException("A summary takes at least one value, got none.", nameof(values));
        }

        (double mean, double halfWidth) = MeanInterval.Of(values);
        return new(mean, halfWidth, values.Length);
    }

    /// <summary>Mean and half width: <c>0.412 +- 0.031</c>.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Mean:G4}{(double.IsNaN(HalfWidth95) ? string.Empty : FormattableString.Invariant($" +- {HalfWidth95:G2}"))}");
}
