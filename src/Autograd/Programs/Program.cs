using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// A slice of a tape made ready to run again and again with new inputs: pruned to what its outputs need, equal subexpressions computed
/// once, element-wise chains run tile by tile, memory planned beforehand.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// A run allocates nothing and checks nothing. The program is immutable and may be shared by threads; each runs it in a
/// <see cref="Workspace{T}"/> of its own. Every operation is the one that was recorded, on the same numbers in the same order, so a run
/// gives the same bits as recording anew; with <see cref="ProductOrder.Cheapest"/> the same to rounding.
/// </remarks>
/// <example>
/// <code>
/// Program&lt;float&gt; program = tape.Compile([x], [loss, gradient]);
/// using Workspace&lt;float&gt; workspace = program.CreateWorkspace();
/// values.CopyTo(workspace.Input(0));
/// workspace.Run();
/// float result = workspace.Output(0)[0];
/// </code>
/// </example>
public sealed partial class Program<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramSlot[] _slots;
    private readonly Instruction<T>[] _instructions;
    private readonly ProgramStep<T>[] _steps;
    private readonly int[] _inputs;
    private readonly int[] _outputs;
    private readonly int[][] _views;
    private readonly byte[] _constants;
    private readonly nint _constantStart;
    private readonly PassCounts _counts;
    private readonly ProgramNames _names;

    internal unsafe Program(
        ProgramGraph<T> graph,
        ProgramSlot[] slots,
        ProgramStep<T>[] steps,
        long workspaceBytes,
        ConstantPlan<T> constants,
        ProgramNames names)
    {
        _names = names;
        _slots = slots;
        _steps = steps;
        _instructions = [.. graph.Instructions];
        _inputs = [.. graph.Inputs];
        _outputs = [.. graph.Outputs];
        _counts = graph.Counts;
        ILookup<int, int> byOwner = Enumerable.Range(0, _slots.Length).ToLookup(slot => _slots[slot].Owner);
        _views = [.. _inputs.Concat(_outputs).Select(slot => byOwner[_slots[slot].Owner].ToArray())];
        WorkspaceBytes = workspaceBytes;
        HelperBytes = BufferPool.WholeLines(
            _instructions.Where(static instruction => instruction.Operation.SharesWork)
                .Select(static instruction => instruction.ScratchLength)
                .DefaultIfEmpty()
                .Max() * (long)sizeof(T));
        _constants = GC.AllocateUninitializedArray<byte>((int)constants.Bytes + 64, pinned: true);
        _constantStart = ((nint)Unsafe.AsPointer(ref _constants[0]) + 63) & ~(nint)63;
        foreach ((long offset, T[] values) in constants.Arrays)
        {
            values.CopyTo(new Span<T>((void*)(_constantStart + (nint)offset), values.Length));
        }
    }

    /// <summary>The number of inputs.</summary>
    public int InputCount => _inputs.Length;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => _outputs.Length;

    /// <summary>The names of the inputs, in order; none when the program was compiled without.</summary>
    public IReadOnlyList<string> InputNames => _names.Inputs;

    /// <summary>The names of the outputs, in order; none when the program was compiled without.</summary>
    public IReadOnlyList<string> OutputNames => _names.Outputs;

    /// <summary>The bytes of memory that a run needs, inputs and outputs included.</summary>
    public long WorkspaceBytes { get; }

    /// <summary>The operations that were on the tape.</summary>
    public int RecordedOperations => _counts.Recorded;

    /// <summary>The operations, inputs and constants that the outputs need.</summary>
    public int NeededOperations => _counts.Needed;

    /// <summary>The operations whose results depend on constants only.</summary>
    public int FoldedOperations => _counts.Folded;

    /// <summary>The operations that compute what another one computes.</summary>
    public int SharedOperations => _counts.Shared;

    /// <summary>The matrix products and sums over tasks that are computed in another order than recorded; none unless asked for with
    /// <see cref="ProductOrder.Cheapest"/>.</summary>
    public int ReorderedProducts => _counts.Reordered;

    /// <summary>The scalings and sums that matrix products compute along.</summary>
    public int AbsorbedOperations => _counts.Absorbed;

    /// <summary>The operations that steps compute once more, tile by tile, because that costs less than to store their results and read
    /// them again: of arrays that are larger than a cache.</summary>
    public int RecomputedOperations => _instructions.Count(static instruction => instruction.IsRecomputed);

    /// <summary>The operations that a run computes, without those that it computes once more.</summary>
    public int ComputedOperations => _instructions.Length - RecomputedOperations;

    /// <summary>The runs of operations that are computed together, tile by tile.</summary>
    public int TiledSteps => _steps.Count(static step => step.Count > 1);

    /// <summary>The shape of an input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Shape InputShape(int input) => _slots[InputSlot(input)].Shape;

    /// <summary>Whether a run reads an input; what no output needs is not read.</summary>
    /// <param name="input">Which input, from 0.</param>
    public bool Reads(int input)
    {
        int owner = _slots[InputSlot(input)].Owner;
        return Array.Exists(_instructions, instruction => Array.Exists(instruction.Inputs, slot => _slots[slot].Owner == owner))
            || Array.Exists(_outputs, slot => _slots[slot].Owner == owner);
    }

    /// <summary>The shape of an output.</summary>
    /// <param name="output">Which output, from 0.</param>
    public Shape OutputShape(int output) => _slots[OutputSlot(output)].Shape;

    /// <summary>The number of an input, by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int InputNumber(string name) => _names.Input(name);

    /// <summary>The number of an output, by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int OutputNumber(string name) => _names.Output(name);

    /// <summary>Makes the memory for running the program; a thread has its own.</summary>
    /// <param name="pool">Where the memory comes from; by default a pool of its own.</param>
    /// <param name="team">Who shares the work of large matrix products; by default the thread that runs the program does it alone. Each
    /// helper takes scratch memory as large as that of the largest product.</param>
    public Workspace<T> CreateWorkspace(BufferPool? pool = null, ThreadTeam? team = null) => new(this, pool ?? new BufferPool(), team);

    /// <summary>Makes memory for running the program whose first inputs lie where those of another workspace lie, and take none
    /// here.</summary>
    /// <param name="front">The other workspace. It must not be disposed of before this one.</param>
    /// <param name="shared">How many of the first inputs; they are the first of the other's program as well, in order and of the same
    /// shapes.</param>
    /// <param name="pool">Where the memory comes from; by default a pool of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer inputs.</exception>
    /// <exception cref="ArgumentException">The shapes are not the same.</exception>
    public Workspace<T> CreateWorkspace(Workspace<T> front, int shared, BufferPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(front);
        ArgumentOutOfRangeException.ThrowIfNegative(shared);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shared, Math.Min(InputCount, front.Program.InputCount));
        for (int k = 0; k < shared; k++)
        {
            if (InputShape(k) != front.Program.InputShape(k))
            {
                throw new ArgumentException(
                    $"Input {k} has shape {InputShape(k)} and that of the other workspace {front.Program.InputShape(k)}; they must be " +
                        "the same.",
                    nameof(shared));
            }
        }

        return new(this, pool ?? new BufferPool(), null, front, shared);
    }

    /// <summary>The bytes of a workspace that its first inputs take: inputs come first in it, in order.</summary>
    /// <param name="count">How many inputs.</param>
    public long BytesOfInputs(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, InputCount);
        return _inputs.Take(count).Sum(input => CacheLines.BytesOf<T>(_slots[input].Shape));
    }

    /// <summary>The bytes of scratch memory that each helper of a team needs.</summary>
    internal long HelperBytes { get; }

    /// <summary>The values' places for a workspace at an address.</summary>
    internal Slot[] Bind(nint workspace)
    {
        var bound = new Slot[_slots.Length];
        for (int k = 0; k < bound.Length; k++)
        {
            ProgramSlot owner = _slots[_slots[k].Owner];
            bound[k] = new Slot
            {
                Shape = _slots[k].Shape,
                Pointer = (owner.Kind == SlotKind.Constant ? _constantStart : workspace) + (nint)owner.Offset,
            };
        }

        return bound;
    }

    internal int InputSlot(int input) => _inputs[Among(_inputs.Length, input, nameof(input))];

    internal int OutputSlot(int output) => _outputs[Among(_outputs.Length, output, nameof(output))];

    private static int Among(int count, int number, string kind)
        => (uint)number < (uint)count
            ? number
            : throw new ArgumentOutOfRangeException(kind, number, $"The program has {count} {kind}s, numbered from 0.");

    /// <summary>Computes everything, in order.</summary>
    internal void Run(Slot[] slots, nint workspace, in Helpers helpers)
    {
        foreach (ProgramStep<T> step in _steps)
        {
            Run(step, slots, workspace, helpers);
        }
    }

    private unsafe void Run(ProgramStep<T> step, Slot[] slots, nint workspace, in Helpers helpers)
    {
        nint scratchStart = workspace + (nint)step.ScratchOffset;
        if (step.Loop is { } loop)
        {
            loop.Run(slots, scratchStart);
            return;
        }

        Instruction<T> instruction = _instructions[step.First];
        Span<T> scratch = step.ScratchLength == 0 ? default : new Span<T>((void*)scratchStart, step.ScratchLength);
        instruction.Operation.Compute(new ComputeContext<T>(slots, instruction.Inputs, instruction.Output, scratch, helpers));
    }
}
