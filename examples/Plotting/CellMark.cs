namespace AutogradMaml.Examples.Plotting;

/// <summary>How an image in a grid is marked; by colour and by sign, so that neither is needed to read the other.</summary>
public enum CellMark
{
    /// <summary>A thin grey frame.</summary>
    None,

    /// <summary>A frame and a sign that say right.</summary>
    Right,

    /// <summary>A frame and a sign that say wrong.</summary>
    Wrong,
}
