using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Trader;

/// <summary>Resamples of days in blocks that keep neighbours together: each block begins on a day drawn at random and goes round from the
/// last day to the first. The same resamples serve all methods, so that differences are paired. Source: Politis and Romano, A circular
/// block resampling procedure for stationary data, 1992.</summary>
/// <param name="days">The number of days.</param>
/// <param name="resamples">The number of resamples.</param>
/// <param name="seed">The seed.</param>
internal sealed class BlockBootstrap(int days, int resamples, ulong seed)
{
    /// <summary>The days of a block: a month.</summary>
    public const int BlockLength = 21;

    private readonly int[] _all = [.. Enumerable.Range(0, days)];

    /// <summary>An account as it was.</summary>
    /// <param name="account">The account.</param>
    public Performance Of(Account account) => Performance.Of(account, _all);

    /// <summary>An account in every resample.</summary>
    /// <param name="account">The account.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public Performance[] Resampled(Account account, int threads, CancellationToken cancellation)
    {
        Performance[] performances = new Performance[resamples];
        Parallel.For(0, resamples, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, number =>
        {
            RandomStream random = new(seed, "block bootstrap", number);
            int[] chosen = new int[days];
            int first = 0;
            for (int day = 0; day < days; day++)
            {
                first = day % BlockLength == 0 ? random.NextInt32(days) : first;
                chosen[day] = (first + (day % BlockLength)) % days;
            }

            performances[number] = Performance.Of(account, chosen);
        });
        return performances;
    }
}
