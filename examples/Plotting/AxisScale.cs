namespace AutogradMaml.Examples.Plotting;

/// <summary>How an axis lays out its values.</summary>
public enum AxisScale
{
    /// <summary>Equal distances are equal differences.</summary>
    Linear,

    /// <summary>Equal distances are equal ratios; values that are not positive have no place and are left out.</summary>
    Logarithmic,
}
