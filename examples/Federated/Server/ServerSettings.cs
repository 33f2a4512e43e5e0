using System.Globalization;

namespace AutogradMaml.Examples.Federated;

/// <summary>How a server leads the rounds.</summary>
internal sealed record ServerSettings
{
    /// <summary>How the clients learn.</summary>
    public required LearningSettings Learning { get; init; }

    /// <summary>How the server steps.</summary>
    public required OuterSettings Outer { get; init; }

    /// <summary>The number of rounds.</summary>
    public required long Rounds { get; init; }

    /// <summary>One more than the greatest number that a client may have.</summary>
    public required int Clients { get; init; }

    /// <summary>How many clients are asked in a round, if as many are there.</summary>
    public required int Participants { get; init; }

    /// <summary>How many clients must be there for a round to begin; and how many for the first one of this process.</summary>
    public required (int EveryRound, int FirstRound) Least { get; init; }

    /// <summary>How long the answers to a question are waited for.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>After how many rounds all clients that are there are tested; before the first round and after the last one
    /// always.</summary>
    public required long TestEvery { get; init; }

    /// <summary>After how many rounds a checkpoint is written.</summary>
    public required long CheckpointEvery { get; init; }

    /// <summary>Everything that the learned parameters depend on, besides who took part, in words.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Learning.Description}; {Outer.Description}; {Participants} of {Clients} clients a round");
}
