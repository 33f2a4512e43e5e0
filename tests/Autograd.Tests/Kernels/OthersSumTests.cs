using AutogradMaml.Autograd.Kernels;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Kernels;

public sealed unsafe class OthersSumTests
{
    [Fact]
    public void Every_length_gives_the_sum_of_the_others_and_touches_nothing_beside_it()
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(static k => 1.5 + Math.Sin(k))];
        double[] y = new double[302];
        for (int length = 0; length < x.Length; length++)
        {
            Array.Fill(y, -7);
            fixed (double* from = x)
            fixed (double* to = y)
            {
                OthersSum.Rows(from, to + 1, length, 1);
            }

            for (int i = 0; i < length; i++)
            {
                Near.Close(x[..length].Where((_, k) => k != i).Sum(), y[i + 1], 1e-14);
            }

            Assert.Equal(-7, y[0]);
            Assert.Equal(-7, y[length + 1]);
        }
    }

    [Fact]
    public void Several_rows_are_each_as_alone()
    {
        foreach (int length in (int[])[1, 3, 63, 64, 97])
        {
            double[] x = [.. Enumerable.Range(0, 5 * length).Select(static k => Math.Cos(k))];
            double[] together = new double[x.Length];
            double[] alone = new double[x.Length];
            fixed (double* from = x)
            fixed (double* to = together)
            fixed (double* one = alone)
            {
                OthersSum.Rows(from, to, length, 5);
                for (int row = 0; row < 5; row++)
                {
                    OthersSum.Rows(from + (row * length), one + (row * length), length, 1);
                }
            }

            Assert.Equal(alone, together);
        }
    }

    // The element is so much greater than the others that any sum that it is part of has none of their digits.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(OthersSum.LongRow - 1)]
    [InlineData(OthersSum.LongRow)]
    [InlineData(100)]
    [InlineData(289)]
    public void An_element_has_no_part_in_its_own_sum(int length)
    {
        float[] y = new float[length];
        foreach (int place in (int[])[0, length / 3, length / 2, length - 1])
        {
            float[] x = new float[length];
            Array.Fill(x, 1f);
            x[place] = 1e20f;
            fixed (float* from = x)
            fixed (float* to = y)
            {
                OthersSum.Rows(from, to, length, 1);
            }

            Assert.Equal(length - 1f, y[place]);
            Assert.All(y.Where((_, k) => k != place), static value => Assert.Equal(1e20f, value));
        }
    }
}
