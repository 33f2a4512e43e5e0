using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Writes one row several times over: what a broadcast is made of.</summary>
internal static unsafe class RowCopies
{
    // From that on a call of the runtime's copy costs little beside the copy itself.
    private const int LongRow = 256;

    /// <summary>Writes a row <paramref name="count"/> times, one after the other.</summary>
    /// <param name="row">The row.</param>
    /// <param name="length">Its length.</param>
    /// <param name="target">Where the copies go; apart from the row.</param>
    /// <param name="count">How many.</param>
    public static void Write<T>(T* row, int length, T* target, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length < LongRow && count > 1)
        {
            ShortWork<T> work = new(row, length, target, count);
            Widths.Within<T, ShortWork<T>>(ref work, length);
            if (work.IsDone)
            {
                return;
            }
        }

        new ReadOnlySpan<T>(row, length).CopyTo(new Span<T>(target, length));

        // Twice as many with each copy.
        int all = length * count;
        int copied;
        for (int done = length; done < all; done += copied)
        {
            copied = Math.Min(done, all - done);
            new ReadOnlySpan<T>(target, copied).CopyTo(new Span<T>(target + done, copied));
        }
    }

    // Each group of lanes is loaded once. The last group ends with the row, over part of the one before.
    private static void WriteShort<T, TSimd>(T* row, int length, T* target, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int last = length - TSimd.Count;
        for (int i = 0; ; i = Math.Min(i + TSimd.Count, last))
        {
            var values = TSimd.Load(row + i);
            T* to = target + i;
            for (int k = 0; k < count; k++, to += length)
            {
                values.Store(to);
            }

            if (i == last)
            {
                return;
            }
        }
    }

    private struct ShortWork<T>(T* row, int length, T* target, int count) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool IsDone { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
        {
            // Of narrower vectors the runtime's copy takes as few.
            if (TSimd.Count >= Lanes256<T>.Count)
            {
                WriteShort<T, TSimd>(row, length, target, count);
                IsDone = true;
            }
        }
    }
}
