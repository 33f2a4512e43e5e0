using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>What log-sum-exp and log-softmax are computed from, row by row: the differences to the first greatest element f of the row, and
/// log(1 + r) with r the sum of exp(x[i] - x[f]) over all i but f.</summary>
/// <remarks>
/// The greatest element is taken out first, so nothing overflows, and its own exponential, which is 1, is left to log(1 + r): so r keeps
/// its digits however small it is. Neither has the size of x in it, only that of the differences. Several rows are done at a time, since
/// a vector is longer than the row of a few classes.
/// </remarks>
internal static class RowExponentials
{
    private const int TargetLength = 1024;
    private const int MostRows = 128;

    /// <summary>How many rows are done at a time, so that they lie in the first-level cache.</summary>
    public static int RowsAtOnce(int size) => Math.Clamp(TargetLength / size, 1, MostRows);

    /// <summary>Computes some rows, as many as there are <paramref name="normalizers"/>.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="size">Their length.</param>
    /// <param name="greatest">Where the first greatest element of each row lies in it; the first NaN where there is one.</param>
    /// <param name="differences">x[i] - x[f]; exactly 0 for f itself, be it infinite, but NaN if it is NaN.</param>
    /// <param name="exponentials">exp(x[i] - x[f]), and 0 for f itself; may be <paramref name="differences"/>.</param>
    /// <param name="normalizers">log(1 + r).</param>
    public static unsafe void Compute<T>(
        ReadOnlySpan<T> x, int size, Span<int> greatest, Span<T> differences, Span<T> exponentials, Span<T> normalizers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < normalizers.Length; row++)
        {
            ReadOnlySpan<T> values = x.Slice(row * size, size);
            Span<T> shifted = differences.Slice(row * size, size);
            int first = TensorPrimitives.IndexOfMax(values);
            T most = values[first];
            TensorPrimitives.Subtract(values, most, shifted);
            shifted[first] = T.IsNaN(most) ? most : T.Zero;
            greatest[row] = first;
        }

        Elementwise.Map(default(Exponential<T>), differences, exponentials);
        fixed (T* sums = normalizers)
        fixed (T* terms = exponentials)
        {
            for (int row = 0; row < normalizers.Length; row++)
            {
                T* own = terms + (row * size);
                own[greatest[row]] = T.Zero;
                sums[row] = T.Zero;
                RowSum.AddTo(sums + row, own, size);
            }
        }

        Elementwise.Map(default(LogarithmOfOnePlus<T>), normalizers, normalizers);
    }
}
