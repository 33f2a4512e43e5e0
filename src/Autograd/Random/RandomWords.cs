using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>The words of a random stream and where it stands: what a <see cref="RandomStream"/> is made of, for whoever may not allocate. A
/// mutable value: a copy goes its own way.</summary>
internal struct RandomWords
{
    private readonly ulong _base;
    private uint _key0;
    private uint _key1;
    private uint _index;
    private uint _subindex;
    private Words _block;
    private ulong _next;
    private int _left;
    private double _spareNormal;

    public RandomWords(ulong seed, string purpose, long index, int subindex)
    {
        ArgumentNullException.ThrowIfNull(purpose);

        // FNV-1a over the purpose, then the finalizer of splitmix64 to spread seed, purpose and the high half of the index over the key.
        ulong hash = 14695981039346656037;
        foreach (char c in purpose)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        _base = Mix(Mix(seed) + hash);
        Reopen(index, subindex);
    }

    /// <summary>Goes to the beginning of the stream of other numbers, of the same seed and purpose.</summary>
    public void Reopen(long index, int subindex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(subindex);
        ulong key = Mix(_base + ((ulong)index >> 32));
        _key0 = (uint)key;
        _key1 = (uint)(key >> 32);
        _index = (uint)index;
        _subindex = (uint)subindex;
        _next = 0;
        _left = 0;
        _spareNormal = double.NaN;
    }

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

    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

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

    /// <summary>One block of the generator: four words from four counter words and two key words.</summary>
    public static void Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, Span<uint> output)
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

    [InlineArray(4)]
    private struct Words
    {
        private uint _first;
    }
}
