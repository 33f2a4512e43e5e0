namespace AutogradMaml.Examples.Federated;

/// <summary>How one method learns in a preset.</summary>
internal sealed record FederationSettings
{
    /// <summary>The number of local steps, in a round and in a test.</summary>
    public required int Steps { get; init; }

    /// <summary>How far a local step goes.</summary>
    public required double StepSize { get; init; }

    /// <summary>How many examples a local step of a round sees.</summary>
    public required int Batch { get; init; }

    /// <summary>How many examples judge the adapted parameters of a round.</summary>
    public required int Queries { get; init; }

    /// <summary>The size of the server's first step.</summary>
    public required double OuterFirst { get; init; }

    /// <summary>That of the last one.</summary>
    public required double OuterLast { get; init; }
}
