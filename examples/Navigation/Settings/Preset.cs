namespace AutogradMaml.Examples.Navigation;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The number of outer steps of each trained method.</summary>
    public required long Iterations { get; init; }

    /// <summary>The same of the methods other than MAML; null for as many.</summary>
    public long? OtherIterations { get; init; }

    /// <summary>The goals of an outer step.</summary>
    public required int Goals { get; init; }

    /// <summary>The rollouts of a goal before an inner step, and after the last.</summary>
    public required int Rollouts { get; init; }

    /// <summary>The same in the test.</summary>
    public required int TestRollouts { get; init; }

    /// <summary>The width of the policy's two layers.</summary>
    public required int Width { get; init; }

    /// <summary>The weights of MAML's losses after each inner step of a training task, of which there are as many.</summary>
    public IReadOnlyList<double> StepWeights { get; init; } = [1];

    /// <summary>Whether MAML learns a size for each tensor and inner step.</summary>
    public bool LearnsStepSizes { get; init; }

    /// <summary>The first size of MAML's outer steps by Adam, which falls to a hundredth along a cosine; null for natural steps.</summary>
    public double? OuterStepSize { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}
