namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What a message of b bytes takes between two ranks: latency + b / bandwidth.</summary>
/// <param name="Name">What connects them.</param>
/// <param name="LatencyMilliseconds">Seen with the smallest message.</param>
/// <param name="BytesPerMillisecond">Seen with a message of half a mebibyte.</param>
internal sealed record Link(string Name, double LatencyMilliseconds, double BytesPerMillisecond)
{
    // Beyond, caches and the buffers on the way end: what is measured is then as much who runs when as the link.
    private const int Largest = 1 << 20;

    /// <summary>The link that two ranks were measured on: of a gathering of n bytes each sends half to the other at the same time.
    /// By the medians.</summary>
    /// <param name="rows">What was measured.</param>
    /// <param name="connection">On which connection.</param>
    /// <exception cref="InvalidOperationException">Nothing was.</exception>
    public static Link Of(IEnumerable<RankRow> rows, string connection)
    {
        GatheringRow[] gatherings =
        [
            .. rows.OfType<GatheringRow>().Where(row => row.Connection == connection && row.Ranks == 2 && row.Bytes <= Largest)
                .OrderBy(static row => row.Bytes),
        ];
        if (gatherings.Length < 2)
        {
            throw new InvalidOperationException(
                $"There are {gatherings.Length} gatherings of two ranks over '{connection}', expected two sizes at least: run " +
                    "'ranks --json' under mpirun -np 2.");
        }

        double latency = gatherings[0].Microseconds / 1000;
        GatheringRow largest = gatherings[^1];
        return new(connection, latency, largest.Bytes / 2.0 / ((largest.Microseconds / 1000) - latency));
    }

    /// <summary>Each rank sends what it has got last to its neighbour: (P - 1) latencies, and (P - 1) / P of the bytes.</summary>
    /// <param name="ranks">P.</param>
    /// <param name="bytes">The bytes of all ranks.</param>
    public double Ring(int ranks, double bytes) => ((ranks - 1) * LatencyMilliseconds) + Carried(ranks, bytes);

    /// <summary>Pairs exchange all that they have, at twice the distance each time: log2 P latencies, and the same bytes.</summary>
    /// <param name="ranks">P.</param>
    /// <param name="bytes">The bytes of all ranks.</param>
    public double Tree(int ranks, double bytes) => (Math.Ceiling(Math.Log2(ranks)) * LatencyMilliseconds) + Carried(ranks, bytes);

    /// <summary>Each rank is sent its share of each block's direction, adds these in the order of the blocks, and the sums are gathered:
    /// two trees, with a share of the bytes and with those of one direction.</summary>
    /// <param name="ranks">P.</param>
    /// <param name="bytes">The bytes of all blocks.</param>
    /// <param name="blocks">The number of blocks.</param>
    public double ScatteredSum(int ranks, double bytes, int blocks) => Tree(ranks, bytes / ranks) + Tree(ranks, bytes / blocks);

    private double Carried(int ranks, double bytes) => bytes * (ranks - 1) / ranks / BytesPerMillisecond;
}
