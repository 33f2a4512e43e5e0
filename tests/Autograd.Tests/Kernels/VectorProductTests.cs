using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoubleVectorProductTests : VectorProductTests<double>;

[Trait("Widths", "every")]
public sealed class FloatVectorProductTests : VectorProductTests<float>;

/// <summary>Products with vectors against their sums written out in the order that is promised, to the bit, on every width.</summary>
public abstract unsafe class VectorProductTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 20;
    private static readonly T Sentinel = T.CreateChecked(-12345);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_times_a_vector_have_as_many_sums_as_numbers_in_64_bytes(bool accumulate)
    {
        int lanes = 64 / sizeof(T);
        for (int inner = 1; inner <= 140; inner++)
        {
            int rows = (inner % 5) + 1;
            int aRow = inner + (inner % 3);
            T[] a = Numbers(rows * aRow, 1);
            T[] b = Numbers(inner, 2);
            T[] c = Held(rows);
            T[] expected = [.. c];
            for (int i = 0; i < rows; i++)
            {
                var sums = new T[lanes];
                for (int k = 0; k < inner; k++)
                {
                    sums[k % lanes] = T.MultiplyAddEstimate(a[(i * aRow) + k], b[k], sums[k % lanes]);
                }

                for (int half = lanes / 2; half > 0; half /= 2)
                {
                    for (int k = 0; k < half; k++)
                    {
                        sums[k] += sums[half + k];
                    }
                }

                expected[i] = accumulate ? c[i] + sums[0] : sums[0];
            }

            fixed (T* first = a, second = b, result = c)
            {
                VectorProduct.Rows(rows, inner, first, aRow, second, result, accumulate);
            }

            Assert.Equal(expected, c);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vector_times_columns_is_summed_in_order(bool accumulate)
    {
        for (int columns = 1; columns <= 140; columns++)
        {
            int inner = (columns % 7) + 1;
            int aStep = (columns % 2) + 1;
            int bRow = columns + (columns % 3);
            T[] a = Numbers(inner * aStep, 3);
            T[] b = Numbers(inner * bRow, 4);
            T[] c = Held(columns);
            T[] expected = [.. c];
            for (int j = 0; j < columns; j++)
            {
                T sum = accumulate ? c[j] : T.Zero;
                for (int k = 0; k < inner; k++)
                {
                    sum = T.MultiplyAddEstimate(a[k * aStep], b[(k * bRow) + j], sum);
                }

                expected[j] = sum;
            }

            fixed (T* first = a, second = b, result = c)
            {
                VectorProduct.Columns(columns, inner, first, aStep, second, bRow, result, accumulate);
            }

            Assert.Equal(expected, c);
        }
    }

    [Fact]
    public void A_column_times_a_row_is_every_product()
    {
        for (int columns = 1; columns <= 70; columns++)
        {
            int rows = (columns % 4) + 1;
            int aStep = (columns % 2) + 1;
            int cRow = columns + (columns % 3);
            T[] a = Numbers(rows * aStep, 5);
            T[] b = Numbers(columns, 6);
            T[] c = Held(rows * cRow);
            T[] expected = [.. c];
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    expected[(i * cRow) + j] = a[i * aStep] * b[j];
                }
            }

            fixed (T* first = a, second = b, result = c)
            {
                VectorProduct.Outer(rows, columns, first, aStep, second, result, cRow);
            }

            Assert.Equal(expected, c);
        }
    }

    [Fact]
    public void A_column_that_is_not_contiguous_is_copied_first()
    {
        T[] a = Numbers(3 * 21, 7);
        T[] b = Numbers(21 * 4, 8);
        T[] apart = Held(3);
        T[] together = Held(3);
        var scratch = new T[MatrixProduct.ScratchLength<T>(3, 1, 21, turned: false)];
        T[] column = [.. Enumerable.Range(0, 21).Select(k => b[k * 4])];
        fixed (T* first = a, second = b, copied = column, result = apart, other = together, room = scratch)
        {
            MatrixProduct.Multiply(3, 1, 21, first, 21, 1, second, 4, 1, result, 1, false, room);
            MatrixProduct.Multiply(3, 1, 21, first, 21, 1, copied, 1, 1, other, 1, false, room);
        }

        Assert.Equal(together, apart);
    }

    private static T[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked((random.NextDouble() * 2) - 1))];
    }

    // What a result held before, and behind it what must stay.
    private static T[] Held(int count) => [.. Numbers(count, 9), .. Enumerable.Repeat(Sentinel, Guard)];
}
