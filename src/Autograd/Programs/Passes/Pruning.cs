using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Leaves out what no output needs any more, and views, which from here on are memory that is read under another shape and no
/// instructions; and numbers the values anew. Nothing else changes.</summary>
internal sealed class Pruning<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ValueTable _old;
    private readonly ValueTable _values = new();
    private readonly Dictionary<int, int> _numbers = [];

    private Pruning(ValueTable old) => _old = old;

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        HashSet<int> used = [.. graph.Outputs.Select(graph.OwnerOf)];
        List<Instruction<T>> needed = [];
        foreach (Instruction<T> instruction in graph.Instructions.Reverse())
        {
            if (!instruction.Operation.IsView && used.Contains(instruction.Output))
            {
                needed.Add(instruction);
                used.UnionWith(instruction.Owners);
            }
        }

        needed.Reverse();
        Pruning<T> pass = new(graph.Values);
        int[] inputs = [.. graph.Inputs.Select(pass.Number)];
        Instruction<T>[] instructions = [.. needed.Select(pass.Renumbered)];
        int[] outputs = [.. graph.Outputs.Select(pass.Number)];
        long bytes = inputs.Concat(instructions.Select(static instruction => instruction.Output))
            .Sum(value => CacheLines.BytesOf<T>(pass._values.ShapeOf(value)));
        ProgramGraph<T> pruned = new(graph.Tape, pass._values, inputs, outputs, instructions);
        return pruned.With(instructions, graph.Counts with { Bytes = bytes });
    }

    private Instruction<T> Renumbered(Instruction<T> instruction)
    {
        int[] inputs = [.. instruction.Inputs.Select(Number)];
        return new(_values, instruction.Operation, inputs, Number(instruction.Output), instruction.IsRecomputed);
    }

    private int Number(int old)
    {
        if (!_numbers.TryGetValue(old, out int number))
        {
            Value value = _old[old];
            number = value.Kind == ValueKind.View
                ? _values.AddView(value.Shape, Number(value.Owner), value.IsBarrier, value.Node)
                : _values.Add(value.Shape, value.Kind, value.Node);
            _numbers.Add(old, number);
        }

        return number;
    }
}
