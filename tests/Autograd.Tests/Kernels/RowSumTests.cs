using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

public sealed class RowSumTests
{
    [Fact]
    public void Every_length_adds_in_the_order_that_is_promised()
    {
        Check<float>();
        Check<double>();
    }

    [Fact]
    public unsafe void A_row_may_be_added_in_pieces_of_whole_chunks()
    {
        float[] values = Values<float>(5000);
        foreach (int length in (int[])[256, 700, 1000, 5000])
        {
            float whole = 0.5f;
            float pieces = 0.5f;
            fixed (float* row = values)
            {
                RowSum.AddTo(&whole, row, length);
                for (int from = 0; from < length; from += 2 * RowSum.ChunkLength)
                {
                    RowSum.AddTo(&pieces, row + from, Math.Min(2 * RowSum.ChunkLength, length - from));
                }
            }

            Assert.Equal(whole, pieces);
        }
    }

    private static unsafe void Check<T>()
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] values = Values<T>(1101);
        for (int length = 0; length <= 1100; length++)
        {
            T found = T.CreateChecked(0.25);
            fixed (T* row = values)
            {
                RowSum.AddTo(&found, row + 1, length);
            }

            Assert.Equal(Promised(values.AsSpan(1, length), T.CreateChecked(0.25)), found);
        }
    }

    private static T Promised<T>(ReadOnlySpan<T> row, T start)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T total = start;
        for (; row.Length > 0; row = row[Math.Min(256, row.Length)..])
        {
            ReadOnlySpan<T> chunk = row[..Math.Min(256, row.Length)];
            var sums = new T[chunk.Length < 8 ? 1 : 64];
            for (int i = 0; i < chunk.Length; i++)
            {
                sums[i % sums.Length] += chunk[i];
            }

            for (int half = sums.Length / 2; half >= 1; half /= 2)
            {
                for (int i = 0; i < half; i++)
                {
                    sums[i] += sums[i + half];
                }
            }

            total += sums[0];
        }

        return total;
    }

    private static T[] Values<T>(int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        RandomStream random = new(1, "row sums");
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextNormal()))];
    }
}
