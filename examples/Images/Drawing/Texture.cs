namespace AutogradMaml.Examples.Images;

/// <summary>How the two hues of a drawn pattern are laid out.</summary>
internal enum Texture
{
    /// <summary>The first alone.</summary>
    Plain,

    /// <summary>Stripes.</summary>
    Stripes,

    /// <summary>Checks.</summary>
    Checks,

    /// <summary>Rings around the middle.</summary>
    Rings,
}
