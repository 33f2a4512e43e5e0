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
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _index;
    private readonly uint _subindex;
    private readonly uint[] _block = new uint[4];
    private ulong _next;
    private int _left;
    private double _spareNormal = double.NaN;

    /// <summary>Opens a stream at its beginning.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="purpose">What the numbers are for: streams of different purposes are independent.</param>
    /// <param name="index">The first number in the name: an iteration or a task, for instance; 0 to 2^63 - 1.</param>
    /// <param name="subindex">The second number in the name: a layer, for instance.</param>
    public RandomStream(ulong seed, string purpose, long index = 0, int subindex = 0)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(subindex);

        // FNV-1a over the purpose, then the finalizer of splitmix64 to spread seed, purpose and the high half of the index over the key.
        ulong hash = 14695981039346656037;
        foreach (char c in purpose)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        ulong key = Mix(Mix(Mix(seed) + hash) + ((ulong)index >> 32));
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
        _index = (uint)index;
        _subindex = (uint)subindex;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            Philox((uint)_next, (uint)(_next >> 32), _index, _subindex, _key0, _key1, _block);
            _next++;
            _left = 4;
        }

        return _block[4 - _left--];
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>A number uniform on [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number uniform on [low, high).</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    public double NextUniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A number from the standard normal distribution, by the method of Box and Muller.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }

        // 1 - u lies in (0, 1], so the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * NextDouble());
        _spareNormal = radius * sine;
        return radius * cosine;
    }

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
        for (int k = 0; k < count; k++)
        {
            int other = k + NextInt32(limit - k);
            (all[k], all[other]) = (all[other], all[k]);
        }

        return all[..count];
    }

    /// <summary>One block of the generator: four words from four counter words and two key words.</summary>
    internal static void Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, Span<uint> output)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong first = 0xD2511F53UL * c0;
            ulong second = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        output[0] = c0;
        output[1] = c1;
        output[2] = c2;
        output[3] = c3;
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
