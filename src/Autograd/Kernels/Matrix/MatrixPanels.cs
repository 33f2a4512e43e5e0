using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Copies parts of the factors of a product next to one another, in the order in which the micro-kernel reads them.</summary>
internal static unsafe class MatrixPanels
{
    private const int MostRows = 12;

    /// <summary>Copies B in panels of some columns: target[panel][k, j] = B[k, panel * panelWidth + j]; the rows of a panel are
    /// <paramref name="panelWidth"/> apart.</summary>
    public static void Pack<T>(int inner, int columns, T* b, nint bRow, nint bColumn, int panelWidth, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int column = 0; column < columns; column += panelWidth)
        {
            int width = Math.Min(panelWidth, columns - column);
            Copy(inner, width, b + (column * bColumn), bRow, bColumn, target, panelWidth);
            target += (nint)inner * panelWidth;
        }
    }

    /// <summary>The elements that <see cref="PackLeft"/> writes at most.</summary>
    public static int LeftLength<T>(int inner)
        where T : unmanaged
        => Math.Max(MostRows * LeftStep<T>(inner), 16 * inner);

    /// <summary>Copies some rows of A, and says how far apart its rows and columns are then. What is contiguous stays so.</summary>
    public static void PackLeft<T>(int rows, int inner, T* a, ref nint aRow, ref nint aColumn, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (aRow == 1)
        {
            Copy(inner, rows, a, aColumn, 1, target, 16);
            aColumn = 16;
        }
        else
        {
            nint step = LeftStep<T>(inner);
            Copy(rows, inner, a, aRow, aColumn, target, step);
            aRow = step;
            aColumn = 1;
        }
    }

    // A line more than the length, in whole lines: rows a power of two apart would fall on one another in the cache.
    private static int LeftStep<T>(int inner)
        where T : unmanaged
    {
        int line = 64 / sizeof(T);
        return ((inner + line - 1) / line * line) + line;
    }

    // target[i, j] = source[i, j], whichever way the source lies.
    private static void Copy<T>(int rows, int columns, T* source, nint row, nint column, T* target, nint targetRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (column == 1)
        {
            CopyWork<T> work = new(rows, columns, source, row, target, targetRow);
            Widths.Widest<T, CopyWork<T>>(ref work);
        }
        else if (row == 1)
        {
            MatrixTranspose.Transpose(source, column, columns, rows, target, targetRow);
        }
        else
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    target[(i * targetRow) + j] = source[(i * row) + (j * column)];
                }
            }
        }
    }

    private static void CopyRows<T, TSimd>(int rows, int columns, T* source, nint row, T* target, nint targetRow)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>
    {
        if (columns == 2 * TSimd.Count)
        {
            for (; rows > 0; rows--)
            {
                TSimd first = TSimd.Load(source);
                TSimd second = TSimd.Load(source + TSimd.Count);
                first.Store(target);
                second.Store(target + TSimd.Count);
                source += row;
                target += targetRow;
            }

            return;
        }

        int whole = columns - (columns % TSimd.Count);
        for (; rows > 0; rows--)
        {
            int j = 0;
            for (; j < whole; j += TSimd.Count)
            {
                TSimd.Load(source + j).Store(target + j);
            }

            if (TSimd.HasParts)
            {
                if (j < columns)
                {
                    TSimd mask = TSimd.FirstLanes(columns - j);
                    TSimd.LoadPart(source + j, mask).StorePart(target + j, mask);
                }
            }
            else
            {
                for (; j < columns; j++)
                {
                    target[j] = source[j];
                }
            }

            source += row;
            target += targetRow;
        }
    }

    private readonly struct CopyWork<T>(int rows, int columns, T* source, nint row, T* target, nint targetRow) : ILaneWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TSimd, TNext>()
            where TSimd : struct, ISimd<TSimd, T>
            where TNext : struct, ISimd<TNext, T>
            => CopyRows<T, TSimd>(rows, columns, source, row, target, targetRow);
    }
}
