using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// C = A B for matrices in memory. A is read one number at a time and may have any strides; B and C are read by rows of neighbours, so
/// a transposed B is first turned round in scratch memory.
/// </summary>
/// <remarks>
/// The micro-kernel holds a block of C in registers, six rows by two vectors, and for each step of the inner axis loads two vectors of
/// B, broadcasts one number of A a row, and multiplies and adds: twelve independent chains hide the latency of the addition. Columns
/// that don't fill two vectors go to one vector, then to narrower ones, down to single numbers. Every element of C is the sum over the
/// inner axis in order, whatever the blocking.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>C[m, n] = sum over k of A[m, k] B[k, n].</summary>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns of B and C.</param>
    /// <param name="inner">The columns of A and rows of B.</param>
    /// <param name="a">The first element of A.</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="aColumn">The distance between columns of A.</param>
    /// <param name="b">The first element of B, whose rows are contiguous.</param>
    /// <param name="bRow">The distance between rows of B.</param>
    /// <param name="c">The first element of C, whose rows are contiguous and <paramref name="columns"/> apart.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    public static void Multiply<T>(
        int rows, int columns, int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int column = 0;
        if (Elementwise.Has512<T>())
        {
            column = Panels<T, Lanes512<T>>(column, rows, columns, inner, a, aRow, aColumn, b, bRow, c, accumulate);
        }

        if (Elementwise.Has256<T>())
        {
            column = Panels<T, Lanes256<T>>(column, rows, columns, inner, a, aRow, aColumn, b, bRow, c, accumulate);
        }

        if (Elementwise.Has128<T>())
        {
            column = Panels<T, Lanes128<T>>(column, rows, columns, inner, a, aRow, aColumn, b, bRow, c, accumulate);
        }

        Panels<T, Lane1<T>>(column, rows, columns, inner, a, aRow, aColumn, b, bRow, c, accumulate);
    }

    private static int Panels<T, TSimd>(
        int column, int rows, int columns, int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        for (; column <= columns - (2 * TSimd.Count); column += 2 * TSimd.Count)
        {
            int row = 0;
            for (; row <= rows - 6; row += 6)
            {
                SixByTwo<T, TSimd>(inner, a + (row * aRow), aRow, aColumn, b + column, bRow, c + ((nint)row * columns) + column, columns, accumulate);
            }

            for (; row <= rows - 2; row += 2)
            {
                TwoByTwo<T, TSimd>(inner, a + (row * aRow), aRow, aColumn, b + column, bRow, c + ((nint)row * columns) + column, columns, accumulate);
            }

            for (; row < rows; row++)
            {
                OneByTwo<T, TSimd>(inner, a + (row * aRow), aColumn, b + column, bRow, c + ((nint)row * columns) + column, accumulate);
            }
        }

        for (; column <= columns - TSimd.Count; column += TSimd.Count)
        {
            int row = 0;
            for (; row <= rows - 4; row += 4)
            {
                FourByOne<T, TSimd>(inner, a + (row * aRow), aRow, aColumn, b + column, bRow, c + ((nint)row * columns) + column, columns, accumulate);
            }

            for (; row < rows; row++)
            {
                OneByOne<T, TSimd>(inner, a + (row * aRow), aColumn, b + column, bRow, c + ((nint)row * columns) + column, accumulate);
            }
        }

        return column;
    }

    private static void SixByTwo<T, TSimd>(int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd c00 = Start<T, TSimd>(c, accumulate);
        TSimd c01 = Start<T, TSimd>(c + TSimd.Count, accumulate);
        TSimd c10 = Start<T, TSimd>(c + cRow, accumulate);
        TSimd c11 = Start<T, TSimd>(c + cRow + TSimd.Count, accumulate);
        TSimd c20 = Start<T, TSimd>(c + (2 * cRow), accumulate);
        TSimd c21 = Start<T, TSimd>(c + (2 * cRow) + TSimd.Count, accumulate);
        TSimd c30 = Start<T, TSimd>(c + (3 * cRow), accumulate);
        TSimd c31 = Start<T, TSimd>(c + (3 * cRow) + TSimd.Count, accumulate);
        TSimd c40 = Start<T, TSimd>(c + (4 * cRow), accumulate);
        TSimd c41 = Start<T, TSimd>(c + (4 * cRow) + TSimd.Count, accumulate);
        TSimd c50 = Start<T, TSimd>(c + (5 * cRow), accumulate);
        TSimd c51 = Start<T, TSimd>(c + (5 * cRow) + TSimd.Count, accumulate);
        T* lower = a + (3 * aRow);
        for (int k = 0; k < inner; k++)
        {
            TSimd b0 = TSimd.Load(b);
            TSimd b1 = TSimd.Load(b + TSimd.Count);
            TSimd left = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(left, b0, c00);
            c01 = TSimd.MultiplyAdd(left, b1, c01);
            left = TSimd.Broadcast(a[aRow]);
            c10 = TSimd.MultiplyAdd(left, b0, c10);
            c11 = TSimd.MultiplyAdd(left, b1, c11);
            left = TSimd.Broadcast(a[2 * aRow]);
            c20 = TSimd.MultiplyAdd(left, b0, c20);
            c21 = TSimd.MultiplyAdd(left, b1, c21);
            left = TSimd.Broadcast(lower[0]);
            c30 = TSimd.MultiplyAdd(left, b0, c30);
            c31 = TSimd.MultiplyAdd(left, b1, c31);
            left = TSimd.Broadcast(lower[aRow]);
            c40 = TSimd.MultiplyAdd(left, b0, c40);
            c41 = TSimd.MultiplyAdd(left, b1, c41);
            left = TSimd.Broadcast(lower[2 * aRow]);
            c50 = TSimd.MultiplyAdd(left, b0, c50);
            c51 = TSimd.MultiplyAdd(left, b1, c51);
            a += aColumn;
            lower += aColumn;
            b += bRow;
        }

        StoreTwo<T, TSimd>(c, c00, c01);
        StoreTwo<T, TSimd>(c + cRow, c10, c11);
        StoreTwo<T, TSimd>(c + (2 * cRow), c20, c21);
        StoreTwo<T, TSimd>(c + (3 * cRow), c30, c31);
        StoreTwo<T, TSimd>(c + (4 * cRow), c40, c41);
        StoreTwo<T, TSimd>(c + (5 * cRow), c50, c51);
    }

    private static void TwoByTwo<T, TSimd>(int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd c00 = Start<T, TSimd>(c, accumulate);
        TSimd c01 = Start<T, TSimd>(c + TSimd.Count, accumulate);
        TSimd c10 = Start<T, TSimd>(c + cRow, accumulate);
        TSimd c11 = Start<T, TSimd>(c + cRow + TSimd.Count, accumulate);
        for (int k = 0; k < inner; k++)
        {
            TSimd b0 = TSimd.Load(b);
            TSimd b1 = TSimd.Load(b + TSimd.Count);
            TSimd left = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(left, b0, c00);
            c01 = TSimd.MultiplyAdd(left, b1, c01);
            left = TSimd.Broadcast(a[aRow]);
            c10 = TSimd.MultiplyAdd(left, b0, c10);
            c11 = TSimd.MultiplyAdd(left, b1, c11);
            a += aColumn;
            b += bRow;
        }

        StoreTwo<T, TSimd>(c, c00, c01);
        StoreTwo<T, TSimd>(c + cRow, c10, c11);
    }

    private static void OneByTwo<T, TSimd>(int inner, T* a, nint aColumn, T* b, nint bRow, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd c0 = Start<T, TSimd>(c, accumulate);
        TSimd c1 = Start<T, TSimd>(c + TSimd.Count, accumulate);
        for (int k = 0; k < inner; k++)
        {
            TSimd left = TSimd.Broadcast(a[0]);
            c0 = TSimd.MultiplyAdd(left, TSimd.Load(b), c0);
            c1 = TSimd.MultiplyAdd(left, TSimd.Load(b + TSimd.Count), c1);
            a += aColumn;
            b += bRow;
        }

        StoreTwo<T, TSimd>(c, c0, c1);
    }

    private static void FourByOne<T, TSimd>(int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd c0 = Start<T, TSimd>(c, accumulate);
        TSimd c1 = Start<T, TSimd>(c + cRow, accumulate);
        TSimd c2 = Start<T, TSimd>(c + (2 * cRow), accumulate);
        TSimd c3 = Start<T, TSimd>(c + (3 * cRow), accumulate);
        T* lower = a + (2 * aRow);
        for (int k = 0; k < inner; k++)
        {
            TSimd right = TSimd.Load(b);
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a[0]), right, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[aRow]), right, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(lower[0]), right, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(lower[aRow]), right, c3);
            a += aColumn;
            lower += aColumn;
            b += bRow;
        }

        c0.Store(c);
        c1.Store(c + cRow);
        c2.Store(c + (2 * cRow));
        c3.Store(c + (3 * cRow));
    }

    private static void OneByOne<T, TSimd>(int inner, T* a, nint aColumn, T* b, nint bRow, T* c, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd sum = Start<T, TSimd>(c, accumulate);
        for (int k = 0; k < inner; k++)
        {
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(a[0]), TSimd.Load(b), sum);
            a += aColumn;
            b += bRow;
        }

        sum.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Start<T, TSimd>(T* c, bool accumulate)
        where T : unmanaged
        where TSimd : struct, ISimd<TSimd, T>
        => accumulate ? TSimd.Load(c) : TSimd.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwo<T, TSimd>(T* c, TSimd first, TSimd second)
        where T : unmanaged
        where TSimd : struct, ISimd<TSimd, T>
    {
        first.Store(c);
        second.Store(c + TSimd.Count);
    }
}
