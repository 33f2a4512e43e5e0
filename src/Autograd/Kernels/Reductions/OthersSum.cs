using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>For each element of a row the sum of all others, from sums of what comes before and of what comes behind, never by
/// subtraction.</summary>
/// <remarks>
/// A short row is summed from both ends, element by element. A long one is taken for a table of <see cref="Columns"/> columns, which are
/// summed from both ends next to each other; to each the sum of the other columns is added. The order depends on the length of the row
/// alone, so vectors of any width compute the same, to the bit.
/// </remarks>
internal static unsafe class OthersSum
{
    /// <summary>From this length on a row is a table.</summary>
    public const int LongRow = 64;

    private const int Columns = 32;

    /// <summary>y[i] = sum of x[j] over all j but i, in each of some rows that lie one after the other.</summary>
    public static void Rows<T>(T* x, T* y, int length, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (length < LongRow)
        {
            for (int row = 0; row < count; row++, x += length, y += length)
            {
                FromBothEnds(x, y, length);
            }
        }
        else
        {
            TableWork<T> work = new(x, y, length, count);
            Widths.Widest<T, TableWork<T>>(ref work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FromBothEnds<T>(T* x, T* y, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T before = T.Zero;
        for (int i = 0; i < length; i++)
        {
            y[i] = before;
            before += x[i];
        }

        T behind = T.Zero;
        for (int i = length - 1; i >= 0; i--)
        {
            y[i] += behind;
            behind += x[i];
        }
    }

    private static void Tables<T, TSimd>(T* x, T* y, int length, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (int row = 0; row < count; row++, x += length, y += length)
        {
            Table<T, TSimd>(x, y, length);
        }
    }

    private static void Table<T, TSimd>(T* x, T* y, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        T* sums = stackalloc T[Columns];
        T* others = stackalloc T[Columns];
        int whole = length / Columns * Columns;
        for (int column = 0; column < Columns; column += TSimd.Count)
        {
            TSimd before = TSimd.Zero;
            for (int i = column; i < whole; i += Columns)
            {
                before.Store(y + i);
                before += TSimd.Load(x + i);
            }

            before.Store(sums + column);
        }

        // The last line of the table may be a part of one.
        for (int i = whole; i < length; i++)
        {
            y[i] = sums[i - whole];
            sums[i - whole] += x[i];
        }

        FromBothEnds(sums, others, Columns);
        for (int i = whole; i < length; i++)
        {
            y[i] += others[i - whole];
            others[i - whole] += x[i];
        }

        for (int column = 0; column < Columns; column += TSimd.Count)
        {
            var behind = TSimd.Load(others + column);
            for (int i = whole - Columns + column; i >= 0; i -= Columns)
            {
                (TSimd.Load(y + i) + behind).Store(y + i);
                behind += TSimd.Load(x + i);
            }
        }
    }

    private readonly struct TableWork<T>(T* x, T* y, int length, int count) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => Tables<T, TSimd>(x, y, length, count);
    }
}
