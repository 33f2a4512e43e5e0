using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>How many rows a block of C has, from 1 to 12: a type, so that the compiler makes a kernel for each from one text.</summary>
internal interface IRowCount
{
    static abstract int Count { get; }
}

/// <summary>How many columns a block of C has: one vector or two, the last of them whole or in part.</summary>
internal interface IColumnCount
{
    static abstract bool HasSecond { get; }

    static abstract bool EndsInPart { get; }
}

/// <summary>The micro-kernel of <see cref="MatrixProduct"/>: a block of C = A B held in registers.</summary>
/// <remarks>For each step of the inner axis it loads one or two vectors of B, broadcasts one number of A a row, and multiplies and adds.
/// Twelve rows by two vectors use 27 of 32 registers, and make 24 independent chains, which hide the latency of the addition. What is
/// above the row count is no code at all: the counts are constants of the type.</remarks>
internal static unsafe class MatrixBlock
{
    /// <summary>The most rows of a block of two vectors: 32 registers hold twelve, 16 hold six.</summary>
    public static int MostRows<T>() => Widths.Has512<T>() ? 12 : 6;

    /// <summary>C = A B, or C += A B, for the rows and columns of one block.</summary>
    /// <param name="inner">The length of the inner axis.</param>
    /// <param name="a">The first element of A's rows.</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="aColumn">The distance between columns of A.</param>
    /// <param name="b">The first element of B's columns; its rows are contiguous.</param>
    /// <param name="bRow">The distance between rows of B.</param>
    /// <param name="c">The first element of the block of C; its rows are contiguous.</param>
    /// <param name="cRow">The distance between rows of C.</param>
    /// <param name="accumulate">Whether the sums start from what C holds.</param>
    /// <param name="part">How many lanes of the last vector there are, if it is a partial one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T, TSimd, TRows, TColumns>(
        int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, bool accumulate, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TRows : struct, IRowCount
        where TColumns : struct, IColumnCount
    {
        TSimd mask = TColumns.EndsInPart ? TSimd.FirstLanes(part) : TSimd.Zero;
        TSimd c00 = TSimd.Zero;
        TSimd c01 = TSimd.Zero;
        TSimd c10 = TSimd.Zero;
        TSimd c11 = TSimd.Zero;
        TSimd c20 = TSimd.Zero;
        TSimd c21 = TSimd.Zero;
        TSimd c30 = TSimd.Zero;
        TSimd c31 = TSimd.Zero;
        TSimd c40 = TSimd.Zero;
        TSimd c41 = TSimd.Zero;
        TSimd c50 = TSimd.Zero;
        TSimd c51 = TSimd.Zero;
        TSimd c60 = TSimd.Zero;
        TSimd c61 = TSimd.Zero;
        TSimd c70 = TSimd.Zero;
        TSimd c71 = TSimd.Zero;
        TSimd c80 = TSimd.Zero;
        TSimd c81 = TSimd.Zero;
        TSimd c90 = TSimd.Zero;
        TSimd c91 = TSimd.Zero;
        TSimd c100 = TSimd.Zero;
        TSimd c101 = TSimd.Zero;
        TSimd c110 = TSimd.Zero;
        TSimd c111 = TSimd.Zero;
        T* c3 = c + (3 * cRow);
        T* c6 = c3 + (3 * cRow);
        T* c9 = c6 + (3 * cRow);
        if (accumulate)
        {
            if (TRows.Count > 0)
            {
                c00 = First<T, TSimd, TColumns>(c, mask);
                c01 = Second<T, TSimd, TColumns>(c, mask);
            }

            if (TRows.Count > 1)
            {
                c10 = First<T, TSimd, TColumns>(c + cRow, mask);
                c11 = Second<T, TSimd, TColumns>(c + cRow, mask);
            }

            if (TRows.Count > 2)
            {
                c20 = First<T, TSimd, TColumns>(c + (2 * cRow), mask);
                c21 = Second<T, TSimd, TColumns>(c + (2 * cRow), mask);
            }

            if (TRows.Count > 3)
            {
                c30 = First<T, TSimd, TColumns>(c3, mask);
                c31 = Second<T, TSimd, TColumns>(c3, mask);
            }

            if (TRows.Count > 4)
            {
                c40 = First<T, TSimd, TColumns>(c3 + cRow, mask);
                c41 = Second<T, TSimd, TColumns>(c3 + cRow, mask);
            }

            if (TRows.Count > 5)
            {
                c50 = First<T, TSimd, TColumns>(c3 + (2 * cRow), mask);
                c51 = Second<T, TSimd, TColumns>(c3 + (2 * cRow), mask);
            }

            if (TRows.Count > 6)
            {
                c60 = First<T, TSimd, TColumns>(c6, mask);
                c61 = Second<T, TSimd, TColumns>(c6, mask);
            }

            if (TRows.Count > 7)
            {
                c70 = First<T, TSimd, TColumns>(c6 + cRow, mask);
                c71 = Second<T, TSimd, TColumns>(c6 + cRow, mask);
            }

            if (TRows.Count > 8)
            {
                c80 = First<T, TSimd, TColumns>(c6 + (2 * cRow), mask);
                c81 = Second<T, TSimd, TColumns>(c6 + (2 * cRow), mask);
            }

            if (TRows.Count > 9)
            {
                c90 = First<T, TSimd, TColumns>(c9, mask);
                c91 = Second<T, TSimd, TColumns>(c9, mask);
            }

            if (TRows.Count > 10)
            {
                c100 = First<T, TSimd, TColumns>(c9 + cRow, mask);
                c101 = Second<T, TSimd, TColumns>(c9 + cRow, mask);
            }

            if (TRows.Count > 11)
            {
                c110 = First<T, TSimd, TColumns>(c9 + (2 * cRow), mask);
                c111 = Second<T, TSimd, TColumns>(c9 + (2 * cRow), mask);
            }
        }

        T* a3 = a + (3 * aRow);
        T* a6 = a3 + (3 * aRow);
        T* a9 = a6 + (3 * aRow);
        for (int k = 0; k < inner; k++)
        {
            TSimd b0 = First<T, TSimd, TColumns>(b, mask);
            TSimd b1 = Second<T, TSimd, TColumns>(b, mask);
            if (TRows.Count > 0)
            {
                TSimd left = TSimd.Broadcast(a[0]);
                c00 = TSimd.MultiplyAdd(left, b0, c00);
                c01 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c01) : c01;
            }

            if (TRows.Count > 1)
            {
                TSimd left = TSimd.Broadcast(a[aRow]);
                c10 = TSimd.MultiplyAdd(left, b0, c10);
                c11 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c11) : c11;
            }

