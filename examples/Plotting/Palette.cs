namespace AutogradMaml.Examples.Plotting;

/// <summary>The colours of series.</summary>
public static class Palette
{
    /// <summary>Colours that stay apart for readers with any common colour blindness. Source: Okabe and Ito, Color universal design, 2008;
    /// without their yellow, which is lost on white, and with a grey in its place.</summary>
    public static IReadOnlyList<string> Colors { get; } =
    [
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f",
    ];

    /// <summary>The colour at a place; past the end it starts over.</summary>
    /// <param name="index">The place, from 0.</param>
    public static string At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return Colors[index % Colors.Count];
    }
}
