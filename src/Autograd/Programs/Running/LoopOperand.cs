namespace AutogradMaml.Autograd;

/// <summary>An array as a <see cref="TiledLoop{T}"/> goes over it.</summary>
internal sealed class LoopOperand
{
    /// <summary>In the place of a slot: the value has no array.</summary>
    public const int OnlyATile = -1;

    private LoopOperand(int slot, int windows, int plane, Tiling tiling)
    {
        Slot = slot;
        SplitStride = tiling.InnerLength / plane * windows;
        OuterStrides = new int[tiling.OuterSizes.Length];
        int below = tiling.SplitSize * SplitStride;
        for (int axis = OuterStrides.Length - 1; axis >= 0; axis--)
        {
            OuterStrides[axis] = below;
            below *= tiling.OuterSizes[axis];
        }

        Sizes = [SplitStride];
        Strides = [1];
        CutsFirst = true;
        Step = 1;
    }

    private LoopOperand(int slot, int[] strides, Tiling tiling)
    {
        int split = tiling.OuterSizes.Length;
        Slot = slot;
        OuterStrides = strides[..split];
        SplitStride = strides[split];
        Sizes = [1];
        Strides = [1];
        Step = 1;
    }

    private LoopOperand(int slot, Walk walk, int[] sizes, Tiling tiling)
    {
        Slot = slot;
        int split = tiling.OuterSizes.Length;
        int[] strides = walk.Along(sizes);
        OuterStrides = strides[..split];
        SplitStride = strides[split];
        if (tiling.Stretch == 1)
        {
            // Every tile is one step of the axis that is cut, so that the axes inside are all there is.
            Walk inside = Walk.Merge(sizes.AsSpan(split + 1), strides.AsSpan(split + 1));
            Sizes = inside.Sizes;
            Strides = inside.Strides;
        }
        else
        {
            // Merged as if the axis were two long, it merges the same at every length.
            sizes = sizes[split..];
            sizes[0] = 2;
            Walk inside = Walk.Merge(sizes, strides.AsSpan(split));
            Sizes = inside.Sizes;
            Strides = inside.Strides;
            Sizes[0] /= 2;
            CutsFirst = true;
        }

        Step = Strides.Length > 1 ? -1 : Strides[0];
    }

    /// <summary>The slot of the array, or <see cref="OnlyATile"/>.</summary>
    public int Slot { get; }

    /// <summary>The strides along the axes outside of the tiles.</summary>
    public int[] OuterStrides { get; }

    /// <summary>The stride along the axis that is cut.</summary>
    public int SplitStride { get; }

    /// <summary>The sizes of the axes within a tile; the first is to be multiplied by the length of the tile's stretch where
    /// <see cref="CutsFirst"/>.</summary>
    public int[] Sizes { get; }

    public int[] Strides { get; }

    public bool CutsFirst { get; }

    /// <summary>1 when a tile of it lies together, 0 when it is one number for a whole tile, -1 when neither.</summary>
    public int Step { get; }

    /// <summary>The place of its tile buffer in the loop's scratch memory, in bytes; -1 when it is read or written where it lies.</summary>
    public long TileOffset { get; set; } = -1;

    /// <summary>The step from element to element for whom computes on the tile.</summary>
    public int RunStep => IsExpanded || Step != 0 ? 1 : 0;

    /// <summary>Whether its tile is filled from the array, number by number, before it is used.</summary>
    public bool IsExpanded { get; set; }

    /// <summary>The height and width of the plane that its tile is, with a border around it; null where it is none.</summary>
    public (int Height, int Width)? Padded { get; init; }

    /// <summary>Makes the operand of a walk.</summary>
    /// <param name="slot">The slot, or <see cref="OnlyATile"/>.</param>
    /// <param name="walk">How the array is walked.</param>
    /// <param name="sizes">The sizes of the loop's axes, outermost first.</param>
    /// <param name="tiling">How the loop is cut.</param>
    public static LoopOperand Of(int slot, Walk walk, int[] sizes, Tiling tiling)
        => walk.IsWhole ? OfWindows(slot, 1, 1, tiling) : new(slot, walk, sizes, tiling);

    /// <summary>Makes the operand of an array of so many windows for each plane of the loop, of which a tile holds a whole
    /// number.</summary>
    public static LoopOperand OfWindows(int slot, int windows, int plane, Tiling tiling)
        => new(slot, windows, plane, tiling);

    /// <summary>Makes the operand of planes of which a tile reads one, with a border around it.</summary>
    public static LoopOperand OfBordered(int slot, int height, int width, Walk walk, int[] sizes, Tiling tiling)
        => new(slot, walk.Along(sizes), tiling) { Padded = (height, width), IsExpanded = true };

    /// <summary>Makes the operand of blocks of so many elements, one at each place of a walk.</summary>
    public static LoopOperand OfBlocks(int slot, int length, Walk walk, int[] sizes, Tiling tiling)
        => new(slot, [.. walk.Along(sizes).Select(stride => stride * length)], tiling);
}
