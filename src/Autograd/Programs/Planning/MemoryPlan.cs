using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Gives every value of a program a place in its workspace. Two values share a place when their lives don't overlap; a result that is
/// computed element by element along with an input that it uses up takes its place; what lives within one run in tiles only has no place
/// but a tile.
/// </summary>
/// <remarks>Inputs have places of their own at the beginning, so that they survive a run. The rest is placed in the order of the
/// instructions, each in the smallest gap that holds it.</remarks>
internal sealed class MemoryPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramGraph<T> _graph;
    private readonly Lives<T> _lives;
    private readonly long[] _offsets;

    // Free stretches of the workspace, by offset; no two touch.
    private readonly SortedDictionary<long, long> _free = [];
    private long _end;

    /// <summary>Plans the memory of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="lives">How long its values are needed.</param>
    /// <param name="scratch">The bytes of scratch memory that each run of instructions wants.</param>
    public MemoryPlan(ProgramGraph<T> graph, Lives<T> lives, IReadOnlyList<long> scratch)
    {
        _graph = graph;
        _lives = lives;
        _offsets = new long[graph.Values.Count];
        Array.Fill(_offsets, -1);
        ScratchOffsets = new long[scratch.Count];
        foreach (int input in graph.Inputs)
        {
            _offsets[input] = Take(Bytes(input));
        }

        List<int> dead = [];
        for (int step = 0; step < scratch.Count; step++)
        {
            // Within a run in tiles the instructions take turns, so what dies in it is free only after it, but for a result of the same
            // length: tile by tile it takes the very place of what was read before it.
            InstructionRun run = graph.Runs[step];
            dead.Clear();
            for (int k = run.First; k < run.End; k++)
            {
                PlaceResult(k, dead, run.Sizes is not null);
            }

            if (scratch[step] > 0)
            {
                // Scratch lives for this run only: the next value may lie there afterwards.
                long bytes = BufferPool.WholeLines(scratch[step]);
                ScratchOffsets[step] = Take(bytes);
                Give(ScratchOffsets[step], bytes);
            }

            foreach (int value in dead)
            {
                Give(_offsets[value], Bytes(value));
            }
        }

        WorkspaceBytes = _end;
    }

    /// <summary>The bytes of the workspace.</summary>
    public long WorkspaceBytes { get; }

    /// <summary>Where the scratch memory of each run begins.</summary>
    public long[] ScratchOffsets { get; }

    /// <summary>Where an owner's array begins; -1 where it has none in the workspace.</summary>
    public long OffsetOf(int owner) => _offsets[owner];

    private long Bytes(int value) => CacheLines.BytesOf<T>(_graph.ShapeOf(value));

    private void PlaceResult(int k, List<int> dead, bool isTiled)
    {
        Instruction<T> instruction = _graph.Instructions[k];

        // By owners: an instruction may read an array twice, under two shapes.
        dead.AddRange(instruction.Owners.Distinct().Where(
            owner => _lives.LastUseOf(owner) == k && _graph.Values[owner].Kind == ValueKind.Computed && !_lives.IsTile(owner)));
        int result = instruction.Output;
        if (_lives.IsTile(result))
        {
            return;
        }

        int heirOf = dead.FindLastIndex(owner => isTiled ? IsReadByTiles(owner, instruction) : instruction.ReadsAlong(owner));
        if (heirOf >= 0)
        {
            _offsets[result] = _offsets[dead[heirOf]];
            dead.RemoveAt(heirOf);
        }
        else
        {
            _offsets[result] = Take(Bytes(result));
        }

        if (_lives.LastUseOf(result) == k)
        {
            // Nobody reads it; it can only be an output of an operation that is kept for its own sake.
            dead.Add(result);
        }
    }

    // Whether an array that died in a run in tiles was read tile by tile, so that a result that is written in place may lie there: what
    // broadcasts is not, and a sum begins before anything is read.
    private bool IsReadByTiles(int owner, Instruction<T> instruction)
        => instruction.Tiles!.WritesInPlace && _graph.ShapeOf(owner).ElementCount == instruction.LoopShape.ElementCount;

    private long Take(long bytes)
    {
        long best = -1;
        foreach ((long offset, long size) in _free)
        {
            if (size >= bytes && (best < 0 || size < _free[best]))
            {
                best = offset;
            }
        }

        if (best < 0)
        {
            // A free stretch at the end grows to what is needed.
            if (_free.Count > 0)
            {
                (long offset, long size) = _free.Last();
                if (offset + size == _end)
                {
                    _free.Remove(offset);
                    _end = offset + bytes;
                    return offset;
                }
            }

            long start = _end;
            _end += bytes;
            return start;
        }

        long left = _free[best] - bytes;
        _free.Remove(best);
        if (left > 0)
        {
            _free.Add(best + bytes, left);
        }

        return best;
    }

    private void Give(long offset, long bytes)
    {
        foreach ((long other, long size) in _free)
        {
            if (other + size == offset)
            {
                _free.Remove(other);
                Give(other, size + bytes);
                return;
            }

            if (offset + bytes == other)
            {
                _free.Remove(other);
                Give(offset, bytes + size);
                return;
            }
        }

        _free.Add(offset, bytes);
    }
}
