namespace AutogradMaml.Autograd;

/// <summary>How much of a convolution is in work at once, in elements; chosen by measurement with a second-level cache of 1 MiB.</summary>
internal static class ConvolutionTiles
{
    /// <summary>Patches: 384 KiB of floats.</summary>
    public const int PatchElements = 96 << 10;

    /// <summary>Transformed tiles and their products: 576 KiB of floats.</summary>
    public const int WinogradElements = 144 << 10;

    /// <summary>Kernels on their way to being packed.</summary>
    public const int StageElements = 16 << 10;

    /// <summary>The fewest places in a product, however long their patches.</summary>
    public const int FewestPlaces = 24;
}
