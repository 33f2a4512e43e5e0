using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>C = A B for matrices in memory, any sizes; either factor may be given transposed.</summary>
/// <remarks>
/// C is cut into blocks of at most twelve rows by two vectors, which <see cref="MatrixBlock"/> holds in registers; two and a half vectors
/// of columns have a block of their own, <see cref="MatrixHalfBlock"/>, and vectors <see cref="VectorProduct"/>. Rows are shared out
/// evenly, and what is left of the columns goes to a vector in part or to narrower ones, so that edges run at full speed. A is read one
/// number at a time and may have any strides. B is read by rows of neighbours: where it fits the first cache and its rows are
/// contiguous it is read in place; otherwise it is copied to scratch memory in panels, a block of the inner axis and of the columns at a
/// time, and turned on the way if its columns are contiguous.
/// Every element of C is the sum over the inner axis in order, whatever the blocking: a later block of the inner axis goes on from what
/// an earlier one has stored. Only where rows of A as they lie in memory are multiplied by one contiguous column the order is that of
/// <see cref="VectorProduct.Rows"/>.
/// </remarks>
internal static unsafe class MatrixProduct
{
    private const int Alignment = 64;
    private const int LineBytes = 64;

    // The longest block of the inner axis. A block of C stays in registers for that long, and is stored and read again once for each of
    // them; twelve rows of A take 48 KiB of the second cache, in double.
    private const int MostDepth = 512;

    // The panels of one block. Each is read once for twelve rows of A, slowly enough to come from the third cache, so what counts is that
    // the rows of A are copied seldom.
    private const int PanelBytes = 4096 * 1024;

    // Above these sizes, for LongLeft from it on, the copies cost less than what they spare.
    private const int LargeRightBytes = 32 * 1024;
    private const int ManyRows = 64;
    private const int LongLeft = 192;

