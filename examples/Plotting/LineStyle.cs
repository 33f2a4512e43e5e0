namespace AutogradMaml.Examples.Plotting;

/// <summary>How the points of a series are joined.</summary>
public enum LineStyle
{
    /// <summary>By an unbroken line.</summary>
    Solid,

    /// <summary>By a dashed line.</summary>
    Dashed,

    /// <summary>By a dotted line.</summary>
    Dotted,

    /// <summary>Not at all: a scatter plot.</summary>
    None,
}
