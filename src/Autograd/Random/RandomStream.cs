namespace AutogradMaml.Autograd;

/// <summary>
/// Random numbers by counting: a stream is named by (seed, purpose, index, subindex) and its n-th number is a function of that name and n
/// alone. So the same task, mask or weight is drawn whatever was drawn before it and on whichever thread.
/// </summary>
/// <remarks>
/// The generator is Philox 4x32 with ten rounds (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, 2011). The
/// key is a hash of seed and purpose; the counter holds index, subindex and the block number. Streams of different names are different
/// blocks of the same function, not a shared generator. A stream is a small class with a position; it is not safe for two threads.
/// </remarks>
public sealed class RandomStream
{
    private RandomWords _words;
    private string _purpose;
    private ulong _seed;

    /// <summary>Opens a stream at its beginning.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What the numbers are for: streams of different purposes are independent.</param>
    /// <param name="index">The first number in the name: an iteration or a task, for instance; 0 to 2^63 - 1.</param>
    /// <param name="subindex">The second number in the name: a layer, for instance.</param>
    public RandomStream(ulong seed, string purpose, long index = 0, int subindex = 0)
        => (_words, _purpose, _seed) = (new(seed, purpose, index, subindex), purpose, seed);

    /// <summary>Makes this the stream of another name, at its beginning: for whoever opens many and may not allocate.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">The first number in the name.</param>
    /// <param name="subindex">The second number in the name.</param>
    public void Reopen(ulong seed, string purpose, long index = 0, int subindex = 0)
    {
        if (ReferenceEquals(purpose, _purpose) && seed == _seed)
        {
            _words.Reopen(index, subindex);
            return;
        }

        (_words, _purpose, _seed) = (new(seed, purpose, index, subindex), purpose, seed);
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32() => _words.NextUInt32();

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => _words.NextUInt64();

    /// <summary>A number uniform on [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => _words.NextDouble();

    /// <summary>A number uniform on [low, high).</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public double NextUniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A number from the standard normal distribution, by the method of Box and Muller.</summary>
    public double NextNormal() => _words.NextNormal();

    /// <summary>A whole number uniform on 0 to limit - 1, without bias.</summary>
    /// <param name="limit">One more than the greatest result; at least 1.</param>
    public int NextInt32(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        // Numbers from the incomplete last run of `limit` would favour the low results; they are drawn again.
        uint bound = (uint)limit;
        uint rejected = (uint)((1UL << 32) % bound);
        uint value;
        do
        {
            value = NextUInt32();
        }
        while (value < rejected);
        return (int)(value % bound);
    }

    /// <summary>A set of distinct whole numbers from 0 to limit - 1, in random order.</summary>
    /// <param name="count">How many; at most <paramref name="limit"/>.</param>
    /// <param name="limit">One more than the greatest.</param>
    public int[] Choose(int count, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, limit);
        int[] all = [.. Enumerable.Range(0, limit)];
        Shuffle(all, count);
        return all[..count];
    }

    /// <summary>Puts elements in random order, in place.</summary>
    /// <param name="elements">The elements.</param>
    public void Shuffle(Span<int> elements) => Shuffle(elements, elements.Length);

    /// <summary>Puts a random choice of elements, in random order, in front.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="count">How many are chosen; at most as many as there are.</param>
    public void Shuffle(Span<int> elements, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, elements.Length);
        for (int k = 0; k < count; k++)
        {
            int other = k + NextInt32(elements.Length - k);
            (elements[k], elements[other]) = (elements[other], elements[k]);
        }
    }
}
