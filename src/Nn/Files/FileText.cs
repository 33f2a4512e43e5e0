using System.Globalization;
using System.Text;

namespace AutogradMaml.Nn;

/// <summary>Text that comes from a file, and can't be trusted.</summary>
public static class FileText
{
    /// <summary>The text made fit for a message: short, and without characters that steer a terminal.</summary>
    /// <param name="text">The text.</param>
    public static string Show(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const int Longest = 80;
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            bool plain = !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format;
            _ = plain ? shown.Append(c) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return text.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }
}
