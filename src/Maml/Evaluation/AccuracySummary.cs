using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The accuracies of many tasks in a few numbers.</summary>
/// <param name="Mean">The mean over the tasks of the share of queries that are classified rightly, from 0 to 1.</param>
/// <param name="HalfWidth95">Half the width of the 95 % confidence interval of the mean: 1.96 standard deviations over the root of the
/// number of tasks; NaN for a single task.</param>
/// <param name="Tasks">The number of tasks.</param>
public readonly record struct AccuracySummary(double Mean, double HalfWidth95, int Tasks)
{
    /// <summary>Summarizes accuracies.</summary>
    /// <param name="accuracies">One per task, from 0 to 1; at least one.</param>
    public static AccuracySummary Of(ReadOnlySpan<double> accuracies)
    {
        if (accuracies.Length == 0)
        {
            throw new ArgumentException("A summary takes at least one accuracy, got none.", nameof(accuracies));
        }

        (double mean, double halfWidth) = MeanInterval.Of(accuracies);
        return new(mean, halfWidth, accuracies.Length);
    }

    /// <summary>Mean and half width in percent: <c>45.4 +- 1.8 %</c>; below one percent the half width has two digits behind the
    /// point.</summary>
    public override string ToString()
    {
        string digits = HalfWidth95 is > 0 and < 0.01 ? "F2" : "F1";
        string mean = (100 * Mean).ToString(digits, CultureInfo.InvariantCulture);
        return double.IsNaN(HalfWidth95)
            ? $"{mean} %"
            : $"{mean} +- {(100 * HalfWidth95).ToString(digits, CultureInfo.InvariantCulture)} %";
    }
}
