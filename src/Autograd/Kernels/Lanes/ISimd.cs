namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// A group of lanes. A kernel is written once on this interface and runs on every width: 512, 256 or 128 bits, and one lane, which is
/// both the fallback without vector hardware and the tail of every loop.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    static abstract TSelf Load(T* source);

    static abstract TSelf Broadcast(T value);

    /// <summary>Whether the hardware loads and stores some of the lanes without touching the memory of the others.</summary>
    static abstract bool HasParts { get; }

    /// <summary>A mask of the first lanes: every bit set in <paramref name="count"/> of them, none in the others.</summary>
    static abstract TSelf FirstLanes(int count);

    /// <summary>Loads the lanes of the mask, and zero into the others.</summary>
    static abstract TSelf LoadPart(T* source, TSelf mask);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend; fused where the hardware has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>Lane by lane, <paramref name="whenTrue"/> where left > right and <paramref name="whenFalse"/> elsewhere, NaN
    /// included.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane, <paramref name="whenTrue"/> where left = right and <paramref name="whenFalse"/> elsewhere, NaN
    /// included.</summary>
    static abstract TSelf SelectEqual(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane, <paramref name="whenTrue"/> where <paramref name="candidate"/> takes the place of <paramref name="held"/> in
    /// a search for the first maximum: where it is greater, or is NaN and <paramref name="held"/> is not; <paramref name="whenFalse"/>
    /// elsewhere.</summary>
    static abstract TSelf SelectNewMaximum(TSelf candidate, TSelf held, TSelf whenTrue, TSelf whenFalse);

    /// <summary>The lanes of two vectors, taken as one run, that stand at even places and those at odd places.</summary>
    static abstract void Deinterleave(TSelf first, TSelf second, out TSelf even, out TSelf odd);

    /// <summary>The reverse of <see cref="Deinterleave"/>.</summary>
    static abstract void Interleave(TSelf even, TSelf odd, out TSelf first, out TSelf second);

    /// <summary>|x|; of NaN some NaN.</summary>
    static abstract TSelf Magnitude(TSelf x);

    /// <summary>A magnitude with the sign of x, that of a zero or NaN included.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf x);

    /// <summary>The square root; NaN below 0.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>2 to the power of whole numbers whose power is a normal number.</summary>
    static abstract TSelf PowerOfTwo(TSelf exponent);

    /// <summary>The whole e with 2^e &lt;= x &lt; 2^(e + 1), for x positive and normal.</summary>
    static abstract TSelf Exponent(TSelf x);

    /// <summary>x / 2^e, which lies from 1 to 2, for x positive and normal.</summary>
    static abstract TSelf Significand(TSelf x);

    /// <summary>The sum of the lanes: the upper half is added to the lower one, then the upper half of those, and so on to one
    /// number.</summary>
    T SumByHalves();

    void Store(T* destination);

    /// <summary>Stores the lanes of the mask and leaves the memory of the others alone.</summary>
    void StorePart(T* destination, TSelf mask);
}
