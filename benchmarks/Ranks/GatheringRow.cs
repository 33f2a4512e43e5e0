namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What a gathering takes by itself.</summary>
internal sealed record GatheringRow : RankRow
{
    /// <summary>The bytes of all ranks together.</summary>
    public required int Bytes { get; init; }

    /// <summary>The median of the rounds' medians, in microseconds.</summary>
    public required double Microseconds { get; init; }

    /// <summary>The least of the rounds' medians.</summary>
    public required double Least { get; init; }

    /// <summary>The greatest of them.</summary>
    public required double Greatest { get; init; }

    /// <summary>The same where a gathering is begun and then asked for, as a training does; with nothing to do meanwhile.</summary>
    public required double BegunMicroseconds { get; init; }
}
