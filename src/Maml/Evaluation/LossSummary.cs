using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The losses of many tasks in a few numbers.</summary>
/// <param name="Mean">The mean over all tasks, those that diverged included; not finite when one of them is not.</param>
/// <param name="Median">The median over all tasks; a loss that is NaN counts as the greatest.</param>
/// <param name="HalfWidth95">Half the width of the 95 % confidence interval of the mean: 1.96 standard deviations over the root of the
/// number of tasks.</param>
/// <param name="Diverged">The number of tasks whose loss is not finite or above the limit that was set.</param>
/// <param name="Tasks">The number of tasks.</param>
public readonly record struct LossSummary(double Mean, double Median, double HalfWidth95, int Diverged, int Tasks)
{
    /// <summary>Summarizes losses.</summary>
    /// <param name="losses">One loss per task; at least one.</param>
    /// <param name="divergedAbove">Above which a loss counts as diverged.</param>
    public static LossSummary Of(ReadOnlySpan<double> losses, double divergedAbove = double.PositiveInfinity)
    {
        if (losses.Length == 0)
        {
            throw new ArgumentException("A summary takes at least one loss, got none.", nameof(losses));
        }

        if (double.IsNaN(divergedAbove))
        {
            throw new ArgumentOutOfRangeException(
                nameof(divergedAbove), "The limit above which a loss counts as diverged is a number, got NaN.");
        }

        int diverged = 0;
        foreach (double loss in losses)
        {
            diverged += double.IsFinite(loss) && loss <= divergedAbove ? 0 : 1;
        }

        double[] sorted = losses.ToArray();
        Array.Sort(sorted, static (a, b) => double.IsNaN(a) ? (double.IsNaN(b) ? 0 : 1) : double.IsNaN(b) ? -1 : a.CompareTo(b));
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        (double mean, double halfWidth) = MeanInterval.Of(losses);
        return new(mean, median, halfWidth, diverged, losses.Length);
    }

    /// <summary>Mean, half width and median, and how many tasks diverged if any did: <c>0.412 +- 0.031, median 0.398</c>.</summary>
    public override string ToString()
    {
        string interval = double.IsNaN(HalfWidth95) ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" +- {HalfWidth95:G2}");
        string diverged = Diverged == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {Diverged} of {Tasks} diverged");
        return string.Create(CultureInfo.InvariantCulture, $"{Mean:G4}{interval}, median {Median:G4}{diverged}");
    }
}
