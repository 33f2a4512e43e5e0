using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Turns a matrix round in memory.</summary>
/// <remarks>A transposed right-hand matrix is turned before it is multiplied; for small matrices that costs as much as the product when it is
/// done number by number. Blocks of 8 x 8 floats or 4 x 4 doubles are turned in registers; smaller matrices, and everything without AVX,
/// number by number.</remarks>
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
        int block = Avx.IsSupported ? (typeof(T) == typeof(float) ? 8 : typeof(T) == typeof(double) ? 4 : 0) : 0;
        if (block == 0 || rows < block || columns < block)
        {
            Plain(source, sourceRow, rows, columns, target, targetRow);
            return;
        }

        // The last block of a line is moved back to end with the line: what it shares with the one before is written twice.
        for (int row = 0; row < rows; row += block)
        {
            int i = Math.Min(row, rows - block);
            for (int column = 0; column < columns; column += block)
            {
                int j = Math.Min(column, columns - block);
                T* from = source + (i * sourceRow) + j;
                T* to = target + (j * targetRow) + i;
                if (typeof(T) == typeof(float))
                {
                    Block8((float*)from, sourceRow, (float*)to, targetRow);
                }
                else
                {
                    Block4((double*)from, sourceRow, (double*)to, targetRow);
                }
            }
        }
    }

    private static void Plain<T>(T* source, nint sourceRow, int rows, int columns, T* target, nint targetRow)
        where T : unmanaged
    {
        for (int j = 0; j < columns; j++)
        {
            T* to = target + (j * targetRow);
            T* from = source + j;
            for (int i = 0; i < rows; i++)
            {
                to[i] = *from;
                from += sourceRow;
            }
        }
    }

    // Three rounds of exchanges: neighbours, pairs, halves. Lane k of row r comes to be lane r of row k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block8(float* from, nint step, float* to, nint toStep)
    {
        Vector256<float> r0 = Vector256.Load(from);
        Vector256<float> r1 = Vector256.Load(from + step);
        Vector256<float> r2 = Vector256.Load(from + (2 * step));
        Vector256<float> r3 = Vector256.Load(from + (3 * step));
        from += 4 * step;
        Vector256<float> r4 = Vector256.Load(from);
        Vector256<float> r5 = Vector256.Load(from + step);
        Vector256<float> r6 = Vector256.Load(from + (2 * step));
        Vector256<float> r7 = Vector256.Load(from + (3 * step));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1);
        Vector256<float> a1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> a2 = Avx.UnpackLow(r2, r3);
        Vector256<float> a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5);
        Vector256<float> a5 = Avx.UnpackHigh(r4, r5);
        Vector256<float> a6 = Avx.UnpackLow(r6, r7);
        Vector256<float> a7 = Avx.UnpackHigh(r6, r7);
        r0 = Avx.Shuffle(a0, a2, 0x44);
        r1 = Avx.Shuffle(a0, a2, 0xEE);
        r2 = Avx.Shuffle(a1, a3, 0x44);
        r3 = Avx.Shuffle(a1, a3, 0xEE);
        r4 = Avx.Shuffle(a4, a6, 0x44);
        r5 = Avx.Shuffle(a4, a6, 0xEE);
        r6 = Avx.Shuffle(a5, a7, 0x44);
        r7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(r0, r4, 0x20).Store(to);
        Avx.Permute2x128(r1, r5, 0x20).Store(to + toStep);
        Avx.Permute2x128(r2, r6, 0x20).Store(to + (2 * toStep));
        Avx.Permute2x128(r3, r7, 0x20).Store(to + (3 * toStep));
        to += 4 * toStep;
        Avx.Permute2x128(r0, r4, 0x31).Store(to);
        Avx.Permute2x128(r1, r5, 0x31).Store(to + toStep);
        Avx.Permute2x128(r2, r6, 0x31).Store(to + (2 * toStep));
        Avx.Permute2x128(r3, r7, 0x31).Store(to + (3 * toStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4(double* from, nint step, double* to, nint toStep)
    {
        Vector256<double> r0 = Vector256.Load(from);
        Vector256<double> r1 = Vector256.Load(from + step);
        Vector256<double> r2 = Vector256.Load(from + (2 * step));
        Vector256<double> r3 = Vector256.Load(from + (3 * step));
        Vector256<double> a0 = Avx.UnpackLow(r0, r1);
        Vector256<double> a1 = Avx.UnpackHigh(r0, r1);
        Vector256<double> a2 = Avx.UnpackLow(r2, r3);
        Vector256<double> a3 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(a0, a2, 0x20).Store(to);
        Avx.Permute2x128(a1, a3, 0x20).Store(to + toStep);
        Avx.Permute2x128(a0, a2, 0x31).Store(to + (2 * toStep));
        Avx.Permute2x128(a1, a3, 0x31).Store(to + (3 * toStep));
    }
}
