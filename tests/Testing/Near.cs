using System.Numerics;

namespace AutogradMaml.Testing;

/// <summary>Comparisons of numbers that were rounded.</summary>
public static class Near
{
    /// <summary>Asserts |actual - expected| &lt;= relative * |expected|; NaN equals NaN and infinities must be equal.</summary>
    public static void Close(double expected, double actual, double relative)
        => Require(
            expected.Equals(actual) || Math.Abs(actual - expected) <= relative * Math.Abs(expected),
            $"Expected {expected:R}, got {actual:R}: relative error {RelativeError(expected, actual):E2}, allowed {relative:E1}.");

    /// <summary>Asserts that two arrays are equal relative to the largest element of the expected one.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double relative)
    {
        Require(expected.Length == actual.Length, $"Expected {expected.Length} elements, got {actual.Length}.");
        double error = Distance(expected, actual);
        Require(
            error <= relative,
            $"Expected {Text(expected)}, got {Text(actual)}: relative error {error:E2}, allowed {relative:E1}.");
    }

    /// <summary>|actual - expected| / |expected|, 0 where they are equal, infinite where only one is finite.</summary>
    public static double RelativeError(double expected, double actual)
        => expected.Equals(actual) || expected == actual ? 0
        : !double.IsFinite(actual - expected) ? double.PositiveInfinity
        : Math.Abs(actual - expected) / Math.Abs(expected);

    /// <summary>max |actual - expected| / max(max |expected|, max |actual|, floor), infinite where only one is finite: the error of an
    /// array as a whole, in which an element much smaller than the others may carry their rounding.</summary>
    public static double Distance(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double floor = 0)
    {
        double size = floor;
        double difference = 0;
        for (int k = 0; k < expected.Length; k++)
        {
            if (expected[k].Equals(actual[k]) || expected[k] == actual[k])
            {
                size = double.IsFinite(expected[k]) ? Math.Max(size, Math.Abs(expected[k])) : size;
                continue;
            }

            double distance = Math.Abs(actual[k] - expected[k]);
            if (!double.IsFinite(distance))
            {
                return double.PositiveInfinity;
            }

            difference = Math.Max(difference, distance);
            size = Math.Max(size, Math.Max(Math.Abs(expected[k]), Math.Abs(actual[k])));
        }

        return difference == 0 ? 0 : difference / size;
    }

    /// <summary>The values in double.</summary>
    public static double[] ToDouble<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new double[values.Length];
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = double.CreateChecked(values[k]);
        }

        return result;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new NotNearException(message);
        }
    }

    private static string Text(ReadOnlySpan<double> values)
    {
        const int Shown = 12;
        string text = string.Join(", ", values[..Math.Min(values.Length, Shown)].ToArray().Select(value => value.ToString("R", null)));
        return $"[{text}{(values.Length > Shown ? ", ..." : string.Empty)}]";
    }
}
