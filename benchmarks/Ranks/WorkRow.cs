namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What an iteration consists of, on rank 0 alone: what a model of other numbers of ranks needs. All times are the processor's,
/// which others on the same machine do not lengthen as they do those of the clock.</summary>
internal sealed record WorkRow : RankRow
{
    /// <summary>The plan's name.</summary>
    public required string Plan { get; init; }

    /// <summary>The number of its tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>The number of numbers in its meta-parameters.</summary>
    public required int Parameters { get; init; }

    /// <summary>What an iteration takes in one process, in milliseconds; the median.</summary>
    public required double IterationMilliseconds { get; init; }

    /// <summary>What each block takes by itself, in milliseconds: the tasks drawn, and the program run; the median.</summary>
    public required IReadOnlyList<double> BlockMilliseconds { get; init; }

    /// <summary>What the outer step takes, in milliseconds: the sum of the blocks' directions, and the rule.</summary>
    public required double OuterMilliseconds { get; init; }

    /// <summary>The bytes of each gathering of an iteration, of all ranks together.</summary>
    public required IReadOnlyList<int> GatheredBytes { get; init; }
}
