namespace AutogradMaml.Autograd;

/// <summary>
/// How an array is read, or a sum written, while a greater array is gone through in order: sizes of axes, outermost first, and the stride
/// along each, 0 where the array broadcasts. Axes of size 1 are left out and neighbours that can be walked as one are merged, so equal ways
/// have equal walks whatever the shapes they came from.
/// </summary>
internal sealed class Walk
{
    private Walk(int[] sizes, int[] strides)
    {
        Sizes = sizes;
        Strides = strides;
    }

    public int[] Sizes { get; }

    public int[] Strides { get; }

    /// <summary>Whether the array is gone through in order itself.</summary>
    public bool IsWhole => Strides.Length == 0 || (Strides.Length == 1 && Strides[0] == 1);

    /// <summary>The walk over an array of shape <paramref name="small"/> that broadcasts to <paramref name="great"/>.</summary>
    public static Walk Of(Shape small, Shape great)
    {
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        Kernels.Strided.BroadcastStrides(small, great, strides);
        return small.ElementCount == great.ElementCount
            ? (great.ElementCount == 1 ? new([], []) : new([great.ElementCount], [1]))
            : Merge(great.Sizes, strides);
    }

    /// <summary>The axes that two lists of sizes with one product have in common: each axis of either is a whole number of axes of the
    /// result. Null when there are none, as for [4, 6] and [6, 4].</summary>
    public static int[]? Refine(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        List<int> sizes = [];
        int i = left.Length - 1;
        int j = right.Length - 1;
        int below = 1;
        int leftBelow = i >= 0 ? left[i] : int.MaxValue;
        int rightBelow = j >= 0 ? right[j] : int.MaxValue;
        while (i >= 0 || j >= 0)
        {
            int next = Math.Min(leftBelow, rightBelow);
            if (next % below != 0)
            {
                return null;
            }

            if (next > below)
            {
                sizes.Add(next / below);
            }

            below = next;
            if (leftBelow == next)
            {
                i--;
                leftBelow = i >= 0 ? leftBelow * left[i] : int.MaxValue;
            }

            if (rightBelow == next)
            {
                j--;
                rightBelow = j >= 0 ? rightBelow * right[j] : int.MaxValue;
            }
        }

        sizes.Reverse();
        return [.. sizes];
    }

    /// <summary>The strides of this walk along finer axes.</summary>
    public int[] Along(ReadOnlySpan<int> sizes)
    {
        var strides = new int[sizes.Length];
        int axis = Sizes.Length - 1;
        int inside = 1;
        for (int k = sizes.Length - 1; k >= 0; k--)
        {
            strides[k] = Strides[axis] * inside;
            inside *= sizes[k];
            if (inside == Sizes[axis])
            {
                axis--;
                inside = 1;
            }
        }

        return strides;
    }

    /// <summary>The walk with the given sizes and strides.</summary>
    public static Walk Merge(ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides)
    {
        List<int> mergedSizes = [];
        List<int> mergedStrides = [];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] == 1)
            {
                continue;
            }

            if (mergedSizes.Count > 0 && mergedStrides[^1] == strides[axis] * sizes[axis])
            {
                mergedSizes[^1] *= sizes[axis];
                mergedStrides[^1] = strides[axis];
                continue;
            }

            mergedSizes.Add(sizes[axis]);
            mergedStrides.Add(strides[axis]);
        }

        return new([.. mergedSizes], [.. mergedStrides]);
    }
}
