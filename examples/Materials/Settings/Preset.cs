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

    /// <summary>Molecules: the outer steps of a training.</summary>
    public required long MoleculeIterations { get; init; }

    /// <summary>Molecules: in how many parts the families are held out.</summary>
    public required int Folds { get; init; }

    /// <summary>Molecules: how many of these parts are run.</summary>
    public required int TestedFolds { get; init; }

    /// <summary>Molecules: how often support and queries of a test family are drawn.</summary>
    public required int Draws { get; init; }

    /// <summary>Molecules: how many simulated ones a family has.</summary>
    public required int SimulatedOfFamily { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}
