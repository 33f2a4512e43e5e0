namespace AutogradMaml.Examples.Plotting;

/// <summary>An image in a grid.</summary>
/// <param name="Ink">[height, width]: 0 is paper, 255 is ink.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Caption">What stands below it.</param>
/// <param name="Mark">How it is marked.</param>
public sealed record GridCell(byte[] Ink, int Width, string Caption, CellMark Mark = CellMark.None)
{
    /// <summary>Whether <see cref="Ink"/> is an image in colours, [3, height, width]: red, green and blue, 255 the lightest.</summary>
    public bool IsInColours { get; private init; }

    /// <summary>An image in colours.</summary>
    /// <param name="colours">[3, height, width]: red, green and blue, 255 the lightest.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="caption">What stands below it.</param>
    /// <param name="mark">How it is marked.</param>
    public static GridCell OfColours(byte[] colours, int width, string caption, CellMark mark = CellMark.None)
        => new(colours, width, caption, mark) { IsInColours = true };
}
