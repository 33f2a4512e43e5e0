using System.Globalization;
using System.Text;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>One tensor of a safetensors header, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct SafeTensorsEntry(string Name, ElementType Type, Shape Shape, long Begin, long End)
{
    /// <summary>The name as an error message may show it.</summary>
    public string ShownName => Show(Name);

    /// <summary>Text from a file made fit for a message: short, and without characters that steer a terminal.</summary>
    public static string Show(string text)
    {
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
