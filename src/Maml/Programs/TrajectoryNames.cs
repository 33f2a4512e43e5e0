namespace AutogradMaml.Maml;

/// <summary>What the inputs and outputs of a trajectory's programs are called, beside those of <see cref="EpisodeNames"/>.</summary>
internal static class TrajectoryNames
{
    /// <summary>In front of the members of x: what changes while adapting.</summary>
    public const string X = "x";

    /// <summary>The number of the step, or of the last one taken.</summary>
    public const string Number = "number";

    /// <summary>The weight of the outer loss.</summary>
    public const string Weight = "weight";

    /// <summary>In front of the cotangents of x.</summary>
    public const string Cotangent = "cotangent";
}