    /// <summary>C[m, n] = sum over k of A[m, k] B[k, n], without scratch memory: for small matrices.</summary>
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
        if (columns == 1 && aRow == 1 && !accumulate)
        {
            VectorProduct.Columns(rows, inner, b, bRow, a, aColumn, c);
        }
        else
        {
            RowBlocks(rows, columns, inner, a, aRow, aColumn, null, b, bRow, PanelWidth<T>(), c, columns, accumulate);
        }
    }

    /// <summary>C[m, n] = sum over k of A[m, k] B[k, n], with scratch memory, for any size.</summary>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns of B and C.</param>
    /// <param name="inner">The columns of A and rows of B.</param>
    /// <param name="a">The first element of A.</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="aColumn">The distance between columns of A.</param>
    /// <param name="b">The first element of B.</param>
    /// <param name="bRow">The distance between rows of B.</param>
    /// <param name="bColumn">The distance between columns of B.</param>
    /// <param name="c">The first element of C, whose rows are contiguous.</param>
    /// <param name="cRow">The distance between rows of C.</param>
    /// <param name="scratch">Room for as many elements as <see cref="ScratchLength"/> says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(
        int rows, int columns, int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns == 1 && cRow == 1 && aColumn == 1 && bRow == 1)
        {
            VectorProduct.Rows(rows, inner, a, aRow, b, c);
        }
        else if (columns == 1 && cRow == 1 && aRow == 1)
        {
            // A b = (b' A')': the columns of A are contiguous.
            VectorProduct.Columns(rows, inner, b, bRow, a, aColumn, c);
        }
        else if (rows == 1 && bColumn == 1)
        {
            VectorProduct.Columns(columns, inner, a, aColumn, b, bRow, c);
        }
        else if (inner == 1 && bColumn == 1)
        {
            VectorProduct.Outer(rows, columns, a, aRow, b, c, cRow);
        }
        else
        {
            Blocks(rows, columns, inner, a, aRow, aColumn, b, bRow, bColumn, c, cRow, scratch);
        }
    }

    /// <summary>How many elements of scratch memory a product takes, and any part of it: some of its rows, or some of its columns in a
    /// result whose rows are as far apart as those of the whole.</summary>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns of B and C.</param>
    /// <param name="inner">The columns of A and rows of B.</param>
    /// <param name="turned">Whether B's columns are contiguous and not its rows.</param>
    public static int ScratchLength<T>(int rows, int columns, int inner, bool turned)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!NeedsPanels<T>(rows, columns, inner, turned))
        {
            return 0;
        }

        int depth = Depth(inner);
        int left = PacksLeft(rows, columns, inner, PanelWidth<T>()) ? MatrixPanels.LeftLength<T>(depth) : 0;
        return (depth * MostWidth<T>(columns, depth)) + left + (Alignment / sizeof(T));
    }

    /// <summary>Whether the rows of a product may be computed some at a time, at no cost: B is read where it lies, from the first
    /// cache.</summary>
    /// <param name="columns">The columns of B and C.</param>
    /// <param name="inner">The columns of A and rows of B.</param>
    /// <param name="turned">Whether B's columns are contiguous and not its rows.</param>
    public static bool MayDivideRows<T>(int columns, int inner, bool turned)
        where T : unmanaged
        => !turned && (long)inner * columns * sizeof(T) <= LargeRightBytes;

    // B is copied to panels if it has to be turned, or if it neither fits the first cache nor is read only once or twice.
    private static bool NeedsPanels<T>(int rows, int columns, int inner, bool turned)
        where T : unmanaged
        => rows > 0 && columns > 1 && inner > 0 && (turned || (rows > ManyRows && (long)inner * columns * sizeof(T) > LargeRightBytes));

    // The rows of A are copied next to one another if they are used often enough and so far apart that they could fall on each other in
    // the cache.
    private static bool PacksLeft(int rows, int columns, int inner, int panelWidth)
        => columns > 2 * panelWidth && Math.Max(rows, inner) >= LongLeft;

    /// <summary>The columns of a panel: two of the widest vectors.</summary>
    public static int PanelWidth<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => 2 * Widths.Lanes<T>();

    private static void Blocks<T>(
        int rows, int columns, int inner, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!NeedsPanels<T>(rows, columns, inner, bColumn != 1))
        {
            RowBlocks(rows, columns, inner, a, aRow, aColumn, null, b, bRow, PanelWidth<T>(), c, cRow, accumulate: false);
            return;
        }

        int panelWidth = PanelWidth<T>();
        int depth = Depth(inner);
        int width = Width<T>(columns, depth);
        T* panels = Aligned(scratch);
        bool packLeft = PacksLeft(rows, columns, inner, panelWidth);
        T* left = packLeft ? panels + ((nint)depth * width) : null;
        for (int column = 0; column < columns; column += width)
        {
            int someColumns = Math.Min(width, columns - column);
            for (int k = 0; k < inner; k += depth)
            {
                int someInner = Math.Min(depth, inner - k);
                MatrixPanels.Pack(someInner, someColumns, b + (k * bRow) + (column * bColumn), bRow, bColumn, panelWidth, panels);
                RowBlocks(
                    rows, someColumns, someInner, a + (k * aColumn), aRow, aColumn, left, panels, panelWidth, (nint)someInner * panelWidth,
                    c + column, cRow,
                    accumulate: k > 0);
            }
        }
    }

    // Blocks of nearly the same length.
    private static int Depth(int inner)
    {
        int blocks = (inner + MostDepth - 1) / MostDepth;
        return (inner + blocks - 1) / blocks;
    }

    private static int Width<T>(int columns, int depth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int panel = PanelWidth<T>();
        int panels = (columns + panel - 1) / panel;
        int most = MostPanels<T>(depth);
        int blocks = (panels + most - 1) / most;
        return (panels + blocks - 1) / blocks * panel;
    }

    // The greatest width that this many columns or fewer have: of fewer columns a block may be wider, because there are fewer blocks.
    private static int MostWidth<T>(int columns, int depth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int panel = PanelWidth<T>();
        return Math.Min((columns + panel - 1) / panel, MostPanels<T>(depth)) * panel;
    }

    private static int MostPanels<T>(int depth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Max(1, PanelBytes / (depth * PanelWidth<T>() * sizeof(T)));

    private static T* Aligned<T>(T* scratch)
        where T : unmanaged
        => (T*)(((nint)scratch + Alignment - 1) & ~(nint)(Alignment - 1));

    private static void RowBlocks<T>(
        int rows, int columns, int inner, T* a, nint aRow, nint aColumn, T* left, T* b, nint bRow, nint bPanel, T* c, nint cRow,
        bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Widths.Has512<T>() && columns == MatrixHalfBlock.Columns<T>() && left == null && !accumulate)
        {
            MatrixHalfBlock.Multiply(rows, inner, a, aRow, aColumn, b, b + bPanel, bRow, c, cRow);
            return;
        }

        int most = MatrixBlock.MostRows<T>();
        int blocks = (rows + most - 1) / most;
        for (; blocks > 0; blocks--)
        {
            int height = (rows + blocks - 1) / blocks;
            T* from = a;
            T* next = null;
            nint fromRow = aRow;
            nint fromColumn = aColumn;
            if (left != null)
            {
                MatrixPanels.PackLeft(height, inner, a, ref fromRow, ref fromColumn, left);
                from = left;
                next = blocks > 1 ? a + (height * aRow) : a;
            }

            RowBlock(height, columns, inner, from, fromRow, fromColumn, next, aRow, b, bRow, bPanel, c, cRow, accumulate);
            a += height * aRow;
            c += height * cRow;
            rows -= height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowBlock<T>(
        int height, int columns, int inner, T* a, nint aRow, nint aColumn, T* next, nint nextRow, T* b, nint bRow, nint bPanel, T* c,
        nint cRow, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (height)
        {
            case 1:
                Columns<T, RowCount.One>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 2:
                Columns<T, RowCount.Two>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 3:
                Columns<T, RowCount.Three>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 4:
                Columns<T, RowCount.Four>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 5:
                Columns<T, RowCount.Five>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 6:
                Columns<T, RowCount.Six>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 7:
                Columns<T, RowCount.Seven>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 8:
                Columns<T, RowCount.Eight>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 9:
                Columns<T, RowCount.Nine>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 10:
                Columns<T, RowCount.Ten>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            case 11:
                Columns<T, RowCount.Eleven>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
            default:
                Columns<T, RowCount.Twelve>(columns, inner, a, aRow, aColumn, next, nextRow, b, bRow, bPanel, c, cRow, accumulate);
                break;
        }
    }

    // All columns of one block of rows: panels of two of the widest vectors, then what is left in ever narrower ones.
    private static void Columns<T, TRows>(
        int columns, int inner, T* a, nint aRow, nint aColumn, T* next, nint nextRow, T* b, nint bRow, nint bPanel, T* c, nint cRow,
        bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowCount
    {
        // A width that would find nothing to do is not asked.
        if (Widths.Has512<T>() && columns > Lanes256<T>.Count)
        {
            Columns<T, Lanes512<T>, TRows>(
                ref columns, inner, a, aRow, aColumn, next, nextRow, ref b, bRow, bPanel, ref c, cRow, accumulate, narrowest: false);
            bPanel = 2 * Lanes256<T>.Count;
        }

        if (Widths.Has256<T>() && columns > Lanes128<T>.Count)
        {
            Columns<T, Lanes256<T>, TRows>(
                ref columns, inner, a, aRow, aColumn, next, nextRow, ref b, bRow, bPanel, ref c, cRow, accumulate, narrowest: false);
            bPanel = 2 * Lanes128<T>.Count;
        }

        if (Widths.Has128<T>() && columns > 1)
        {
            Columns<T, Lanes128<T>, TRows>(
                ref columns, inner, a, aRow, aColumn, next, nextRow, ref b, bRow, bPanel, ref c, cRow, accumulate, narrowest: true);
            bPanel = 2;
        }

        if (columns > 0)
        {
            Columns<T, Lane1<T>, TRows>(
                ref columns, inner, a, aRow, aColumn, next, nextRow, ref b, bRow, bPanel, ref c, cRow, accumulate, narrowest: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns<T, TSimd, TRows>(
        ref int columns, int inner, T* a, nint aRow, nint aColumn, T* next, nint nextRow, ref T* b, nint bRow, nint bPanel, ref T* c,
        nint cRow,
        bool accumulate, bool narrowest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
        where TRows : struct, IRowCount
    {
        for (; columns >= 2 * TSimd.Count; columns -= 2 * TSimd.Count)
        {
            if (next != null)
            {
                Prefetch(TRows.Count, next, nextRow, c + (2 * TSimd.Count), cRow);
                next += LineBytes / sizeof(T);
            }

            MatrixBlock.Multiply<T, TSimd, TRows, ColumnCount.Two>(inner, a, aRow, aColumn, b, bRow, c, cRow, accumulate, 0);
            b += bPanel;
            c += 2 * TSimd.Count;
        }

        // A vector in part costs as much as a whole one: it is worth it if more than half of it is used.
        int half = narrowest ? 0 : TSimd.Count / 2;
        if (TSimd.HasParts && columns > TSimd.Count + half)
        {
            MatrixBlock.Multiply<T, TSimd, TRows, ColumnCount.OneAndPart>(
                inner, a, aRow, aColumn, b, bRow, c, cRow, accumulate, columns - TSimd.Count);
            columns = 0;
            return;
        }

        if (columns >= TSimd.Count)
        {
            MatrixBlock.Multiply<T, TSimd, TRows, ColumnCount.One>(inner, a, aRow, aColumn, b, bRow, c, cRow, accumulate, 0);
            b += TSimd.Count;
            c += TSimd.Count;
            columns -= TSimd.Count;
        }

        if (TSimd.HasParts && columns > half)
        {
            MatrixBlock.Multiply<T, TSimd, TRows, ColumnCount.PartOfOne>(inner, a, aRow, aColumn, b, bRow, c, cRow, accumulate, columns);
            columns = 0;
        }
    }

    // Of the rows of A that are copied next a line each, so that all are near when they are; and of C what the next panel adds to.
    private static void Prefetch<T>(int rows, T* next, nint nextRow, T* c, nint cRow)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (; rows > 0; rows--)
        {
            Sse.Prefetch0(c);
            Sse.Prefetch0((byte*)c + LineBytes);
            Sse.Prefetch1(next);
            c += cRow;
            next += nextRow;
        }
    }
}
