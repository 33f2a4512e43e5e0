namespace AutogradMaml.Examples.Materials;

/// <summary>The experiments.</summary>
internal enum Kind
{
    /// <summary>Alloys that transform.</summary>
    Kinetics,

    /// <summary>Molecules and their activity.</summary>
    Molecules,
}
