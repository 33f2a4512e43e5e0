namespace AutogradMaml.Examples.Omniglot;

/// <summary>What a method's tasks and its numbers are like; the presets go by it.</summary>
internal enum MethodFamily
{
    /// <summary>Adapts by few inner steps and learns from the queries: the settings of MAML.</summary>
    Maml,

    /// <summary>Learns from queries without an inner step: the tasks of MAML.</summary>
    WithoutSteps,

    /// <summary>Moves to where many inner steps lead, with more shots than in the test.</summary>
    Reptile,

    /// <summary>An ordinary classifier of all training classes.</summary>
    Pretrained,
}
