using System.Globalization;

namespace AutogradMaml.Examples.Plotting;

/// <summary>Round numbers on an axis.</summary>
public static class Ticks
{
    // A tick is meant to lie on the range when rounding alone puts it beside.
    private const double Slack = 1e-9;

    // Of a double's digits, these are certain.
    private const int MostDigits = 15;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten within a range.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end, above the lower.</param>
    /// <param name="most">About how many are wanted at most.</param>
    public static double[] Linear(double low, double high, int most)
    {
        RequireRange(double.IsFinite(low) && double.IsFinite(high - low) && low < high, low, high);
        double step = NiceStep((high - low) / Math.Max(1, most));
        double first = Math.Ceiling((low / step) - Slack);
        double last = Math.Floor((high / step) + Slack);

        // Multiplied, not added up, so that 0 is 0 and errors don't grow.
        return last < first ? [] : [.. Enumerable.Range(0, (int)(last - first) + 1).Select(k => Clean((first + k) * step))];
    }

    /// <summary>Powers of ten within a range, with 2 and 5 times them where the range is short; every second, third... power where it is
    /// long.</summary>
    /// <param name="low">The lower end; positive.</param>
    /// <param name="high">The upper end, above the lower.</param>
    /// <param name="most">About how many are wanted at most.</param>
    public static double[] Logarithmic(double low, double high, int most)
    {
        RequireRange(low > 0 && low < high && double.IsFinite(high), low, high);
        double decades = Math.Log10(high) - Math.Log10(low);
        if (decades < 0.7)
        {
            return Linear(low, high, most);
        }

        double[] within = Multiples(low, high, [1, 2, 5]);
        if (within.Length <= most)
        {
            return within;
        }

        int stride = Math.Max(1, (int)Math.Ceiling(decades / most));
        return [.. Multiples(low, high, [1]).Where(power => (int)Math.Round(Math.Log10(power)) % stride == 0)];
    }

    /// <summary>The places between the powers of ten: 2 to 9 times each of them.</summary>
    /// <param name="low">The lower end; positive.</param>
    /// <param name="high">The upper end, above the lower.</param>
    public static double[] LogarithmicMinor(double low, double high)
    {
        RequireRange(low > 0 && low < high && double.IsFinite(high), low, high);
        return Multiples(low, high, [2, 3, 4, 5, 6, 7, 8, 9]);
    }

    /// <summary>The labels of ticks: plain from 0.001 to 100000, with an exponent outside, with as many digits as tell the ticks
    /// apart.</summary>
    /// <param name="ticks">The ticks, all different.</param>
    public static string[] Labels(IReadOnlyList<double> ticks)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        for (int digits = 4; ; digits++)
        {
            string[] labels = [.. ticks.Select(tick => Label(tick, digits))];
            if (digits == MostDigits || labels.Distinct(StringComparer.Ordinal).Count() == labels.Length)
            {
                return labels;
            }
        }
    }

    private static void RequireRange(bool fits, double low, double high)
    {
        if (!fits)
        {
            throw new ArgumentException(
                $"Ticks are within a finite range, the lower end first and above 0 on a logarithmic axis; got {low} to {high}.");
        }
    }

    private static double[] Multiples(double low, double high, int[] factors)
    {
        List<double> values = [];
        for (int power = (int)Math.Floor(Math.Log10(low)); power <= (int)Math.Ceiling(Math.Log10(high)); power++)
        {
            foreach (int factor in factors)
            {
                // Parsed, so that 1e-3 is the double nearest to it on every machine.
                double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{factor}e{power}"), CultureInfo.InvariantCulture);
                if (value >= low * (1 - Slack) && value <= high * (1 + Slack))
                {
                    values.Add(value);
                }
            }
        }

        return [.. values];
    }

    private static string Label(double value, int digits)
    {
        double size = Math.Abs(value);
        string decimals = new('#', digits);
        return size == 0 || (size > 0.99e-3 && size < 1.01e5)
            ? value.ToString($"0.{decimals}", CultureInfo.InvariantCulture)
            : value.ToString($"0.{decimals}e0", CultureInfo.InvariantCulture);
    }

    private static double NiceStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double share = rough / power;
        return power * (share <= 1 + Slack ? 1 : share <= 2 + Slack ? 2 : share <= 5 + Slack ? 5 : 10);
    }

    // 0.30000000000000004 is 0.3.
    private static double Clean(double value)
        => double.Parse(value.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + 0.0;
}
