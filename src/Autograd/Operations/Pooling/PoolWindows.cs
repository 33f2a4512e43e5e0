namespace AutogradMaml.Autograd;

/// <summary>The windows of a pooling along one axis of an image: where each begins and ends.</summary>
internal sealed class PoolWindows
{
    private PoolWindows(int size, int step, int[] starts, int[] ends, int[] places)
    {
        Size = size;
        Step = step;
        Starts = starts;
        Ends = ends;
        Places = places;
        ArePairs = step == 1 && starts.Length == size / 2;
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

    /// <summary>The distance from one place of a window to the next.</summary>
    public int Step { get; }

    /// <summary>How many places each window has, those on the border included.</summary>
    public int[] Places { get; }

    /// <summary>The number of windows.</summary>
    public int Count => Starts.Length;

    /// <summary>How many places of the axis a window has.</summary>
    public int PlacesWithin(int window) => (Ends[window] - Starts[window] + Step - 1) / Step;

    /// <summary>Windows of one length at a regular distance; padding counts for the places but holds nothing.</summary>
    public static PoolWindows Regular(int size, int length, int stride, int padding, int step = 1, bool incomplete = false)
    {
        if (length < 1 || stride < 1 || padding < 0 || 2 * padding > length || step < 1)
        {
            string dilated = step == 1 ? string.Empty : $", dilation {step}";
            throw new ArgumentException(
                "Pooling takes windows, strides and dilations of at least 1 and a padding of at most half a window, got a window of " +
                $"{length}, stride {stride}{dilated} and padding {padding}.");
        }

        int count = size == 0 ? 0 : ConvolutionGeometry.Places(size, length, stride, padding, step);
        int reach = (step * (length - 1)) + 1;
        int missing = (count * stride) + reach - (size + (2 * padding));
        if (incomplete && size > 0 && missing < stride && count * stride < size + padding)
        {
            // One more, unless it would have nothing of its own or begin on the border behind the axis.
            count++;
        }

        if (count < 1)
        {
            throw new ArgumentException(
                $"Pooling: a window of {length}{(step == 1 ? string.Empty : $" with dilation {step}")} with padding {padding} does not " +
                $"fit an axis of {size}.");
        }

        var (starts, ends, places) = (new int[count], new int[count], new int[count]);
        for (int k = 0; k < count; k++)
        {
            int start = (k * stride) - padding;
            int end = Math.Min(start + reach, size + padding);
            places[k] = (end - start + step - 1) / step;
            starts[k] = start < 0 ? start + ((-start + step - 1) / step * step) : start;
            ends[k] = Math.Min(size, end);
            if (starts[k] >= ends[k])
            {
                throw new ArgumentException(
                    $"Pooling: window {k} of {length} with dilation {step} and padding {padding} holds no place of an axis of {size}.");
            }
        }

        return new(size, step, starts, ends, places);
    }

    /// <summary>A given number of windows that cover the axis: window k from floor(k size / count) to ceil((k + 1) size / count).</summary>
    public static PoolWindows Adaptive(int size, int count)
    {
        if (count < 1 || size < 1)
        {
            throw new ArgumentException(
                $"Adaptive pooling takes at least one window and one place, got {count} windows over {size} places.");
        }

        var starts = new int[count];
        var ends = new int[count];
        for (int k = 0; k < count; k++)
        {
            starts[k] = (int)((long)k * size / count);
            ends[k] = (int)((((long)k + 1) * size + count - 1) / count);
        }

        return new(size, 1, starts, ends, [.. starts.Zip(ends, static (start, end) => end - start)]);
    }
}
