namespace AutogradMaml.Examples.Plotting;

/// <summary>An image in a grid.</summary>
/// <param name="Ink">[height, width]: 0 is paper, 255 is ink.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Caption">What stands below it.</param>
/// <param name="Mark">How it is marked.</param>
public sealed record GridCell(byte[] Ink, int Width, string Caption, CellMark Mark = CellMark.None);
