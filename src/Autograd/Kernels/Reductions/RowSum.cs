using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Sums of rows, in an order that depends on the length of the row alone.</summary>
/// <remarks>
/// A row is cut into chunks of <see cref="ChunkLength"/>, whose sums are added in order; so a row may be summed in pieces, as a tiled
/// program does, if every piece but the last holds whole chunks. Within a chunk of at least <see cref="ShortRow"/> elements there are
/// <see cref="Lanes"/> sums, element i going to sum i mod <see cref="Lanes"/>, which are then added by halves; a shorter one is added in
/// order. Vectors of any width compute the same, to the bit.
/// </remarks>
internal static unsafe class RowSum
{
    /// <summary>The length of a chunk.</summary>
    public const int ChunkLength = 256;

    private const int Lanes = 64;
    private const int ShortRow = 8;

    /// <summary>target = (((target + first chunk) + second chunk) + ...).</summary>
    public static void AddTo<T>(T* target, T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = *target;
        for (; length > 0; length -= ChunkLength, row += ChunkLength)
        {
            sum += Chunk(row, Math.Min(length, ChunkLength));
        }

        *target = sum;
    }

    /// <summary>target[i] += row[i].</summary>
    public static void AddRow<T>(T* target, T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => AddRows(target, row, length, 1);

    /// <summary>target[i] = (((target[i] + first row[i]) + second row[i]) + ...), the rows lying one after the other.</summary>
    public static void AddRows<T>(T* target, T* rows, int length, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (count == 1)
        {
            Elementwise.Zip<T, Addition<T>>(target, 1, rows, 1, target, length);
            return;
        }

        Widths.Descend<T, AddLoop<T>>(new(target, rows, length, count), length);
    }

    private static int AddRows<T, TSimd>(T* target, T* rows, int start, int length, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        int i = start;
        for (; i <= length - TSimd.Count; i += TSimd.Count)
        {
            TSimd sum = TSimd.Load(target + i);
            T* from = rows + i;
            for (int k = 0; k < count; k++, from += length)
            {
                sum += TSimd.Load(from);
            }

            sum.Store(target + i);
        }

        return i;
    }

    private static T Chunk<T>(T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length < ShortRow)
        {
            T sum = row[0];
            for (int i = 1; i < length; i++)
            {
                sum += row[i];
            }

            return sum;
        }

        ChunkWork<T> work = new(row, length);
        Widths.Widest<T, ChunkWork<T>>(ref work);
        return work.Sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Chunk<T, TSimd>(T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        => TSimd.HasParts && Lanes == 4 * TSimd.Count ? InRegisters<T, TSimd>(row, length) : InMemory<T, TSimd>(row, length);

    // The lanes are four vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T InRegisters<T, TSimd>(T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd s0 = TSimd.Zero;
        TSimd s1 = TSimd.Zero;
        TSimd s2 = TSimd.Zero;
        TSimd s3 = TSimd.Zero;
        int left = length;
        for (; left >= Lanes; left -= Lanes, row += Lanes)
        {
            s0 += TSimd.Load(row);
            s1 += TSimd.Load(row + TSimd.Count);
            s2 += TSimd.Load(row + (2 * TSimd.Count));
            s3 += TSimd.Load(row + (3 * TSimd.Count));
        }

        // A lane is never -0, and so the zeros that a part is filled up with change nothing.
        if (left >= 3 * TSimd.Count)
        {
            s0 += TSimd.Load(row);
            s1 += TSimd.Load(row + TSimd.Count);
            s2 += TSimd.Load(row + (2 * TSimd.Count));
            s3 += TSimd.LoadPart(row + (3 * TSimd.Count), TSimd.FirstLanes(left - (3 * TSimd.Count)));
        }
        else if (left >= 2 * TSimd.Count)
        {
            s0 += TSimd.Load(row);
            s1 += TSimd.Load(row + TSimd.Count);
            s2 += TSimd.LoadPart(row + (2 * TSimd.Count), TSimd.FirstLanes(left - (2 * TSimd.Count)));
        }
        else if (left >= TSimd.Count)
        {
            s0 += TSimd.Load(row);
            s1 += TSimd.LoadPart(row + TSimd.Count, TSimd.FirstLanes(left - TSimd.Count));
        }
        else if (left > 0)
        {
            s0 += TSimd.LoadPart(row, TSimd.FirstLanes(left));
        }

        return ((s0 + s2) + (s1 + s3)).SumByHalves();
    }

    private static T InMemory<T, TSimd>(T* row, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        T* lanes = stackalloc T[Lanes];
        int whole = length / Lanes * Lanes;

        // Columns of two vectors at a time: each goes down the chunk with its sums in registers.
        for (int column = 0; column < Lanes; column += 2 * TSimd.Count)
        {
            TSimd s0 = TSimd.Zero;
            TSimd s1 = TSimd.Zero;
            for (T* from = row + column; from < row + whole; from += Lanes)
            {
                s0 += TSimd.Load(from);
                s1 += TSimd.Load(from + TSimd.Count);
            }

            s0.Store(lanes + column);
            s1.Store(lanes + column + TSimd.Count);
        }

        int i = 0;
        for (T* rest = row + whole; i <= length - whole - TSimd.Count; i += TSimd.Count)
        {
            (TSimd.Load(lanes + i) + TSimd.Load(rest + i)).Store(lanes + i);
        }

        for (; i < length - whole; i++)
        {
            lanes[i] += row[whole + i];
        }

        for (int half = Lanes / 2; half >= TSimd.Count; half /= 2)
        {
            for (int k = 0; k < half; k += TSimd.Count)
            {
                (TSimd.Load(lanes + k) + TSimd.Load(lanes + half + k)).Store(lanes + k);
            }
        }

        return TSimd.Load(lanes).SumByHalves();
    }

    private readonly struct AddLoop<T>(T* target, T* rows, int length, int count) : ILaneLoop<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run<TSimd>(int start, int end)
            where TSimd : struct, ISimd<TSimd, T>
            => AddRows<T, TSimd>(target, rows, start, length, count);
    }

    private struct ChunkWork<T>(T* row, int length) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Sum { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => Sum = Chunk<T, TSimd>(row, length);
    }
}
