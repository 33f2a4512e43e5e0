using System.Diagnostics;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>Ranks that count what they gather in an iteration and how long it takes.</summary>
/// <param name="ranks">The ranks.</param>
internal sealed class CountingCommunicator(ICommunicator ranks) : ICommunicator
{
    private double _milliseconds;

    /// <inheritdoc/>
    public int Rank => ranks.Rank;

    /// <inheritdoc/>
    public int Size => ranks.Size;

    /// <summary>The bytes of all ranks in each gathering since the count began.</summary>
    public List<int> Bytes { get; } = [];

    /// <summary>Begins to count anew.</summary>
    /// <returns>The milliseconds in gatherings until now, with what was done meanwhile.</returns>
    public double Begin()
    {
        double milliseconds = _milliseconds;
        _milliseconds = 0;
        Bytes.Clear();
        return milliseconds;
    }

    /// <inheritdoc/>
    public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
    {
        long start = Stopwatch.GetTimestamp();
        ranks.Gather(parts, lengths);
        Count(start, parts.Length);
    }

    /// <inheritdoc/>
    public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
    {
        long start = Stopwatch.GetTimestamp();
        ranks.Gather(parts, lengths, meanwhile);
        Count(start, parts.Length);
    }

    private void Count(long start, int bytes)
    {
        _milliseconds += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Bytes.Add(bytes);
    }
}
