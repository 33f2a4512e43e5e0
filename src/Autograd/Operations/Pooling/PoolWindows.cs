namespace AutogradMaml.Autograd;

/// <summary>The windows of a pooling along one axis of an image: where each begins and ends.</summary>
internal sealed class PoolWindows
{
    private PoolWindows(int size, int[] starts, int[] ends)
    {
        Size = size;
        Starts = starts;
        Ends = ends;
        ArePairs = starts.Length == size / 2;
        for (int k = 0; k < starts.Length; k++)
        {
            ArePairs &= starts[k] == 2 * k && ends[k] == (2 * k) + 2;
        }
    }

    /// <summary>Whether the windows are neighbours of two, as many as the axis holds.</summary>
    public bool ArePairs { get; }

    /// <summary>The size of the axis.</summary>
    public int Size { get; }

    /// <summary>The first place of each window that lies within the axis.</summary>
    public int[] Starts { get; }

    /// <summary>One past the last place of each window that lies within the axis.</summary>
    public int[] Ends { get; }

    /// <summary>The number of windows.</summary>
    public int Count => Starts.Length;

    /// <summary>Windows of one length at a regular distance; padding counts for the places but holds nothing.</summary>
    public static PoolWindows Regular(int size, int length, int stride, int padding)
    {
        if (length < 1 || stride < 1 || padding < 0 || 2 * padding > length)
        {
            throw new ArgumentException(
                $"Pooling takes windows and strides of at least 1 and a padding of at most half a window, got a window of {length}, stride {stride} and padding {padding}.");
        }

        int count = ConvolutionGeometry.Places(size, length, stride, padding, 1);
        if (count < 1)
        {
            throw new ArgumentException($"Pooling: a window of {length} with padding {padding} does not fit an axis of {size}.");
        }

        var starts = new int[count];
        var ends = new int[count];
        for (int k = 0; k < count; k++)
        {
            int start = (k * stride) - padding;
            starts[k] = Math.Max(0, start);
            ends[k] = Math.Min(size, start + length);
        }

        return new(size, starts, ends);
    }

    /// <summary>A given number of windows that cover the axis: window k from floor(k size / count) to ceil((k + 1) size / count).</summary>
    public static PoolWindows Adaptive(int size, int count)
    {
        if (count < 1 || size < 1)
        {
            throw new ArgumentException($"Adaptive pooling takes at least one window and one place, got {count} windows over {size} places.");
        }

        var starts = new int[count];
        var ends = new int[count];
        for (int k = 0; k < count; k++)
        {
            starts[k] = (int)((long)k * size / count);
            ends[k] = (int)((((long)k + 1) * size + count - 1) / count);
        }

        return new(size, starts, ends);
    }
}
