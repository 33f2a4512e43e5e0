using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>How far results are apart that should be the same but for rounding.</summary>
internal static class Agreement
{
    // Two ways of adding the same numbers differ by some roundings of the largest of them, and what comes after may make more of that.
    private const double Roundings = 1000;

    /// <summary>The largest distance between two elements; 0 between equal infinities and between two NaN, infinite where only one is
    /// NaN.</summary>
    public static double Distance<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int k = 0; k < first.Length; k++)
        {
            if (first[k] != second[k] && !(T.IsNaN(first[k]) && T.IsNaN(second[k])))
            {
                double distance = double.Abs(double.CreateChecked(first[k]) - double.CreateChecked(second[k]));
                largest = Math.Max(largest, double.IsNaN(distance) ? double.PositiveInfinity : distance);
            }
        }

        return largest;
    }

    /// <summary>The largest absolute value of a finite element.</summary>
    public static double Largest<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        foreach (T value in values)
        {
            largest = T.IsFinite(value) ? Math.Max(largest, double.CreateChecked(T.Abs(value))) : largest;
        }

        return largest;
    }

    /// <summary>The distance that rounding may make.</summary>
    /// <param name="largest">The largest of the values.</param>
    /// <param name="moved">How far they move if what they come from is moved by some roundings; 0 if that was not looked at.</param>
    public static double Allowed<T>(double largest, double moved = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Roundings * (moved + (double.CreateChecked(T.BitIncrement(T.One) - T.One) * largest));

    /// <summary>Values, each moved by up to four roundings. Whole ones stay, which may be class numbers.</summary>
    public static T[] Moved<T>(ReadOnlySpan<T> values, Func<double> uniform)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounding = T.BitIncrement(T.One) - T.One;
        var moved = new T[values.Length];
        for (int k = 0; k < moved.Length; k++)
        {
            moved[k] = T.IsInteger(values[k]) ? values[k] : values[k] * (T.One + (T.CreateChecked(4 * uniform()) * rounding));
        }

        return moved;
    }
}
