using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Makes a graph from another one, instruction by instruction in order: what reads a value that a pass replaced reads the other in
/// its place.</summary>
internal sealed class GraphBuilder<T>(ProgramGraph<T> from)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _instead = [];
    private readonly List<Instruction<T>> _instructions = [];

    /// <summary>What is read in the place of values of the graph that it is made from.</summary>
    public int[] Map(int[] values)
    {
        int[]? mapped = null;
        for (int k = 0; k < values.Length; k++)
        {
            if (_instead.TryGetValue(values[k], out int other))
            {
                mapped ??= [.. values];
                mapped[k] = other;
            }
        }

        return mapped ?? values;
    }

    /// <summary>From now on a value is read in the place of another.</summary>
    public void Replace(int value, int other)
    {
        if (value != other)
        {
            _instead[value] = other;
        }
    }

    /// <summary>Takes over an instruction, with other inputs if need be.</summary>
    /// <returns>The value that it computes: as before, but for a view of another value, which is another view.</returns>
    public int Keep(Instruction<T> instruction, Operation<T> operation, int[] inputs)
    {
        if (operation == instruction.Operation && inputs.AsSpan().SequenceEqual(instruction.Inputs))
        {
            _instructions.Add(instruction);
            return instruction.Output;
        }

        if (!operation.IsView || from.OwnerOf(inputs[0]) == from.OwnerOf(instruction.Output))
        {
            _instructions.Add(from.InstructFor(instruction.Output, operation, inputs));
            return instruction.Output;
        }

        int view = Add(operation, inputs, instruction.Shape, from.Values[instruction.Output].Node);
        Replace(instruction.Output, view);
        return view;
    }

    /// <summary>Adds an instruction for a new value.</summary>
    /// <returns>The value.</returns>
    public int Add(Operation<T> operation, int[] inputs, Shape shape, int node = -1)
    {
        int output = operation.IsView
            ? from.Values.AddView(shape, inputs[0], isBarrier: !operation.MayBeShared, node)
            : from.Values.Add(shape, ValueKind.Computed, node);
        _instructions.Add(from.InstructFor(output, operation, inputs));
        return output;
    }

    /// <summary>The graph.</summary>
    /// <param name="counts">What was done.</param>
    public ProgramGraph<T> Build(PassCounts counts) => from.With(_instructions, Map([.. from.Outputs]), counts);
}
