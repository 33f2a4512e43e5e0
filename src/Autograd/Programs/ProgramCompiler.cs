using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Turns a slice of a tape into a program, in passes: keep what the outputs need; fold what depends on constants only; compute equal
/// subexpressions once; leave out factors of one and take signs into the operations that read them; let gates read what ReLU computed; let operations that broadcast read what others broadcast for them; compute chains of matrix products
/// in another order if asked to; let matrix products scale and add what they compute; gather what is computed tile by tile into steps; compute anew what costs less than to store it; give every value a place in the workspace.
/// </summary>
internal sealed class ProgramCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly Dictionary<int, int> _slotOfNode = [];
    private readonly Dictionary<Expression, int> _known = [];
    private readonly Broadcasts<T> _broadcasts;
    private readonly Signs<T> _signs = new();

    // Which values of the tape the constants are; a slot of one element takes the first.
    private readonly List<(int Slot, int Node)> _folded = [];

    public ProgramCompiler(Tape<T> tape, IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs, ProductOrder products, RecomputationCosts costs)
    {
        _tape = tape;
        _broadcasts = new(this);
        foreach (Variable<T> input in inputs)
        {
            int node = tape.IndexOf(input);
            if (!_slotOfNode.TryAdd(node, Slots.Count))
            {
                throw new ArgumentException($"The variable %{node} is named twice among the program's inputs.", nameof(inputs));
            }

            InputSlots.Add(NewSlot(tape.ShapeOf(node), SlotKind.Input));
        }

        Translate(Needed(outputs));
        OutputSlots.AddRange(outputs.Select(output => _slotOfNode[tape.IndexOf(output)]));
        DropUnused();
        ReorderedCount = products == ProductOrder.Cheapest ? new Reassociation<T>(this).Run() : 0;
        AbsorbedCount = new Absorption<T>(this).Run();
        PlaceConstants();
        new Gathering<T>(this).Run();
        new Recomputation<T>(this, costs).Run();
        new MemoryPlan<T>(this).Place();
    }

    public List<ProgramSlot> Slots { get; } = [];

    public List<Instruction<T>> Instructions { get; } = [];

    public List<ProgramStep<T>> Steps { get; } = [];

    public List<int> InputSlots { get; } = [];

    public List<int> OutputSlots { get; } = [];

    /// <summary>The constants that are read, end to end, each padded to a whole number of cache lines.</summary>
    public List<T[]> Constants { get; } = [];

    public int RecordedCount { get; private set; }

    public int NeededCount { get; private set; }

    public int FoldedCount { get; private set; }

    public int SharedCount { get; private set; }

    public int ReorderedCount { get; }

    public int AbsorbedCount { get; }

    public long WorkspaceBytes { get; set; }

    public long ConstantBytes { get; private set; }

    /// <summary>The slot that owns a slot's memory.</summary>
    public ProgramSlot OwnerOf(int slot) => Slots[Slots[slot].Owner];

    /// <summary>Whether an instruction reads an array only along with what it writes, which is as long.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="owner">The slot that owns the array, one of those that it reads.</param>
    public bool ReadsAlong(Instruction<T> instruction, ProgramSlot owner)
    {
        for (int k = 0; k < instruction.Inputs.Length; k++)
        {
            if (OwnerOf(instruction.Inputs[k]) == owner && !instruction.Operation.ReadsAlong(k))
            {
                return false;
            }
        }

        return owner.Shape.ElementCount == Slots[instruction.Output].Shape.ElementCount;
    }

    /// <summary>Rounds up to a whole number of cache lines.</summary>
    public static long Lines(long bytes) => (Math.Max(bytes, 1) + 63) / 64 * 64;

    /// <summary>Whether an instruction can be computed tile by tile: element by element, a copy that broadcasts, a sum over axes, or plane by plane.</summary>
    public bool IsTileable(Instruction<T> instruction)
        => (instruction.Operation is ElementwiseOperation<T> or BroadcastToOperation<T> or SumOperation<T> or PlaneOperation<T> || OneChannel(instruction) is not null)
            && LoopShape(instruction).ElementCount > 0;

    /// <summary>Whether an instruction can read a value, one of its inputs, tile by tile as it is made.</summary>
    public bool ReadsTiles(Instruction<T> instruction, int owner)
        => IsTileable(instruction)
            && (OneChannel(instruction) is null || (instruction.Operation is ConvolveToKernelOperation<T> && Slots[instruction.Inputs[1]].Owner == owner));

    /// <summary>How an instruction convolves plane by plane, or null where it does not.</summary>
    public OneChannelConvolution<T>? OneChannel(Instruction<T> instruction) => instruction.Operation switch
    {
        ConvolveOperation<T> convolve => convolve.OneChannel(Slots[instruction.Inputs[0]].Shape, Slots[instruction.Inputs[1]].Shape),
        ConvolveToKernelOperation<T> toKernel => toKernel.OneChannel(Slots[instruction.Inputs[0]].Shape),
        _ => null,
    };

    /// <summary>Whether the result of an instruction that is computed tile by tile is smaller than what is cut, and whole only after the last tile: sums,
    /// windows and kernels.</summary>
    public static bool IsGathered(Instruction<T> instruction)
        => instruction.Operation is SumOperation<T> or PlaneOperation<T> { GivesWindows: true } or ConvolveToKernelOperation<T>;

    /// <summary>The shape of the arrays that are cut into tiles: the result's, or for a sum that of what is summed, for windows that of their
    /// planes, and for the gradient by a kernel that of the cotangent.</summary>
    public Shape LoopShape(Instruction<T> instruction) => Slots[instruction.Operation switch
    {
        SumOperation<T> => instruction.Inputs[0],
        PlaneOperation<T> or ConvolveToKernelOperation<T> => instruction.Inputs[1],
        _ => instruction.Output,
    }].Shape;

    /// <summary>The sizes of the axes along which the operands of an instruction that is computed tile by tile are walked.</summary>
    public int[] LoopSizes(Instruction<T> instruction)
    {
        Shape shape = LoopShape(instruction);
        int[] sizes = shape.ElementCount == 1 ? [] : [shape.ElementCount];
        if (instruction.Operation is PlaneOperation<T> planes)
        {
            return Walk.Refine(sizes, [shape.ElementCount / planes.PlaneLength, planes.PlaneLength])!;
        }

        if (OneChannel(instruction) is { } convolution)
        {
            return Walk.Refine(sizes, [shape[0], shape[1], shape[2], convolution.PlaneLength])!;
        }

        foreach (int slot in instruction.Inputs.Append(instruction.Output))
        {
            sizes = Walk.Refine(sizes, Walk.Of(Slots[slot].Shape, shape).Sizes)!;
        }

        return sizes;
    }

    /// <summary>The length of the rows that a sum adds up: 1 where the innermost axis stays.</summary>
    public int SumRow(Instruction<T> instruction)
    {
        Walk walk = Walk.Of(Slots[instruction.Output].Shape, LoopShape(instruction));
        return walk.Strides.Length > 0 && walk.Strides[^1] == 0 ? walk.Sizes[^1] : 1;
    }

    /// <summary>Whether an instruction can be computed in such tiles: sums add in the same order as without, and planes stay whole.</summary>
    public bool Allows(Tiling tiling, Instruction<T> instruction) => instruction.Operation switch
    {
        SumOperation<T> => tiling.KeepsSums(SumRow(instruction)),
        PlaneOperation<T> planes => tiling.KeepsPlanes(planes.PlaneLength),
        _ => OneChannel(instruction) is not { } convolution || tiling.IsCutInto(convolution.PlaneLength),
    };

    /// <summary>A slot of its own, or one for the memory of another under another shape.</summary>
    public int NewSlot(Shape shape, SlotKind kind, int owner = -1)
    {
        Slots.Add(new ProgramSlot { Shape = shape, Kind = kind, Owner = owner < 0 ? Slots.Count : owner });
        return Slots.Count - 1;
    }

    private int NewConstant(Shape shape, int node)
    {
        int constant = NewSlot(shape, SlotKind.Constant);
        _folded.Add((constant, node));
        return constant;
    }

    // Copies the constants that an instruction reads or that are outputs; those on the way to them are not needed, and may be gone.
    private void PlaceConstants()
    {
        HashSet<int> used = [.. OutputSlots.Select(slot => Slots[slot].Owner)];
        foreach (Instruction<T> instruction in Instructions)
        {
            used.UnionWith(instruction.Inputs.Select(input => Slots[input].Owner));
        }

        foreach ((int slot, int node) in _folded.Where(folded => used.Contains(folded.Slot)))
        {
            if (_tape.IsReleased(node))
            {
                throw new ArgumentException($"The program needs the value of %{node}, whose memory was given back.");
            }

            T[] values = _tape.SpanAt(node)[..Slots[slot].Shape.ElementCount].ToArray();
            Slots[slot].Offset = ConstantBytes;
            Constants.Add(values);
            ConstantBytes += Lines((long)values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        }

        if (ConstantBytes > Array.MaxLength - 64)
        {
            throw new ArgumentException(
                $"What the program computes from constants takes {ConstantBytes} bytes, more than the {Array.MaxLength - 64} that it can keep: name the largest among its inputs.");
        }
    }

    // By bits, since the two zeros are equal as numbers.
    private static bool IsUniform(ReadOnlySpan<T> values)
    {
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values);
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        return bytes[size..].SequenceEqual(bytes[..^size]);
    }

    private bool[] Needed(IReadOnlyList<Variable<T>> outputs)
    {
        int last = -1;
        foreach (Variable<T> output in outputs)
        {
            last = Math.Max(last, _tape.IndexOf(output));
        }

        var needed = new bool[last + 1];
        foreach (Variable<T> output in outputs)
        {
            needed[output.Index] = true;
        }

        for (int node = last; node >= 0; node--)
        {
            if (!needed[node] || _slotOfNode.ContainsKey(node))
            {
                continue;
            }

            foreach (int input in _tape.InputsOf(node))
            {
                needed[input] = true;
            }
        }

        RecordedCount = _tape.Count;
        NeededCount = needed.Count(static need => need);
        return needed;
    }

    private void Translate(bool[] needed)
    {
        for (int node = 0; node < needed.Length; node++)
        {
            if (!needed[node] || _slotOfNode.ContainsKey(node))
            {
                continue;
            }

            Operation<T> operation = _tape.OperationOf(node);
            if (operation.NotReplayable is { } reason)
            {
                throw new ArgumentException($"The program needs {reason}.");
            }

            if (operation is LeafOperation<T> { IsInput: true } leaf)
            {
                string called = leaf.OwnName is { } own ? $"'{own}'" : $"%{node}";
                throw new ArgumentException(
                    $"The program needs the input {called} of shape {_tape.ShapeOf(node)}, which is not among its inputs: name it, or put it on the tape with " +
                    "Constant if it never changes.");
            }

            int[] inputs = [.. _tape.InputsOf(node).ToArray().Select(input => _slotOfNode[input])];
            _slotOfNode[node] = Translate(node, operation, inputs);
        }
    }

    private int Translate(int node, Operation<T> operation, int[] inputs)
    {
        Shape shape = _tape.ShapeOf(node);

        // What had nothing to do is a node of its own for the sake of derivatives only; or it holds what else is gone.
        if (operation is ReshapeOperation<T> && Slots[inputs[0]].Shape == shape && !_tape.IsReleased(_tape.InputsOf(node)[0]))
        {
            return inputs[0];
        }

        if (operation.IsPure && inputs.All(input => OwnerOf(input).Kind == SlotKind.Constant))
        {
            FoldedCount += inputs.Length > 0 ? 1 : 0;
            int constant = NewConstant(shape, node);
            if (shape.ElementCount > 1 && !_tape.IsReleased(node) && IsUniform(_tape.SpanAt(node)))
            {
                _broadcasts.Note(constant, NewConstant(Shape.Scalar, node));
            }

            return constant;
        }

        return Emit(operation, inputs, shape);
    }

    private int Emit(Operation<T> operation, int[] inputs, Shape shape)
    {
        (operation, inputs) = _signs.Taken(operation, inputs);
        if (operation is ScaleOperation<T> { Factor: var factor } && factor == T.One)
        {
            // What a sign was taken from may have been computed before it was broadcast.
            return Slots[inputs[0]].Shape == shape ? inputs[0] : Emit(new BroadcastToOperation<T>(shape), inputs, shape);
        }

        inputs = WithReluOf(operation, inputs);
        if (_broadcasts.ComputeBefore(operation, inputs, shape) is { } small)
        {
            int computed = Emit(small.Operation, small.Inputs, small.Shape);
            return Emit(new BroadcastToOperation<T>(shape), [computed], shape);
        }

        _broadcasts.ReadBefore(operation, inputs, shape);
        Expression expression = Expression.Of(operation, inputs, shape);
        if (operation.MayBeShared && _known.TryGetValue(expression, out int same))
        {
            SharedCount++;
            return same;
        }

        int slot;
        if (operation.IsView)
        {
            slot = NewSlot(shape, SlotKind.View, Slots[inputs[0]].Owner);
            Slots[slot].IsBarrier = !operation.MayBeShared;
        }
        else
        {
            slot = NewSlot(shape, SlotKind.Buffer);
            OperandShapes shapes = OperandShapes.Of([.. inputs.Select(input => Slots[input].Shape)]);
            Instructions.Add(new(operation, inputs, slot, operation.ScratchLength(shapes, shape)));
            if (operation is BroadcastToOperation<T>)
            {
                _broadcasts.Note(slot, inputs[0]);
            }

            _signs.Note(slot, operation, inputs);
        }

        if (operation.MayBeShared)
        {
            _known.Add(expression, slot);
        }

        return slot;
    }

    // relu(x) is above 0 just where x is: a gate reads that instead, which the next layer keeps anyway, and x need not be kept for it.
    private int[] WithReluOf(Operation<T> operation, int[] inputs)
        => operation is ReluGateOperation<T>
            && _known.TryGetValue(Expression.Of(ReluOperation<T>.Plain, [inputs[1]], Slots[inputs[1]].Shape), out int relu) ? [inputs[0], relu] : inputs;

    // Drops the broadcasts that nobody reads any more.
    private void DropUnused()
    {
        HashSet<int> used = [.. OutputSlots.Select(slot => Slots[slot].Owner)];
        for (int k = Instructions.Count - 1; k >= 0; k--)
        {
            if (!used.Contains(Instructions[k].Output))
            {
                Instructions.RemoveAt(k);
                continue;
            }

            foreach (int input in Instructions[k].Inputs)
            {
                used.Add(Slots[input].Owner);
            }
        }
    }
}
