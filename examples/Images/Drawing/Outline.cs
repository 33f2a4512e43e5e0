namespace AutogradMaml.Examples.Images;

/// <summary>The outlines of drawn patterns, in a square from -1 to 1.</summary>
internal enum Outline
{
    /// <summary>A disc.</summary>
    Disc,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A square on a corner.</summary>
    Diamond,

    /// <summary>A triangle with its tip at the top.</summary>
    Triangle,

    /// <summary>A cross.</summary>
    Cross,

    /// <summary>A disc with a hole.</summary>
    Ring,
}
