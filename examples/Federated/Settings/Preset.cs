namespace AutogradMaml.Examples.Federated;

/// <summary>A length of the run with all its numbers.</summary>
internal sealed record Preset
{
    /// <summary>The name on the command line and in the results.</summary>
    public required string Name { get; init; }

    /// <summary>The number of rounds.</summary>
    public required long Rounds { get; init; }

    /// <summary>The number of clients.</summary>
    public required int Clients { get; init; }

    /// <summary>How many of them are asked in a round.</summary>
    public required int Participants { get; init; }

    /// <summary>After how many rounds all are tested.</summary>
    public required long TestEvery { get; init; }

    /// <summary>After how many rounds a checkpoint is written.</summary>
    public required long CheckpointEvery { get; init; }

    /// <summary>How often every method learns, each time with another seed, on the same clients.</summary>
    public required int Runs { get; init; }

    /// <summary>How each method learns.</summary>
    public required IReadOnlyDictionary<Method, FederationSettings> Methods { get; init; }

    /// <summary>The name: what the help shows.</summary>
    public override string ToString() => Name;
}
