namespace AutogradMaml.Examples.Images;

/// <summary>What a method's numbers are like; the presets go by it.</summary>
internal enum MethodFamily
{
    /// <summary>Adapts by a few inner steps and learns from the queries: the settings of MAML.</summary>
    Steps,

    /// <summary>Learns from queries without an inner step: the settings of prototypical networks.</summary>
    WithoutSteps,

    /// <summary>Moves to where many inner steps lead, with more shots than in the test.</summary>
    Reptile,
}
