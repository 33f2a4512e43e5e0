using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>Makes the loop of a run of instructions: cuts it into tiles, says how each operand is walked, and gives tile buffers to what
/// has no array.</summary>
internal sealed class LoopBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramGraph<T> _graph;
    private readonly Lives<T> _lives;
    private readonly InstructionRun _run;
    private readonly Tiling _tiling;
    private readonly List<LoopOperand> _operands = [];
    private readonly Dictionary<(int Owner, string Walk, bool Expanded), int> _known = [];
    private readonly List<LoopMember<T>> _members = [];
    private readonly Stack<long> _free = [];
    private long _scratchBytes;

    private LoopBuilder(ProgramGraph<T> graph, Lives<T> lives, InstructionRun run)
    {
        _graph = graph;
        _lives = lives;
        _run = run;
        _tiling = Tiling.Of<T>(run.Sizes);
        Instruction<T> first = graph.Instructions[run.First];
        if (run.Count == 1 && run.Sizes!.Length <= 1 && first.Tiles!.Function is not null)
        {
            // Nothing is shared by neighbours and nothing has to be expanded, so there is no use in tiles.
            _tiling = Tiling.Whole(first.LoopShape.ElementCount);
        }
    }

    /// <summary>Makes the loops of all runs.</summary>
    /// <returns>For each run its loop; null where it is computed on whole arrays.</returns>
    public static TiledLoop<T>?[] BuildAll(ProgramGraph<T> graph, Lives<T> lives)
        => [.. graph.Runs.Select(run => run.Sizes is null ? null : new LoopBuilder<T>(graph, lives, run).Build())];

    private TiledLoop<T> Build()
    {
        for (int k = _run.First; k < _run.End; k++)
        {
            Instruction<T> instruction = _graph.Instructions[k];
            TileForm<T> form = instruction.Tiles!;
            int first = Operand(instruction, instruction.Inputs[0], form.First, isResult: false);
            int second = instruction.Inputs.Length == 1 ? first : Operand(instruction, instruction.Inputs[1], form.Second, isResult: false);

            // What is used up here gives its tile to the result where that may be written over it, and else to results that follow.
            if (form.WritesInPlace)
            {
                GiveTiles(k);
            }

            int output = Operand(instruction, instruction.Output, form.Output, isResult: true);
            if (!form.WritesInPlace)
            {
                GiveTiles(k);
            }

            _members.Add(new(form.Function, form.AddsUp, first, second, output));
        }

        return new(_tiling, [.. _operands], [.. _members], _scratchBytes);
    }

    private int Operand(Instruction<T> instruction, int value, TileAccess access, bool isResult)
    {
        Shape loop = instruction.LoopShape;
        return access switch
        {
            { Bordered: { } plane } => Bordered(value, plane.Height, plane.Width, access.BorderedLength, loop),
            { Blocks: { } blocks } => Blocks(value, blocks, access.BlockLength, loop),
            { Windows: > 0 } => Windows(value, access.Windows, instruction.Tiles!.PlaneLength),
            _ => isResult ? Output(value, loop) : Input(value, access.LiesTogether, loop),
        };
    }

    private int Bordered(int value, int height, int width, int length, Shape loop)
    {
        // One array may be taken for planes of several shapes.
        var walk = Walk.Of(_graph.ShapeOf(value), loop);
        return Known(value, $"planes of {height} x {width}, {KeyOf(walk)}", true, () =>
        {
            var operand = LoopOperand.OfBordered(value, height, width, walk, _run.Sizes!, _tiling);
            operand.TileOffset = Take(BufferPool.WholeLines((long)length * Unsafe.SizeOf<T>()));
            return operand;
        });
    }

    private int Blocks(int value, Shape blocks, int length, Shape loop)
    {
        var walk = Walk.Of(blocks, loop);
        string key = $"blocks of {length}, {KeyOf(walk)}";
        return Known(value, key, false, () => LoopOperand.OfBlocks(value, length, walk, _run.Sizes!, _tiling));
    }

    private int Windows(int value, int count, int plane)
        => Known(value, "windows", false, () => LoopOperand.OfWindows(value, count, plane, _tiling));

    private int Input(int value, bool together, Shape loop)
    {
        int owner = _graph.OwnerOf(value);
        if (_lives.IsTile(owner))
        {
            return _known[(owner, "tile", false)];
        }

        int place = Array(value, Walk.Of(_graph.ShapeOf(value), loop), together);
        LoopOperand operand = _operands[place];
        if ((operand.Step < 0 || (together && operand.Step == 0)) && !operand.IsExpanded)
        {
            // A tile of its own for the whole loop: it is filled before the members run, and may serve the next tile as well.
            operand.IsExpanded = true;
            operand.TileOffset = NewTile();
        }

        return place;
    }

    private int Output(int value, Shape loop)
    {
        var walk = Walk.Of(_graph.ShapeOf(value), loop);
        if (!_lives.IsTile(value))
        {
            return Array(value, walk, false);
        }

        return Known(value, "tile", false, () =>
        {
            var tile = LoopOperand.Of(LoopOperand.OnlyATile, walk, _run.Sizes!, _tiling);
            tile.TileOffset = _free.TryPop(out long offset) ? offset : NewTile();
            return tile;
        });
    }

    private int Array(int value, Walk walk, bool together)
        => Known(value, KeyOf(walk), together, () => LoopOperand.Of(value, walk, _run.Sizes!, _tiling));

    // The place of an operand among those that the loop has, or of a new one.
    private int Known(int value, string walk, bool expanded, Func<LoopOperand> make)
    {
        var key = (_graph.OwnerOf(value), walk, expanded);
        if (!_known.TryGetValue(key, out int place))
        {
            place = _operands.Count;
            _operands.Add(make());
            _known.Add(key, place);
        }

        return place;
    }

    private static string KeyOf(Walk walk) => string.Join(',', walk.Sizes) + ":" + string.Join(',', walk.Strides);

    private void GiveTiles(int k)
    {
        foreach (int owner in _graph.Instructions[k].Owners.Distinct())
        {
            if (_lives.IsTile(owner) && _lives.LastUseOf(owner) == k)
            {
                _free.Push(_operands[_known[(owner, "tile", false)]].TileOffset);
            }
        }
    }

    private long NewTile() => Take(TiledLoop<T>.TileBytes(_tiling));

    private long Take(long bytes)
    {
        long offset = _scratchBytes;
        _scratchBytes += bytes;
        return offset;
    }
}
