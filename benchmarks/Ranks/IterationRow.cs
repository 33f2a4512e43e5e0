namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What an iteration takes on all ranks and on rank 0 alone.</summary>
internal sealed record IterationRow : RankRow
{
    /// <summary>The plan's name.</summary>
    public required string Plan { get; init; }

    /// <summary>The number of its tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>The number of its blocks.</summary>
    public required int Blocks { get; init; }

    /// <summary>The median of the rounds' medians on rank 0 alone, in milliseconds.</summary>
    public required double AloneMilliseconds { get; init; }

    /// <summary>The least of all iterations there: where the machine is shared, one that nobody has disturbed.</summary>
    public required double AloneLeastMilliseconds { get; init; }

    /// <summary>The median on all ranks.</summary>
    public required double RanksMilliseconds { get; init; }

    /// <summary>The least there.</summary>
    public required double RanksLeastMilliseconds { get; init; }

    /// <summary>Of the median in gatherings on rank 0, with what it drew meanwhile and what it waited for others.</summary>
    public required double GatheringMilliseconds { get; init; }

    /// <summary>The median of the rounds' ratios.</summary>
    public required double TimesAsFast { get; init; }

    /// <summary>The least of them.</summary>
    public required double Least { get; init; }

    /// <summary>The greatest of them.</summary>
    public required double Greatest { get; init; }
}
