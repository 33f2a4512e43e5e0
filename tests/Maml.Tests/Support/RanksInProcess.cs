namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Ranks that are threads of one process and gather through arrays.</summary>
internal sealed class RanksInProcess : IDisposable
{
    private readonly Barrier _barrier;
    private readonly CancellationTokenSource _lost = new();
    private readonly byte[][] _parts;

    private RanksInProcess(int size)
    {
        _barrier = new(size);
        _parts = new byte[size][];
    }

    /// <summary>Runs the same work on all ranks, and throws what one of them throws alone.</summary>
    /// <param name="size">The number of ranks.</param>
    /// <param name="work">The work of a rank.</param>
    /// <returns>What each rank gave.</returns>
    public static TResult[] Run<TResult>(int size, Func<ICommunicator, TResult> work)
    {
        using RanksInProcess ranks = new(size);
        var results = new TResult[size];
        var errors = new Exception?[size];
        Thread[] threads =
        [
            .. Enumerable.Range(0, size).Select(rank => new Thread(() =>
            {
                try
                {
                    results[rank] = work(new Member(ranks, rank));
                }
                catch (Exception exception)
                {
                    // Whoever waits for this rank must not wait for ever.
                    errors[rank] = exception;
                    ranks._lost.Cancel();
                }
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Exception? error = errors.FirstOrDefault(static error => error is not null and not OperationCanceledException)
            ?? errors.FirstOrDefault(static error => error is not null);
        return error is null ? results : throw new InvalidOperationException("A rank failed.", error);
    }

    public void Dispose()
    {
        _barrier.Dispose();
        _lost.Dispose();
    }

    private sealed class Member(RanksInProcess ranks, int rank) : ICommunicator
    {
        public int Rank => rank;

        public int Size => ranks._parts.Length;

        // As if parts came at once, after some of the work and after all of it: rank 0 does nothing meanwhile, and each other rank a piece
        // more than the one before.
        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
        {
            for (int piece = 0; piece < rank && meanwhile(); piece++)
            {
            }

            Gather(parts, lengths);
        }

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
        {
            int start = 0;
            foreach (int length in lengths[..rank])
            {
                start += length;
            }

            ranks._parts[rank] = parts.Slice(start, lengths[rank]).ToArray();
            ranks._barrier.SignalAndWait(ranks._lost.Token);
            start = 0;
            for (int other = 0; other < lengths.Length; other++)
            {
                Assert.Equal(lengths[other], ranks._parts[other].Length);
                ranks._parts[other].CopyTo(parts[start..]);
                start += lengths[other];
            }

            Assert.Equal(parts.Length, start);
            ranks._barrier.SignalAndWait(ranks._lost.Token);
        }
    }
}
