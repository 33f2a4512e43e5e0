using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Memory for tapes: 64-byte aligned blocks, kept in free lists by size and handed out again. Passed, never ambient: give one pool
/// to the tapes that follow each other on a thread and their memory is allocated once.
/// </summary>
/// <remarks>
/// Sizes are rounded up to four steps an octave, so at most a fifth of a block is slack. The blocks lie in pinned managed arrays:
/// nothing native is needed, and a pool that is forgotten is collected like any other object. Not safe for use by two threads at
/// once: a thread has its own.
/// </remarks>
public sealed class BufferPool
{
    private const int Alignment = 64;
    private const int SlabBytes = 1 << 18;
    private const int LargestInSlab = SlabBytes / 8;

    private readonly List<byte[]> _arrays = [];
    private readonly Stack<nint>[] _free = new Stack<nint>[4 * 32];
    private nint _slab;
    private int _slabLeft;

    /// <summary>The number of blocks that are handed out and not yet back.</summary>
    public int Outstanding { get; private set; }

    /// <summary>The bytes in the blocks that are handed out, after rounding up.</summary>
    public long OutstandingBytes { get; private set; }

    /// <summary>The greatest value that <see cref="OutstandingBytes"/> had since the pool was made or <see cref="ResetPeak"/>
    /// called.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>The bytes that the pool has taken from the system, free or handed out.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>
    /// Whether every block is filled with bytes of 0xFF (NaN in float and double) when it is handed out, so that a read of memory that
    /// nobody wrote shows. Costs a pass over the memory; for tests.
    /// </summary>
    public bool Poison { get; init; }

    /// <summary>Starts the measurement of <see cref="PeakBytes"/> anew, from what is handed out now.</summary>
    public void ResetPeak() => PeakBytes = OutstandingBytes;

    /// <summary>Throws if any block is still handed out: after the last tape on this pool is disposed there must be none.</summary>
    /// <exception cref="InvalidOperationException">Some blocks are not back.</exception>
    public void AssertEmpty()
    {
        if (Outstanding != 0)
        {
            throw new InvalidOperationException(
                $"The pool has {Outstanding} blocks ({OutstandingBytes} bytes) outstanding, expected none: a tape on it was not disposed.");
        }
    }

    /// <summary>A number of bytes rounded up to whole cache lines, at least one.</summary>
    internal static long WholeLines(long bytes) => (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;

    /// <summary>Hands out a block of at least the given number of bytes. Its contents are whatever they were.</summary>
    internal unsafe nint Rent(long bytes, out int sizeClass)
    {
        sizeClass = SizeClass(bytes);
        long size = ClassBytes(sizeClass);
        Stack<nint>? free = _free[sizeClass];
        nint pointer = free is { Count: > 0 } ? free.Pop() : Allocate(size);
        Outstanding++;
        OutstandingBytes += size;
        PeakBytes = Math.Max(PeakBytes, OutstandingBytes);
        if (Poison)
        {
            new Span<byte>((void*)pointer, checked((int)size)).Fill(0xFF);
        }

        return pointer;
    }

    /// <summary>Takes a block back.</summary>
    internal void Return(nint pointer, int sizeClass)
    {
        (_free[sizeClass] ??= new Stack<nint>()).Push(pointer);
        Outstanding--;
        OutstandingBytes -= ClassBytes(sizeClass);
    }

    // Class 4e + s holds blocks of (4 + s) * 2^e units of 16 bytes, s = 0..3: steps of 25, 20, 17 and 14 per cent.
    private static int SizeClass(long bytes)
    {
        if (bytes <= Alignment)
        {
            return 0;
        }

        ulong units = (ulong)((bytes + 15) / 16);
        int exponent = BitOperations.Log2(units) - 2;
        ulong step = 1UL << exponent;
        ulong steps = (units + step - 1) / step;
        return (4 * exponent) + (int)(steps - 4);
    }

    private static long ClassBytes(int sizeClass) => (4L + (sizeClass & 3)) << ((sizeClass >> 2) + 4);

    private unsafe nint Allocate(long size)
    {
        // Blocks are cut at multiples of 64 bytes, whatever the class, so that every block starts on a cache line.
        long padded = WholeLines(size);
        if (padded > LargestInSlab)
        {
            return NewArray(padded);
        }

        if (_slabLeft < padded)
        {
            _slab = NewArray(SlabBytes);
            _slabLeft = SlabBytes;
        }

        nint pointer = _slab;
        _slab += (nint)padded;
        _slabLeft -= (int)padded;
        return pointer;
    }

    private unsafe nint NewArray(long size)
    {
        if (size + Alignment > Array.MaxLength)
        {
            throw new ArgumentException(
                $"One array may take at most {Array.MaxLength - Alignment} bytes, {size} were asked for: split it along an axis.");
        }

        byte[] array = GC.AllocateUninitializedArray<byte>((int)size + Alignment, pinned: true);
        _arrays.Add(array);
        AllocatedBytes += array.Length;
        nint start = (nint)Unsafe.AsPointer(ref array[0]);
        return (start + Alignment - 1) & ~(nint)(Alignment - 1);
    }
}
