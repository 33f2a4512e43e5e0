using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The micro-kernel for a C of two and a half vectors of columns, like that of a net of 40 units in float:
/// <see cref="MatrixBlock"/> would go over the half by itself, where a number of A is loaded for each product of it.</summary>
/// <remarks>Five rows make fifteen chains, more than enough to hide the latency of the addition; with eight a short inner axis takes a
/// tenth longer. Every element is the same sum in the same order as there.</remarks>
internal static unsafe class MatrixHalfBlock
{
    private const int MostRows = 5;

    /// <summary>Two vectors and a half.</summary>
    public static int Columns<T>()
        where T : unmanaged
        => (2 * Lanes512<T>.Count) + Lanes256<T>.Count;

    /// <summary>C = A B for <see cref="Columns"/> columns.</summary>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="inner">The length of the inner axis.</param>
    /// <param name="a">The first element of A.</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="aColumn">The distance between columns of A.</param>
    /// <param name="b">The first element of B; its rows are contiguous up to the half vector.</param>
    /// <param name="half">The first element of the half vector's columns of B.</param>
    /// <param name="bRow">The distance between rows of B.</param>
    /// <param name="c">The first element of C, whose rows are contiguous.</param>
    /// <param name="cRow">The distance between rows of C.</param>
    public static void Multiply<T>(int rows, int inner, T* a, nint aRow, nint aColumn, T* b, T* half, nint bRow, T* c, nint cRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int blocks = (rows + MostRows - 1) / MostRows;
        for (; blocks > 0; blocks--)
        {
            int height = (rows + blocks - 1) / blocks;
            switch (height)
            {
                case 1:
                    Block<T, RowCount.One>(inner, a, aRow, aColumn, b, half, bRow, c, cRow);
                    break;
                case 2:
                    Block<T, RowCount.Two>(inner, a, aRow, aColumn, b, half, bRow, c, cRow);
                    break;
                case 3:
                    Block<T, RowCount.Three>(inner, a, aRow, aColumn, b, half, bRow, c, cRow);
                    break;
                case 4:
                    Block<T, RowCount.Four>(inner, a, aRow, aColumn, b, half, bRow, c, cRow);
                    break;
                default:
                    Block<T, RowCount.Five>(inner, a, aRow, aColumn, b, half, bRow, c, cRow);
                    break;
            }

            a += height * aRow;
            c += height * cRow;
            rows -= height;
        }
    }

    // The rows of one block, whose sums stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<T, TRows>(int inner, T* a, nint aRow, nint aColumn, T* b, T* half, nint bRow, T* c, nint cRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowCount
    {
        Lanes512<T> c00 = Lanes512<T>.Zero;
        Lanes512<T> c01 = Lanes512<T>.Zero;
        Lanes256<T> c02 = Lanes256<T>.Zero;
        Lanes512<T> c10 = Lanes512<T>.Zero;
        Lanes512<T> c11 = Lanes512<T>.Zero;
        Lanes256<T> c12 = Lanes256<T>.Zero;
        Lanes512<T> c20 = Lanes512<T>.Zero;
        Lanes512<T> c21 = Lanes512<T>.Zero;
        Lanes256<T> c22 = Lanes256<T>.Zero;
        Lanes512<T> c30 = Lanes512<T>.Zero;
        Lanes512<T> c31 = Lanes512<T>.Zero;
        Lanes256<T> c32 = Lanes256<T>.Zero;
        Lanes512<T> c40 = Lanes512<T>.Zero;
        Lanes512<T> c41 = Lanes512<T>.Zero;
        Lanes256<T> c42 = Lanes256<T>.Zero;
        T* a3 = a + (3 * aRow);
        for (int k = 0; k < inner; k++)
        {
            Lanes512<T> b0 = Lanes512<T>.Load(b);
            Lanes512<T> b1 = Lanes512<T>.Load(b + Lanes512<T>.Count);
            Lanes256<T> b2 = Lanes256<T>.Load(half);
            if (TRows.Count > 0)
            {
                Lanes512<T> left = Lanes512<T>.Broadcast(a[0]);
                c00 = Lanes512<T>.MultiplyAdd(left, b0, c00);
                c01 = Lanes512<T>.MultiplyAdd(left, b1, c01);
                c02 = Lanes256<T>.MultiplyAdd(left.Lower, b2, c02);
            }

            if (TRows.Count > 1)
            {
                Lanes512<T> left = Lanes512<T>.Broadcast(a[aRow]);
                c10 = Lanes512<T>.MultiplyAdd(left, b0, c10);
                c11 = Lanes512<T>.MultiplyAdd(left, b1, c11);
                c12 = Lanes256<T>.MultiplyAdd(left.Lower, b2, c12);
            }

            if (TRows.Count > 2)
            {
                Lanes512<T> left = Lanes512<T>.Broadcast(a[2 * aRow]);
                c20 = Lanes512<T>.MultiplyAdd(left, b0, c20);
                c21 = Lanes512<T>.MultiplyAdd(left, b1, c21);
                c22 = Lanes256<T>.MultiplyAdd(left.Lower, b2, c22);
            }

            if (TRows.Count > 3)
            {
                Lanes512<T> left = Lanes512<T>.Broadcast(a3[0]);
                c30 = Lanes512<T>.MultiplyAdd(left, b0, c30);
                c31 = Lanes512<T>.MultiplyAdd(left, b1, c31);
                c32 = Lanes256<T>.MultiplyAdd(left.Lower, b2, c32);
            }

            if (TRows.Count > 4)
            {
                Lanes512<T> left = Lanes512<T>.Broadcast(a3[aRow]);
                c40 = Lanes512<T>.MultiplyAdd(left, b0, c40);
                c41 = Lanes512<T>.MultiplyAdd(left, b1, c41);
                c42 = Lanes256<T>.MultiplyAdd(left.Lower, b2, c42);
            }

            a += aColumn;
            a3 += aColumn;
            b += bRow;
            half += bRow;
        }

        if (TRows.Count > 0)
        {
            c00.Store(c);
            c01.Store(c + Lanes512<T>.Count);
            c02.Store(c + (2 * Lanes512<T>.Count));
            c += cRow;
        }

        if (TRows.Count > 1)
        {
            c10.Store(c);
            c11.Store(c + Lanes512<T>.Count);
            c12.Store(c + (2 * Lanes512<T>.Count));
            c += cRow;
        }

        if (TRows.Count > 2)
        {
            c20.Store(c);
            c21.Store(c + Lanes512<T>.Count);
            c22.Store(c + (2 * Lanes512<T>.Count));
            c += cRow;
        }

        if (TRows.Count > 3)
        {
            c30.Store(c);
            c31.Store(c + Lanes512<T>.Count);
            c32.Store(c + (2 * Lanes512<T>.Count));
            c += cRow;
        }

        if (TRows.Count > 4)
        {
            c40.Store(c);
            c41.Store(c + Lanes512<T>.Count);
            c42.Store(c + (2 * Lanes512<T>.Count));
            c += cRow;
        }
    }
}
