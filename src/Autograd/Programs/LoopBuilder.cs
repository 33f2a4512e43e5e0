using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>Makes the loop of a step: cuts it into tiles, says how each operand is walked, and gives tile buffers to what has no array.</summary>
internal sealed class LoopBuilder<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramCompiler<T> _program;
    private readonly ProgramStep<T> _step;
    private readonly Tiling _tiling;
    private readonly List<LoopOperand> _operands = [];
    private readonly Dictionary<(int Owner, string Walk, bool Expanded), int> _known = [];
    private readonly List<LoopMember<T>> _members = [];
    private readonly Stack<long> _free = [];

    public LoopBuilder(ProgramCompiler<T> program, ProgramStep<T> step)
    {
        _program = program;
        _step = step;
        _tiling = Tiling.Of<T>(step.Sizes);
        if (step.Count == 1 && step.Sizes!.Length <= 1 && program.Instructions[step.First].Operation is not SumOperation<T>)
        {
            // Nothing is shared by neighbours and nothing has to be expanded, so there is no use in tiles.
            _tiling = Tiling.Whole(program.LoopShape(program.Instructions[step.First]).ElementCount);
        }
    }

    /// <summary>The bytes of scratch memory that the loop wants.</summary>
    public long ScratchBytes { get; private set; }

    public TiledLoop<T> Build()
    {
        for (int k = _step.First; k < _step.First + _step.Count; k++)
        {
            Instruction<T> instruction = _program.Instructions[k];
            if (_program.OneChannel(instruction) is { } convolution)
            {
                AddConvolution(instruction, convolution, k);
                continue;
            }

            ElementwiseOperation<T>? operation = instruction.Operation as ElementwiseOperation<T>;
            var planes = instruction.Operation as PlaneOperation<T>;
            LoopMemberKind kind = operation is not null ? LoopMemberKind.Elementwise
                : planes is not null ? LoopMemberKind.Planes
                : instruction.Operation is SumOperation<T> ? LoopMemberKind.Sum : LoopMemberKind.Copy;

            // A function of one number and a copy have no steps: they want numbers that lie together.
            bool oneInput = instruction.Inputs.Length == 1;

            // As many windows as elements are like any other array, and may have been made here.
            bool readsWindows = planes is { GivesWindows: false } && planes.WindowCount != planes.PlaneLength;
            int first = readsWindows ? Windows(instruction.Inputs[0], planes!)
                : Input(instruction, 0, operation is not null && oneInput);
            int second = oneInput ? first : Input(instruction, 1, false);
            if (operation is not null)
            {
                GiveTiles(instruction, k);
            }

            int output = planes is { GivesWindows: true } ? Windows(instruction.Output, planes) : Output(instruction);
            if (operation is null)
            {
                GiveTiles(instruction, k);
            }

            _members.Add(new(kind, operation, planes, null, first, second, output));
        }

        return new(_tiling, [.. _operands], [.. _members]);
    }

    private void AddConvolution(Instruction<T> instruction, OneChannelConvolution<T> convolution, int k)
    {
        bool isGradient = instruction.Operation is ConvolveToKernelOperation<T>;
        Shape loop = _program.LoopShape(instruction);
        int image = Images(instruction.Inputs[0], convolution, loop);
        if (isGradient)
        {
            int cotangent = Input(instruction, 1, true);
            GiveTiles(instruction, k);
            _members.Add(new(LoopMemberKind.KernelGradient, null, null, convolution, image, cotangent, Kernels(instruction.Output, loop)));
            return;
        }

        int kernels = Kernels(instruction.Inputs[1], loop);
        _members.Add(new(LoopMemberKind.Convolution, null, null, convolution, image, kernels, Output(instruction)));
    }

    private int Images(int slot, OneChannelConvolution<T> convolution, Shape loop)
    {
        // One array may be taken for images of several shapes.
        var walk = Walk.Of(_program.Slots[slot].Shape, loop);
        string key = $"images of {convolution.Height} x {convolution.Width}, {KeyOf(walk)}";
        if (!_known.TryGetValue((_program.Slots[slot].Owner, key, true), out int place))
        {
            place = _operands.Count;
            var operand = LoopOperand.OfImages(slot, convolution.Height, convolution.Width, walk, _step.Sizes!, _tiling);
            operand.TileOffset = ScratchBytes;
            ScratchBytes += ProgramCompiler<T>.Lines((long)convolution.PaddedLength * Unsafe.SizeOf<T>());
            _operands.Add(operand);
            _known.Add((_program.Slots[slot].Owner, key, true), place);
        }

        return place;
    }

    private int Kernels(int slot, Shape loop)
    {
        Shape kernels = _program.Slots[slot].Shape;
        var walk = Walk.Of([kernels[0], 1, kernels[1], 1, 1], loop);
        string key = $"kernels, {KeyOf(walk)}";
        if (!_known.TryGetValue((_program.Slots[slot].Owner, key, false), out int place))
        {
            place = _operands.Count;
            _operands.Add(LoopOperand.OfKernels(slot, PlaneConvolution.KernelLength, walk, _step.Sizes!, _tiling));
            _known.Add((_program.Slots[slot].Owner, key, false), place);
        }

        return place;
    }

    private int Input(Instruction<T> instruction, int input, bool together)
    {
        int slot = instruction.Inputs[input];
        ProgramSlot owner = _program.OwnerOf(slot);
        Walk walk = Walk.Of(_program.Slots[slot].Shape, _program.LoopShape(instruction));
        if (owner.Kind == SlotKind.Tile)
        {
            return _known[(_program.Slots[slot].Owner, "tile", false)];
        }

        int place = Operand(slot, walk, together);
        LoopOperand operand = _operands[place];
        if ((operand.Step < 0 || (together && operand.Step == 0)) && !operand.IsExpanded)
        {
            // A tile of its own for the whole loop: it is filled before the members run, and may serve the next tile as well.
            operand.IsExpanded = true;
            operand.TileOffset = NewTile();
        }

        return place;
    }

    private int Output(Instruction<T> instruction)
    {
        int slot = instruction.Output;
        Shape shape = _program.Slots[slot].Shape;
        Walk walk = Walk.Of(shape, _program.LoopShape(instruction));
        if (_program.Slots[slot].Kind != SlotKind.Tile)
        {
            return Operand(slot, walk, false);
        }

        _known.Add((slot, "tile", false), _operands.Count);
        LoopOperand tile = LoopOperand.Of(-1, walk, _step.Sizes!, _tiling);
        tile.TileOffset = TakeTile();
        _operands.Add(tile);
        return _operands.Count - 1;
    }

    private int Windows(int slot, PlaneOperation<T> planes)
    {
        if (!_known.TryGetValue((_program.Slots[slot].Owner, "windows", false), out int place))
        {
            place = _operands.Count;
            _operands.Add(LoopOperand.OfWindows(slot, planes.WindowCount, planes.PlaneLength, _tiling));
            _known.Add((_program.Slots[slot].Owner, "windows", false), place);
        }

        return place;
    }

    private int Operand(int slot, Walk walk, bool together)
    {
        string key = KeyOf(walk);
        if (!_known.TryGetValue((_program.Slots[slot].Owner, key, together), out int place))
        {
            place = _operands.Count;
            _operands.Add(LoopOperand.Of(slot, walk, _step.Sizes!, _tiling));
            _known.Add((_program.Slots[slot].Owner, key, together), place);
        }

        return place;
    }

    private static string KeyOf(Walk walk) => string.Join(',', walk.Sizes) + ":" + string.Join(',', walk.Strides);

    // What is used up here gives its tile to the result, which an element-wise operation may write in place.
    private void GiveTiles(Instruction<T> instruction, int k)
    {
        foreach (int input in instruction.Inputs.Select(slot => _program.Slots[slot].Owner).Distinct())
        {
            if (_program.Slots[input].Kind == SlotKind.Tile && _program.Slots[input].LastUse == k)
            {
                _free.Push(_operands[_known[(input, "tile", false)]].TileOffset);
            }
        }
    }

    private long TakeTile() => _free.TryPop(out long offset) ? offset : NewTile();

    private long NewTile()
    {
        long offset = ScratchBytes;
        ScratchBytes += TiledLoop<T>.TileBytes(_tiling);
        return offset;
    }
}