            if (TRows.Count > 2)
            {
                TSimd left = TSimd.Broadcast(a[2 * aRow]);
                c20 = TSimd.MultiplyAdd(left, b0, c20);
                c21 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c21) : c21;
            }

            if (TRows.Count > 3)
            {
                TSimd left = TSimd.Broadcast(a3[0]);
                c30 = TSimd.MultiplyAdd(left, b0, c30);
                c31 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c31) : c31;
            }

            if (TRows.Count > 4)
            {
                TSimd left = TSimd.Broadcast(a3[aRow]);
                c40 = TSimd.MultiplyAdd(left, b0, c40);
                c41 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c41) : c41;
            }

            if (TRows.Count > 5)
            {
                TSimd left = TSimd.Broadcast(a3[2 * aRow]);
                c50 = TSimd.MultiplyAdd(left, b0, c50);
                c51 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c51) : c51;
            }

            if (TRows.Count > 6)
            {
                TSimd left = TSimd.Broadcast(a6[0]);
                c60 = TSimd.MultiplyAdd(left, b0, c60);
                c61 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c61) : c61;
            }

            if (TRows.Count > 7)
            {
                TSimd left = TSimd.Broadcast(a6[aRow]);
                c70 = TSimd.MultiplyAdd(left, b0, c70);
                c71 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c71) : c71;
            }

            if (TRows.Count > 8)
            {
                TSimd left = TSimd.Broadcast(a6[2 * aRow]);
                c80 = TSimd.MultiplyAdd(left, b0, c80);
                c81 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c81) : c81;
            }

            if (TRows.Count > 9)
            {
                TSimd left = TSimd.Broadcast(a9[0]);
                c90 = TSimd.MultiplyAdd(left, b0, c90);
                c91 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c91) : c91;
            }

            if (TRows.Count > 10)
            {
                TSimd left = TSimd.Broadcast(a9[aRow]);
                c100 = TSimd.MultiplyAdd(left, b0, c100);
                c101 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c101) : c101;
            }

            if (TRows.Count > 11)
            {
                TSimd left = TSimd.Broadcast(a9[2 * aRow]);
                c110 = TSimd.MultiplyAdd(left, b0, c110);
                c111 = TColumns.HasSecond ? TSimd.MultiplyAdd(left, b1, c111) : c111;
            }

            a += aColumn;
            a3 += aColumn;
            a6 += aColumn;
            a9 += aColumn;
            b += bRow;
        }

        if (TRows.Count > 0)
        {
            Store<T, TSimd, TColumns>(c, c00, c01, mask);
        }

        if (TRows.Count > 1)
        {
            Store<T, TSimd, TColumns>(c + cRow, c10, c11, mask);
        }

        if (TRows.Count > 2)
        {
            Store<T, TSimd, TColumns>(c + (2 * cRow), c20, c21, mask);
        }

        if (TRows.Count > 3)
        {
            Store<T, TSimd, TColumns>(c3, c30, c31, mask);
        }

        if (TRows.Count > 4)
        {
            Store<T, TSimd, TColumns>(c3 + cRow, c40, c41, mask);
        }

        if (TRows.Count > 5)
        {
            Store<T, TSimd, TColumns>(c3 + (2 * cRow), c50, c51, mask);
        }

        if (TRows.Count > 6)
        {
            Store<T, TSimd, TColumns>(c6, c60, c61, mask);
        }

        if (TRows.Count > 7)
        {
            Store<T, TSimd, TColumns>(c6 + cRow, c70, c71, mask);
        }

        if (TRows.Count > 8)
        {
            Store<T, TSimd, TColumns>(c6 + (2 * cRow), c80, c81, mask);
        }

        if (TRows.Count > 9)
        {
            Store<T, TSimd, TColumns>(c9, c90, c91, mask);
        }

        if (TRows.Count > 10)
        {
            Store<T, TSimd, TColumns>(c9 + cRow, c100, c101, mask);
        }

        if (TRows.Count > 11)
        {
            Store<T, TSimd, TColumns>(c9 + (2 * cRow), c110, c111, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd First<T, TSimd, TColumns>(T* source, TSimd mask)
        where T : unmanaged
        where TSimd : struct, ISimd<TSimd, T>
        where TColumns : struct, IColumnCount
        => TColumns.EndsInPart && !TColumns.HasSecond ? TSimd.LoadPart(source, mask) : TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Second<T, TSimd, TColumns>(T* source, TSimd mask)
        where T : unmanaged
        where TSimd : struct, ISimd<TSimd, T>
        where TColumns : struct, IColumnCount
        => !TColumns.HasSecond ? TSimd.Zero
            : TColumns.EndsInPart ? TSimd.LoadPart(source + TSimd.Count, mask)
            : TSimd.Load(source + TSimd.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TSimd, TColumns>(T* target, TSimd first, TSimd second, TSimd mask)
        where T : unmanaged
        where TSimd : struct, ISimd<TSimd, T>
        where TColumns : struct, IColumnCount
    {
        if (TColumns.HasSecond)
        {
            first.Store(target);
            if (TColumns.EndsInPart)
            {
                second.StorePart(target + TSimd.Count, mask);
            }
            else
            {
                second.Store(target + TSimd.Count);
            }
        }
        else if (TColumns.EndsInPart)
        {
            first.StorePart(target, mask);
        }
        else
        {
            first.Store(target);
        }
    }
}
