namespace AutogradMaml.Data;

/// <summary>Resizes by area: y[i] = sum over j of overlap(i, j) x[j] / sum over j of overlap(i, j), along rows and then along
/// columns.</summary>
/// <remarks>On a line of (old size * new size) units an old pixel is as wide as the new size and a new pixel as wide as the old size, so
/// every overlap is a whole number and nothing is rounded before the end.</remarks>
internal static class AreaFilter
{
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int channels, int height, int width, int newHeight, int newWidth)
    {
        var result = new byte[channels * newHeight * newWidth];
        Overlap[] across = Overlaps(width, newWidth);
        Overlap[] down = Overlaps(height, newHeight);
        var row = new int[newWidth];
        var sums = new long[newWidth];
        long area = (long)height * width;
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<byte> plane = pixels.Slice(channel * height * width, height * width);
            int summed = -1;
            for (int k = 0; k < down.Length; k++)
            {
                (int to, int from, int weight) = down[k];
                if (from != summed)
                {
                    SumRow(plane.Slice(from * width, width), across, row);
                    summed = from;
                }

                for (int x = 0; x < newWidth; x++)
                {
                    sums[x] += (long)weight * row[x];
                }

                if (k + 1 == down.Length || down[k + 1].To != to)
                {
                    Span<byte> target = result.AsSpan(((channel * newHeight) + to) * newWidth, newWidth);
                    for (int x = 0; x < newWidth; x++)
                    {
                        target[x] = (byte)(((2 * sums[x]) + area) / (2 * area));
                    }

                    Array.Clear(sums);
                }
            }
        }

        return result;
    }

    // A sum is at most 255 times the old width, so it fits an int.
    private static void SumRow(ReadOnlySpan<byte> pixels, Overlap[] across, int[] sums)
    {
        Array.Clear(sums);
        foreach ((int to, int from, int weight) in across)
        {
            sums[to] += weight * pixels[from];
        }
    }

    /// <summary>Every pair of a new and an old pixel that overlap, from the left to the right.</summary>
    private static Overlap[] Overlaps(int size, int newSize)
    {
        List<Overlap> overlaps = new(size + newSize);
        for (int to = 0, from = 0, at = 0; to < newSize;)
        {
            int endOfNew = (to + 1) * size;
            int endOfOld = (from + 1) * newSize;
            int end = Math.Min(endOfNew, endOfOld);
            overlaps.Add(new(to, from, end - at));
            to += end == endOfNew ? 1 : 0;
            from += end == endOfOld ? 1 : 0;
            at = end;
        }

        return [.. overlaps];
    }

    private readonly record struct Overlap(int To, int From, int Weight);
}
