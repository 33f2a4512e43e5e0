using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Turns a matrix round in memory.</summary>
/// <remarks>A transposed right-hand matrix is turned before it is multiplied, and so is what is permuted; for small matrices that costs as
/// much as the product when it is done number by number. Blocks of 8 x 4 floats or 4 x 2 doubles are turned in registers; smaller matrices,
/// and everything without AVX, number by number.</remarks>
internal static unsafe class MatrixTranspose
{
    /// <summary>target[j, i] = source[i, j] for i below <paramref name="rows"/>, j below <paramref name="columns"/>.</summary>
    public static void Transpose<T>(T* source, int rows, int columns, T* target)
        where T : unmanaged
        => Transpose(source, columns, rows, columns, target, rows);

    /// <summary>The same between matrices whose rows stand apart.</summary>
    /// <param name="source">The first element of the source.</param>
    /// <param name="sourceRow">The distance between rows of the source.</param>
    /// <param name="rows">The rows of the source.</param>
    /// <param name="columns">The columns of the source.</param>
    /// <param name="target">The first element of the target, which must not overlap the source.</param>
    /// <param name="targetRow">The distance between rows of the target.</param>
    public static void Transpose<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint targetRow)
        where T : unmanaged
    {
        int block = BlockRows<T>();
        if (block == 0 || rows < block || columns < block / 2)
        {
            Plain(source, sourceRow, rows, columns, target, targetRow);
            return;
        }

        // The last block of a line is moved back to end with the line: what it shares with the one before is written twice.
        int width = block / 2;
        int rest = columns % width;
        for (int row = 0; row < rows; row += block)
        {
            int i = Math.Min(row, rows - block);
            T* from = source + (i * sourceRow);
            T* to = target + i;
            for (int column = width; column <= columns; column += width)
            {
                Block(from, sourceRow, to, targetRow);
                from += width;
                to += width * targetRow;
            }

            if (rest > 0)
            {
                Block(from + rest - width, sourceRow, to + ((rest - width) * targetRow), targetRow);
            }
        }
    }

    /// <summary>The same with every row of the target at a place of its own.</summary>
    /// <param name="source">The first element of the source.</param>
    /// <param name="sourceRow">The distance between rows of the source.</param>
    /// <param name="rows">The rows of the source.</param>
    /// <param name="columns">The columns of the source.</param>
    /// <param name="target">What the places are counted from.</param>
    /// <param name="targetRows">Where each row of the target begins.</param>
    public static void TransposeTo<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint* targetRows)
        where T : unmanaged
    {
        int block = BlockRows<T>();
        int width = block / 2;
        if (block == 0 || rows < block || columns < width)
        {
            for (int j = 0; j < columns; j++)
            {
                Column(source + j, sourceRow, rows, target + targetRows[j]);
            }

            return;
        }

        for (int row = 0; row < rows; row += block)
        {
            int i = Math.Min(row, rows - block);
            T* from = source + (i * sourceRow);
            T* to = target + i;
            for (int column = 0; column < columns; column += width)
            {
                int j = Math.Min(column, columns - width);
                if (typeof(T) == typeof(float))
                {
                    Block(
                        (float*)(from + j), sourceRow, (float*)(to + targetRows[j]), (float*)(to + targetRows[j + 1]),
                        (float*)(to + targetRows[j + 2]), (float*)(to + targetRows[j + 3]));
                }
                else
                {
                    Block((double*)(from + j), sourceRow, (double*)(to + targetRows[j]), (double*)(to + targetRows[j + 1]));
                }
            }
        }
    }

    // The rows of a block, twice its columns; 0 where there is none.
    private static int BlockRows<T>() => Avx.IsSupported ? (typeof(T) == typeof(float) ? 8 : typeof(T) == typeof(double) ? 4 : 0) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<T>(T* from, nint step, T* to, nint toStep)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Block((float*)from, step, (float*)to, (float*)(to + toStep), (float*)(to + (2 * toStep)), (float*)(to + (3 * toStep)));
        }
        else
        {
            Block((double*)from, step, (double*)to, (double*)(to + toStep));
        }
    }

    private static void Plain<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint targetRow)
        where T : unmanaged
    {
        for (int j = 0; j < columns; j++)
        {
            Column(source + j, sourceRow, rows, target + (j * targetRow));
        }
    }

    private static void Column<T>(T* from, nint step, int rows, T* to)
        where T : unmanaged
    {
        for (int i = 0; i < rows; i++)
        {
            to[i] = *from;
            from += step;
        }
    }

    // Eight rows of four: two rounds of exchanges in registers, neighbours and pairs; the halves are brought together as they are loaded.
    // Lane k of row r comes to be lane r of row k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* from, nint step, float* to0, float* to1, float* to2, float* to3)
    {
        float* lower = from + (4 * step);
        Vector256<float> r0 = Halves(from, lower);
        Vector256<float> r1 = Halves(from + step, lower + step);
        Vector256<float> r2 = Halves(from + (2 * step), lower + (2 * step));
        Vector256<float> r3 = Halves(from + (3 * step), lower + (3 * step));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1);
        Vector256<float> a1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> a2 = Avx.UnpackLow(r2, r3);
        Vector256<float> a3 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(a0, a2, 0x44).Store(to0);
        Avx.Shuffle(a0, a2, 0xEE).Store(to1);
        Avx.Shuffle(a1, a3, 0x44).Store(to2);
        Avx.Shuffle(a1, a3, 0xEE).Store(to3);
    }

    // Four rows of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(double* from, nint step, double* to0, double* to1)
    {
        double* lower = from + (2 * step);
        Vector256<double> r0 = Halves(from, lower);
        Vector256<double> r1 = Halves(from + step, lower + step);
        Avx.UnpackLow(r0, r1).Store(to0);
        Avx.UnpackHigh(r0, r1).Store(to1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Halves<T>(T* low, T* high)
        where T : unmanaged
        => Vector256.Create(Vector128.Load(low), Vector128.Load(high));
}
