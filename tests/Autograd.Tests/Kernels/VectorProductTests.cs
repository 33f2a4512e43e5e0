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

    [Fact]
    public void Rows_times_a_vector_have_as_many_sums_as_numbers_in_64_bytes()
    {
        int lanes = 64 / sizeof(T);
        for (int inner = 1; inner <= 140; inner++)
        {
            int rows = (inner % 5) + 1;
            int aRow = inner + (inner % 3);
            T[] a = Factor(rows * aRow, 1);
            T[] b = Factor(inner, 2);
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

                expected[i] = sums[0];
            }

            fixed (T* first = a, second = b, result = c)
            {
                VectorProduct.Rows(rows, inner, first, aRow, second, result);
            }

            Assert.Equal(expected, c);
        }
    }

    [Fact]
    public void A_vector_times_columns_is_summed_in_order()
    {
        for (int columns = 1; columns <= 140; columns++)
        {
            int inner = (columns % 7) + 1;
            int aStep = (columns % 2) + 1;
            int bRow = columns + (columns % 3);
            T[] a = Factor(inner * aStep, 3);
            T[] b = Factor(inner * bRow, 4);
            T[] c = Held(columns);
            T[] expected = [.. c];
            for (int j = 0; j < columns; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k < inner; k++)
                {
                    sum = T.MultiplyAddEstimate(a[k * aStep], b[(k * bRow) + j], sum);
                }

                expected[j] = sum;
            }

            fixed (T* first = a, second = b, result = c)
            {
                VectorProduct.Columns(columns, inner, first, aStep, second, bRow, result);
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
            T[] a = Factor(rows * aStep, 5);
            T[] b = Factor(columns, 6);
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

    // As in a sum that begins with 0.
    [Fact]
    public void A_product_of_minus_zero_is_zero()
    {
        for (int columns = 1; columns <= 40; columns++)
        {
            T a = -T.One;
            var b = new T[columns];
            T[] c = Held(columns);
            fixed (T* second = b, result = c)
            {
                VectorProduct.Outer(1, columns, &a, 1, second, result, columns);
            }

            Assert.All(c[..columns], product => Assert.True(product == T.Zero && T.IsPositive(product)));
        }
    }

    // Behind them NaN, which must not be read.
    private static T[] Factor(int count, int seed) => [.. Numbers(count, seed), .. Enumerable.Repeat(T.NaN, Guard)];

    private static T[] Numbers(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked((random.NextDouble() * 2) - 1))];
    }

    // What a result held before, and behind it what must stay.
    private static T[] Held(int count) => [.. Numbers(count, 9), .. Enumerable.Repeat(Sentinel, Guard)];
}
