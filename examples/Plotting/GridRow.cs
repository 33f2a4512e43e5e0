namespace AutogradMaml.Examples.Plotting;

/// <summary>A row of a grid of images.</summary>
/// <param name="Label">What stands in front of it.</param>
/// <param name="Cells">The images.</param>
public sealed record GridRow(string Label, IReadOnlyList<GridCell> Cells);
