using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// A program while it is being made: instructions in an order in which they can run, and the values that they read and compute. A graph
/// never changes; a pass takes one and gives another.
/// </summary>
/// <remarks>The queries ask by the number of an owner of memory, since whoever reads a view reads the memory of its owner. Makers and
/// readers are found once for each graph, when a pass asks for the first time.</remarks>
internal sealed class ProgramGraph<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private HashSet<int>? _outputs;
    private IReadOnlyList<InstructionRun>? _runs;
    private Dictionary<int, int>? _makers;
    private Dictionary<int, List<int>>? _readers;

    /// <summary>Makes a graph.</summary>
    /// <param name="tape">The tape that it was recorded on.</param>
    /// <param name="values">The values.</param>
    /// <param name="inputs">The program's inputs.</param>
    /// <param name="outputs">The program's outputs.</param>
    /// <param name="instructions">The instructions.</param>
    public ProgramGraph(
        Tape<T> tape, ValueTable values, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs, IReadOnlyList<Instruction<T>> instructions)
    {
        Tape = tape;
        Values = values;
        Inputs = inputs;
        Outputs = outputs;
        Instructions = instructions;
    }

    /// <summary>The tape, which has the values of constants.</summary>
    public Tape<T> Tape { get; }

    /// <summary>The values.</summary>
    public ValueTable Values { get; }

    /// <summary>The program's inputs.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>The program's outputs.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>The instructions, in order.</summary>
    public IReadOnlyList<Instruction<T>> Instructions { get; }

    /// <summary>The runs of instructions that are computed together; as long as no pass has gathered them, each instruction by
    /// itself.</summary>
    public IReadOnlyList<InstructionRun> Runs
        => _runs ??= [.. Instructions.Select(static (instruction, k) => new InstructionRun(k, 1, instruction.SizesAlone))];

    /// <summary>What the passes did so far.</summary>
    public PassCounts Counts { get; private init; } = new();

    /// <summary>The value that owns a value's memory.</summary>
    public int OwnerOf(int value) => Values.OwnerOf(value);

    /// <summary>A value's shape.</summary>
    public Shape ShapeOf(int value) => Values.ShapeOf(value);

    /// <summary>Whether a program's output lies in an owner's memory.</summary>
    public bool IsOutput(int owner) => (_outputs ??= [.. Outputs.Select(OwnerOf)]).Contains(owner);

    /// <summary>The place of the instruction that computes a value; null where none does.</summary>
    public int? MakerOf(int owner) => Makers.TryGetValue(owner, out int maker) ? maker : null;

    /// <summary>The places of the instructions that read an owner's memory, each once and in order.</summary>
    public IReadOnlyList<int> ReadersOf(int owner) => Readers.TryGetValue(owner, out List<int>? readers) ? readers : [];

    /// <summary>How many inputs of instructions are an owner's memory.</summary>
    public int ReadingsOf(int owner) => ReadersOf(owner).Sum(reader => Instructions[reader].Owners.Count(read => read == owner));

    /// <summary>Whether an instruction makes a value for one other instruction, which reads it once, and for nobody else.</summary>
    /// <param name="owner">The value.</param>
    /// <param name="reader">The place of the other instruction.</param>
    public bool IsMadeOnlyFor(int owner, int reader)
        => Makers.ContainsKey(owner) && !IsOutput(owner) && ReadersOf(owner) is [int only] && only == reader && ReadingsOf(owner) == 1;

    /// <summary>The same with other instructions, not yet gathered.</summary>
    /// <param name="instructions">The instructions.</param>
    /// <param name="counts">What was done; by default as before.</param>
    public ProgramGraph<T> With(IReadOnlyList<Instruction<T>> instructions, PassCounts? counts = null)
        => new(Tape, Values, Inputs, Outputs, instructions) { Counts = counts ?? Counts };

    /// <summary>The same with other instructions and outputs, not yet gathered.</summary>
    /// <param name="instructions">The instructions.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="counts">What was done.</param>
    public ProgramGraph<T> With(IReadOnlyList<Instruction<T>> instructions, IReadOnlyList<int> outputs, PassCounts counts)
        => new(Tape, Values, Inputs, outputs, instructions) { Counts = counts };

    /// <summary>The same with instructions in runs.</summary>
    /// <param name="instructions">The instructions.</param>
    /// <param name="runs">The runs, which have them all in their order.</param>
    public ProgramGraph<T> Gathered(IReadOnlyList<Instruction<T>> instructions, IReadOnlyList<InstructionRun> runs)
        => new(Tape, Values, Inputs, Outputs, instructions) { Counts = Counts, _runs = runs };

    /// <summary>An instruction for a new value of the shape that the operation gives.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The values that it reads.</param>
    public Instruction<T> Instruct(Operation<T> operation, params int[] inputs)
    {
        Shape shape = operation.OutputShape(OperandShapes.Of([.. inputs.Select(ShapeOf)]));
        return new(Values, operation, inputs, Values.Add(shape, ValueKind.Computed));
    }

    /// <summary>An instruction for a value that is there.</summary>
    /// <param name="output">The value.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The values that it reads.</param>
    public Instruction<T> InstructFor(int output, Operation<T> operation, params int[] inputs) => new(Values, operation, inputs, output);

    private Dictionary<int, int> Makers
        => _makers ??= Instructions.Select(static (instruction, place) => (instruction.Output, place)).ToDictionary();

    private Dictionary<int, List<int>> Readers
    {
        get
        {
            if (_readers is null)
            {
                _readers = [];
                for (int k = 0; k < Instructions.Count; k++)
                {
                    foreach (int owner in Instructions[k].Owners)
                    {
                        if (!_readers.TryGetValue(owner, out List<int>? readers))
                        {
                            _readers.Add(owner, readers = []);
                        }

                        if (readers.Count == 0 || readers[^1] != k)
                        {
                            readers.Add(k);
                        }
                    }
                }
            }

            return _readers;
        }
    }
}
