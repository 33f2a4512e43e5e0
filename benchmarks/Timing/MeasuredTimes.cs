using System.Globalization;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>What is told of times that were measured.</summary>
internal static class MeasuredTimes
{
    /// <summary>The median; of an even number the upper one.</summary>
    /// <param name="values">The times, in any order.</param>
    public static double Median(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>A number to four digits: more are noise.</summary>
    /// <param name="value">The number.</param>
    public static double Rounded(double value)
        => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
