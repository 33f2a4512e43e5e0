namespace AutogradMaml.Examples.Materials;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>Kinetics: the numbers of measurements of an alloy.</summary>
    public required IReadOnlyList<int> Measurements { get; init; }

    /// <summary>Kinetics: the outer steps of a training.</summary>
    public required long KineticsIterations { get; init; }

    /// <summary>Kinetics: the number of alloys to learn from.</summary>
    public required int TrainingAlloys { get; init; }

    /// <summary>Kinetics: the number of alloys in the test.</summary>
    public required int TestAlloys { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}
