using System.Globalization;

namespace AutogradMaml.Autograd.Checking;

/// <summary>Numbers in messages, the same under every culture.</summary>
internal static class Text
{
    public static string Format(FormattableString text) => FormattableString.Invariant(text);

    public static string Number(double value) => value.ToString("G8", CultureInfo.InvariantCulture);

    public static string Short(double value) => value == 0 ? "0" : value.ToString("0.0E+0", CultureInfo.InvariantCulture);
}
