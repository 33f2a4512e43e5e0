using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Factorizations and solves of one matrix, stored row by row. All walk along rows, which are contiguous.</summary>
/// <remarks>Each returns the place on the diagonal at which it failed, or <see cref="Done"/>.</remarks>
internal static class Factorizations
{
    public const int Done = -1;

    // Below this length a loop costs less than the call of a vector function.
    private const int ShortRow = 8;

    /// <summary>The lower L with L L' = A, from the lower triangle of A; zeros above. Fails at a pivot that is not positive.</summary>
    /// <remarks>n^3 / 3 operations.</remarks>
    public static int Cholesky<T>(int size, ReadOnlySpan<T> a, Span<T> l)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        l.Clear();
        for (int i = 0; i < size; i++)
        {
            Span<T> row = l.Slice(i * size, i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<T> other = l.Slice(j * size, j + 1);
                row[j] = (a[(i * size) + j] - Dot(row[..j], other[..j])) / other[j];
            }

            T pivot = a[(i * size) + i] - Dot(row[..i], row[..i]);
            if (!(pivot > T.Zero))
            {
                return i;
            }

            row[i] = T.Sqrt(pivot);
        }

        return Done;
    }

    /// <summary>X with op(A) X = B for triangular A, in place of B; the other triangle of A is not read. Fails at a zero on the
    /// diagonal.</summary>
    /// <remarks>n^2 operations for each column of B.</remarks>
    public static int SolveTriangular<T>(int size, ReadOnlySpan<T> a, bool lower, bool transposed, int columns, Span<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Forwards for a lower op(A), backwards for an upper one.
        bool forwards = lower != transposed;
        for (int step = 0; step < size; step++)
        {
            int i = forwards ? step : size - 1 - step;
            T pivot = a[(i * size) + i];
            if (pivot == T.Zero)
            {
                return i;
            }

            Span<T> row = b.Slice(i * columns, columns);
            int first = forwards ? 0 : i + 1;
            int end = forwards ? i : size;
            for (int k = first; k < end; k++)
            {
                T factor = transposed ? a[(k * size) + i] : a[(i * size) + k];
                AddMultiple(row, -factor, b.Slice(k * columns, columns));
            }

            for (int j = 0; j < columns; j++)
            {
                row[j] /= pivot;
            }
        }

        return Done;
    }

    /// <summary>Makes A upper triangular by row operations with partial pivoting, and does the same to B. Fails where a column has no pivot
    /// but 0; <paramref name="swaps"/> counts the exchanges of rows.</summary>
    /// <remarks>2 n^3 / 3 operations, and n^2 for each column of B.</remarks>
    public static int Eliminate<T>(int size, Span<T> a, int columns, Span<T> b, out int swaps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        swaps = 0;
        for (int k = 0; k < size; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < size; i++)
            {
                pivot = T.Abs(a[(i * size) + k]) > T.Abs(a[(pivot * size) + k]) ? i : pivot;
            }

            if (a[(pivot * size) + k] == T.Zero)
            {
                return k;
            }

            if (pivot != k)
            {
                Swap(a.Slice(pivot * size, size), a.Slice(k * size, size));
                Swap(b.Slice(pivot * columns, columns), b.Slice(k * columns, columns));
                swaps++;
            }

            ReadOnlySpan<T> pivotRow = a.Slice((k * size) + k, size - k);
            for (int i = k + 1; i < size; i++)
            {
                T factor = -(a[(i * size) + k] / pivotRow[0]);
                if (factor != T.Zero)
                {
                    AddMultiple(a.Slice((i * size) + k, size - k), factor, pivotRow);
                    AddMultiple(b.Slice(i * columns, columns), factor, b.Slice(k * columns, columns));
                }
            }
        }

        return Done;
    }

    private static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length >= ShortRow)
        {
            return TensorPrimitives.Dot(x, y);
        }

        T sum = T.Zero;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    // target += factor * row.
    private static void AddMultiple<T>(Span<T> target, T factor, ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (target.Length >= ShortRow)
        {
            TensorPrimitives.MultiplyAdd(row, factor, target, target);
            return;
        }

        for (int k = 0; k < target.Length; k++)
        {
            target[k] += factor * row[k];
        }
    }

    private static void Swap<T>(Span<T> x, Span<T> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            (x[k], y[k]) = (y[k], x[k]);
        }
    }
}
