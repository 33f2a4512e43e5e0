using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The best that can be done: V(state) = max over arms of p (1 + V(state after a win)) + (1 - p) V(state after a loss), p = (w +
/// 1) / (w + l + 2), by dynamic programming over what was won and lost.</summary>
/// <remarks>Arms are alike, so that a state is a set of pairs (w, l), of tried arms alone, in which pairs may be there several times: 2,139
/// of ten pulls for ten arms or more, 4,435 with fewer.</remarks>
internal sealed class OptimalStrategy : BanditStrategy
{
    /// <summary>The most pulls for which it is computed: a state is 8 bits for each tried arm.</summary>
    public const int MostPulls = 15;

    private readonly int _arms;
    private readonly Dictionary<UInt128, double> _values = [];

    /// <summary>Computes the values of all states.</summary>
    /// <param name="arms">The number of arms.</param>
    /// <param name="pulls">The number of pulls, at most <see cref="MostPulls"/>.</param>
    public OptimalStrategy(int arms, int pulls)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pulls, MostPulls);
        _arms = arms;
        Value = Compute([], pulls);
    }

    /// <summary>The expected sum of rewards.</summary>
    public double Value { get; }

    /// <summary>The number of states.</summary>
    public int States => _values.Count;

    /// <inheritdoc/>
    public override int Choose(ReadOnlySpan<int> wins, ReadOnlySpan<int> losses, int left, RandomStream random)
    {
        Span<byte> state = stackalloc byte[MostPulls];
        Span<int> arms = stackalloc int[MostPulls];
        int tried = 0;
        int untried = -1;
        for (int arm = 0; arm < wins.Length; arm++)
        {
            if (wins[arm] + losses[arm] == 0)
            {
                untried = untried < 0 ? arm : untried;
                continue;
            }

            (state[tried], arms[tried]) = (Code(wins[arm], losses[arm]), arm);
            tried++;
        }

        (double best, int chosen) = (double.NegativeInfinity, 0);
        for (int place = untried < 0 ? 0 : -1; place < tried; place++)
        {
            double worth = Worth(state[..tried], place, left);
            if (worth > best)
            {
                (best, chosen) = (worth, place < 0 ? untried : arms[place]);
            }
        }

        return chosen;
    }

    private double Compute(byte[] state, int left)
    {
        if (left == 0)
        {
            return 0;
        }

        UInt128 key = KeyOf(state);
        if (_values.TryGetValue(key, out double known))
        {
            return known;
        }

        double best = 0;
        for (int place = state.Length < _arms ? -1 : 0; place < state.Length; place++)
        {
            foreach (bool won in (bool[])[true, false])
            {
                byte[] next = place < 0 ? [.. state, 0] : [.. state];
                Pull(next, place, won);
                Compute(next, left - 1);
            }

            best = Math.Max(best, Worth(state, place, left));
        }

        _values.Add(key, best);
        return best;
    }

    // Of an arm by its place among the tried ones; -1 for one that was not tried.
    private double Worth(ReadOnlySpan<byte> state, int place, int left)
    {
        byte code = place < 0 ? (byte)0 : state[place];
        (int wins, int losses) = (code >> 4, code & 15);
        double p = (wins + 1) / (wins + losses + 2.0);
        return (p * (1 + After(state, place, true, left))) + ((1 - p) * After(state, place, false, left));
    }

    private double After(ReadOnlySpan<byte> state, int place, bool won, int left)
    {
        if (left == 1)
        {
            return 0;
        }

        Span<byte> next = stackalloc byte[MostPulls + 1];
        next.Clear();
        state.CopyTo(next);
        int count = place < 0 ? state.Length + 1 : state.Length;
        Pull(next[..count], place, won);
        return _values[KeyOf(next[..count])];
    }

    private static void Pull(Span<byte> state, int place, bool won) => state[place < 0 ? ^1 : place] += (byte)(won ? 16 : 1);

    private static byte Code(int wins, int losses) => (byte)((wins << 4) | losses);

    private static UInt128 KeyOf(ReadOnlySpan<byte> state)
    {
        Span<byte> sorted = stackalloc byte[MostPulls + 1];
        state.CopyTo(sorted);
        sorted = sorted[..state.Length];
        sorted.Sort();
        UInt128 key = 0;
        foreach (byte code in sorted)
        {
            key = (key << 8) | code;
        }

        return key;
    }
}
