using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

public sealed unsafe class RowCopiesTests
{
    [Fact]
    public void A_row_of_any_length_is_written_any_number_of_times_and_nothing_beyond()
    {
        for (int length = 1; length < 300; length++)
        {
            foreach (int count in (int[])[1, 2, 3, 5, 10])
            {
                double[] row = [.. Enumerable.Range(1, length)];
                double[] target = [.. Enumerable.Repeat(-1.0, (length * count) + 3)];
                fixed (double* from = row)
                fixed (double* to = target)
                {
                    RowCopies.Write(from, length, to + 1, count);
                }

                Assert.Equal([-1, .. Enumerable.Repeat(row, count).SelectMany(static one => one), -1, -1], target);
            }
        }
    }
}
