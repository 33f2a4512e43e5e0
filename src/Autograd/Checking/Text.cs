using System.Globalization;

namespace AutogradMaml.Autograd.Checking;

/// <summary>Numbers in messages, the same under every culture.</summary>
internal static class Text
{
    public static string Format(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Eight digits; without the sign of a zero, which says nothing of a derivative.</summary>
    public static string Number(double value) => value == 0 ? "0" : value.ToString("G8", CultureInfo.InvariantCulture);

    /// <summary>The power of h with which something falls or grows.</summary>
    public static string Rate(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Short(double value) => value == 0 ? "0" : value.ToString("0.0E+0", CultureInfo.InvariantCulture);
}
