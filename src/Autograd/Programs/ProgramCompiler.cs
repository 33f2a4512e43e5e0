using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Turns a slice of a tape into a program, in passes: keep what the outputs need; fold what depends on constants only; compute equal
/// subexpressions once; gather element-wise chains into tiled steps; give every value a place in the workspace.
/// </summary>
internal sealed class ProgramCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly Dictionary<int, int> _slotOfNode = [];
    private readonly Dictionary<Expression, int> _known = [];

    public ProgramCompiler(Tape<T> tape, IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs)
    {
        _tape = tape;
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
        Gather();
        new MemoryPlan<T>(this).Place();
    }

    public List<ProgramSlot> Slots { get; } = [];

    public List<Instruction<T>> Instructions { get; } = [];

    public List<ProgramStep> Steps { get; } = [];

    public List<int> InputSlots { get; } = [];

    public List<int> OutputSlots { get; } = [];

    /// <summary>The constants end to end, each padded to a whole number of cache lines.</summary>
    public List<T[]> Constants { get; } = [];

    /// <summary>Where the scratch memory of an instruction lies in the workspace, by instruction.</summary>
    public Dictionary<int, long> ScratchOffsets { get; } = [];

    public int RecordedCount { get; private set; }

    public int NeededCount { get; private set; }

    public int FoldedCount { get; private set; }

    public int SharedCount { get; private set; }

    public long WorkspaceBytes { get; set; }

    public long ConstantBytes { get; private set; }

    /// <summary>The slot that owns a slot's memory.</summary>
    public ProgramSlot OwnerOf(int slot) => Slots[Slots[slot].Owner];

    /// <summary>Rounds up to a whole number of cache lines.</summary>
    public static long Lines(long bytes) => (Math.Max(bytes, 1) + 63) / 64 * 64;

    private int NewSlot(Shape shape, SlotKind kind, int owner = -1)
    {
        Slots.Add(new ProgramSlot { Shape = shape, Kind = kind, Owner = owner < 0 ? Slots.Count : owner });
        return Slots.Count - 1;
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

            if (ReferenceEquals(operation, LeafOperation<T>.Input))
            {
                throw new ArgumentException(
                    $"The program needs the input %{node} of shape {_tape.ShapeOf(node)}, which is not among its inputs: name it, or put it on the tape with " +
                    "Constant if it never changes.");
            }

            int[] inputs = [.. _tape.InputsOf(node).ToArray().Select(input => _slotOfNode[input])];
            _slotOfNode[node] = Translate(node, operation, inputs);
        }
    }

    private int Translate(int node, Operation<T> operation, int[] inputs)
    {
        Shape shape = _tape.ShapeOf(node);
        if (inputs.All(input => OwnerOf(input).Kind == SlotKind.Constant))
        {
            FoldedCount += inputs.Length > 0 ? 1 : 0;
            if (_tape.IsReleased(node))
            {
                throw new ArgumentException($"The program needs the value of %{node}, whose memory was given back.");
            }

            int constant = NewSlot(shape, SlotKind.Constant);
            Slots[constant].Offset = ConstantBytes;
            T[] values = _tape.SpanAt(node).ToArray();
            Constants.Add(values);
            ConstantBytes += Lines(values.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
            return constant;
        }

        Expression expression = new(operation.Constants is null ? operation : operation.GetType(), operation.Constants, inputs, shape);
        if (_known.TryGetValue(expression, out int same))
        {
            SharedCount++;
            return same;
        }

        int slot;
        if (operation.IsView)
        {
            slot = NewSlot(shape, SlotKind.View, Slots[inputs[0]].Owner);
        }
        else
        {
            slot = NewSlot(shape, SlotKind.Buffer);
            OperandShapes shapes = new(Slots.Select(value => new Slot { Shape = value.Shape }).ToArray(), inputs);
            Instructions.Add(new(operation, inputs, slot, operation.ScratchLength(shapes, shape)));
        }

        _known.Add(expression, slot);
        return slot;
    }

    /// <summary>Cuts the list of instructions into steps: neighbours that are element-wise on arrays of one length go together.</summary>
    private void Gather()
    {
        int at = 0;
        while (at < Instructions.Count)
        {
            int length = TileableLength(Instructions[at]);
            int end = at + 1;
            while (length > 0 && end < Instructions.Count && TileableLength(Instructions[end]) == length && FitsStep(at, end))
            {
                end++;
            }

            Steps.Add(new(at, end - at, end - at > 1 ? length : 0));
            at = end;
        }
    }

    private int TileableLength(Instruction<T> instruction)
    {
        int length = Slots[instruction.Output].Shape.ElementCount;
        return instruction.Operation is ElementwiseOperation<T>
            && instruction.Inputs.All(input => Slots[input].Shape.ElementCount == length || Slots[input].Shape.ElementCount == 1)
            ? length
            : 0;
    }

    // A single number that the step itself computes would be read before it is whole: only possible for arrays of one element.
    private bool FitsStep(int first, int next)
    {
        int length = Slots[Instructions[next].Output].Shape.ElementCount;
        return length > 1 || Enumerable.Range(first, next - first).All(k => !Instructions[next].Inputs.Any(
            input => Slots[input].Owner == Slots[Instructions[k].Output].Owner));
    }

    /// <summary>What an operation computes from what; equal expressions have equal values.</summary>
    private readonly record struct Expression(object Operation, object? Constants, int[] Inputs, Shape Shape)
    {
        public bool Equals(Expression other)
            => Equals(Operation, other.Operation) && Equals(Constants, other.Constants) && Inputs.AsSpan().SequenceEqual(other.Inputs) && Shape == other.Shape;

        public override int GetHashCode()
        {
            HashCode hash = default;
            hash.Add(Operation);
            hash.Add(Constants);
            foreach (int input in Inputs)
            {
                hash.Add(input);
            }

            return hash.ToHashCode();
        }
    }
}
