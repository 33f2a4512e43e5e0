namespace AutogradMaml.Data;

/// <summary>What a packed image set is known to be before it is read.</summary>
/// <param name="Name">What the data are, in words.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Drawings">The number of drawings of each class.</param>
internal readonly record struct ImageSetLayout(string Name, int Channels, int Height, int Width, int Classes, int Drawings)
{
    /// <summary>The bytes of a class's drawings.</summary>
    public int ClassLength => Channels * Height * Width * Drawings;
}
