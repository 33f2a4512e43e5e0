namespace AutogradMaml.Autograd;

/// <summary>How much of a gradient is compared.</summary>
public enum CheckMode
{
    /// <summary>Projections on a few random directions for each input: the cost does not grow with the number of elements. When one fails,
    /// the element is looked for.</summary>
    Fast,

    /// <summary>Every element.</summary>
    Full,
}
