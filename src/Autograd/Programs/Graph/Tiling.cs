using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// How an array is cut into tiles that lie in the first-level cache several at a time: whole inner axes, as many as fit, times a stretch of
/// the next axis out.
/// </summary>
internal sealed class Tiling
{
    /// <summary>The bytes that a tile has if the sizes allow it; the last one along an axis takes the rest as well, so it may have nearly
    /// twice as many.</summary>
    public const int TargetBytes = 4096;

    private const int LineBytes = 64;

    private Tiling(int[] outer, int split, int stretch, int inner)
    {
        OuterSizes = outer;
        SplitSize = split;
        Stretch = stretch;
        InnerLength = inner;
    }

    /// <summary>The sizes of the axes outside of the tiles, outermost first.</summary>
    public int[] OuterSizes { get; }

    /// <summary>The size of the axis that is cut.</summary>
    public int SplitSize { get; }

    /// <summary>The length of a piece of that axis.</summary>
    public int Stretch { get; }

    /// <summary>The elements inside of that axis: a tile is a stretch times this.</summary>
    public int InnerLength { get; }

    /// <summary>The number of elements in the longest tile.</summary>
    public int LongestTile => (SplitSize < 2 * Stretch ? SplitSize : Stretch + (SplitSize % Stretch)) * InnerLength;

    /// <summary>Cuts an array with axes of the given sizes.</summary>
    public static Tiling Of<T>(ReadOnlySpan<int> sizes)
    {
        int target = TargetBytes / Unsafe.SizeOf<T>();
        int split = sizes.Length - 1;
        int inner = 1;
        while (split > 0 && (long)inner * sizes[split] <= target)
        {
            inner *= sizes[split];
            split--;
        }

        return split < 0
            ? Whole(1)
            : new(sizes[..split].ToArray(), sizes[split], StretchOf<T>(Math.Max(1, Math.Min(sizes[split], target / inner)), inner), inner);
    }

    // Where it can be, a tile is a whole number of lines of the cache, so that every tile of an array begins with one.
    private static int StretchOf<T>(int most, int inner)
    {
        int line = LineBytes / Unsafe.SizeOf<T>();
        int whole = Math.Max(1, line / (inner & -inner));
        return most < whole ? most : most / whole * whole;
    }

    /// <summary>One tile that is the whole array.</summary>
    public static Tiling Whole(int length) => new([], length, length, 1);

    /// <summary>Whether tiles are whole planes of the given length.</summary>
    public bool KeepsPlanes(int plane) => InnerLength % plane == 0;

    /// <summary>Whether a tile is a stretch of planes of the given length along the axis outside of them, never of planes of two
    /// axes.</summary>
    public bool IsCutInto(int plane) => InnerLength == plane;

    /// <summary>Whether sums over rows of the given length add in the same order as without tiles: the rows lie within tiles, or the tiles
    /// cut them where they are cut anyway.</summary>
    public bool KeepsSums(int row)
    {
        int all = SplitSize * InnerLength;
        return row <= InnerLength
            || (SplitSize < 2 * Stretch ? row == all || all % RowSum.ChunkLength == 0
                : Stretch * InnerLength % RowSum.ChunkLength == 0 && (row == all || all % RowSum.ChunkLength == 0));
    }
}
