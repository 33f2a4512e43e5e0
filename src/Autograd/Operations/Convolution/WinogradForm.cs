namespace AutogradMaml.Autograd;

/// <summary>What Winograd's tiles compute.</summary>
internal enum WinogradForm
{
    /// <summary>Nothing: the sizes are not those of such tiles, or they would not pay.</summary>
    None,

    /// <summary>A convolution at stride 1 or its transpose.</summary>
    Same,

    /// <summary>A convolution at stride 2.</summary>
    Halving,

    /// <summary>The transpose of one at stride 2: pairs of results, of which the first lies on an even place.</summary>
    Doubling,
}
