using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// Element-wise operations, copies that broadcast, sums, pooling and convolutions from one channel, of arrays of one number of elements,
/// computed together: each tile goes through all of them while it lies in the cache. What only they use never gets an array of its own.
/// </summary>
internal sealed unsafe class TiledLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Below that a call costs more than the loop.
    private const int ShortRow = 16;

    private readonly Tiling _tiling;
    private readonly LoopOperand[] _operands;
    private readonly LoopMember<T>[] _members;
    private readonly int[] _sums;

    public TiledLoop(Tiling tiling, LoopOperand[] operands, LoopMember<T>[] members, long scratchBytes)
    {
        ScratchBytes = scratchBytes;
        _tiling = tiling;
        _operands = operands;
        _members = members;
        _sums = [.. members.Where(static member => member.AddsUp).Select(static member => member.Output)];
    }

    /// <summary>The bytes of scratch memory that a run wants, for tiles.</summary>
    public long ScratchBytes { get; }

    /// <summary>The bytes of one tile buffer.</summary>
    public static long TileBytes(Tiling tiling) => BufferPool.WholeLines((long)tiling.LongestTile * sizeof(T));

    /// <summary>Computes everything.</summary>
    /// <param name="slots">Where the values lie.</param>
    /// <param name="scratch">The tile buffers.</param>
    public void Run(ReadOnlySpan<Slot> slots, nint scratch)
    {
        int count = _operands.Length;
        Place* places = stackalloc Place[count];
        for (int k = 0; k < count; k++)
        {
            LoopOperand operand = _operands[k];
            T* array = operand.Slot >= 0 ? (T*)slots[operand.Slot].Pointer : null;
            places[k] = new Place { Array = array, Tile = operand.TileOffset >= 0 ? (T*)(scratch + (nint)operand.TileOffset) : array };
        }

        foreach (int sum in _sums)
        {
            new Span<T>(places[sum].Array, slots[_operands[sum].Slot].Shape.ElementCount).Clear();
        }

        int* counters = stackalloc int[Shape.MaximumRank];
        new Span<int>(counters, Shape.MaximumRank).Clear();
        do
        {
            int stretch;
            for (int from = 0; from < _tiling.SplitSize; from += stretch)
            {
                int left = _tiling.SplitSize - from;
                stretch = left < 2 * _tiling.Stretch ? left : _tiling.Stretch;
                MoveTo(from, stretch, places);
                Compute(stretch, places);
            }
        }
        while (NextOuter(counters, places));
    }

    // Points every operand to its part of the tile at a place of the axis that is cut.
    private void MoveTo(int from, int stretch, Place* places)
    {
        for (int k = 0; k < _operands.Length; k++)
        {
            LoopOperand operand = _operands[k];
            if (operand.Slot < 0)
            {
                continue;
            }

            ref Place place = ref places[k];
            T* start = place.Array + ((nint)from * operand.SplitStride);
            if (!operand.IsExpanded)
            {
                place.Tile = start;
            }
            else if (place.Expanded != start || (place.Stretch != stretch && operand.Padded is null))
            {
                if (operand.Padded is { } plane)
                {
                    PlaneConvolution.Pad(start, plane.Height, plane.Width, place.Tile);
                }
                else
                {
                    Expand(operand, start, place.Tile, stretch);
                }

                place.Expanded = start;
                place.Stretch = stretch;
            }
        }
    }

    private void Compute(int stretch, Place* places)
    {
        int length = stretch * _tiling.InnerLength;
        foreach (ref readonly LoopMember<T> member in _members.AsSpan())
        {
            T* first = places[member.First].Tile;
            T* output = places[member.Output].Tile;
            if (member.Function is { } function)
            {
                T* second = places[member.Second].Tile;
                function(first, _operands[member.First].RunStep, second, _operands[member.Second].RunStep, output, length);
            }
            else
            {
                AddSums(_operands[member.Output], first, output, stretch);
            }
        }
    }

    // Steps along the axes outside of the tiles, the innermost first.
    private bool NextOuter(int* counters, Place* places)
    {
        int[] sizes = _tiling.OuterSizes;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            bool wraps = ++counters[axis] == sizes[axis];
            for (int k = 0; k < _operands.Length; k++)
            {
                nint stride = _operands[k].OuterStrides[axis];
                places[k].Array += wraps ? -stride * (sizes[axis] - 1) : stride;
            }

            if (!wraps)
            {
                return true;
            }

            counters[axis] = 0;
        }

        return false;
    }

    private static void Expand(LoopOperand operand, T* from, T* tile, int stretch)
    {
        TileRows rows = new(operand, stretch);
        do
        {
            T* row = from + rows.Offset;
            int all = rows.Length * rows.Repeats;
            if (rows.InnerStride == 0)
            {
                Fill(tile, all, *row);
            }
            else
            {
                RowCopies.Write(row, rows.Length, tile, rows.Repeats);
            }

            tile += all;
        }
        while (rows.Next());
    }

    private static void Fill(T* tile, int length, T value)
    {
        if (length >= ShortRow)
        {
            new Span<T>(tile, length).Fill(value);
            return;
        }

        for (int i = 0; i < length; i++)
        {
            tile[i] = value;
        }
    }

    private static void AddSums(LoopOperand operand, T* tile, T* sums, int stretch)
    {
        TileRows rows = new(operand, stretch);
        do
        {
            if (rows.InnerStride == 0)
            {
                RowSum.AddTo(sums + rows.Offset, tile, rows.Length);
            }
            else
            {
                RowSum.AddRows(sums + rows.Offset, tile, rows.Length, rows.Repeats);
            }

            tile += rows.Length * rows.Repeats;
        }
        while (rows.Next());
    }

    private struct Place
    {
        /// <summary>Where the array lies, moved along the axes outside of the tiles.</summary>
        public T* Array;

        /// <summary>Where the members find the tile.</summary>
        public T* Tile;

        /// <summary>What the tile was expanded from last, and at which length: tiles that follow each other often broadcast the same
        /// numbers.</summary>
        public T* Expanded;

        public int Stretch;
    }
}
