using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Takes from a tape what the outputs need, down to the inputs: the tape's operations are the graph's instructions, in the order
/// in which they were recorded. Nothing else is left out or changed.</summary>
internal static class Slicing<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the graph.</summary>
    /// <exception cref="ArgumentException">The outputs need an input that is not among the inputs, or what can't be computed again; or an
    /// input is named twice.</exception>
    public static ProgramGraph<T> Run(Tape<T> tape, IReadOnlyList<Variable<T>> inputs, IReadOnlyList<Variable<T>> outputs)
    {
        ValueTable values = new();
        Dictionary<int, int> valueOf = [];
        foreach (Variable<T> input in inputs)
        {
            int node = tape.IndexOf(input);
            if (!valueOf.TryAdd(node, values.Count))
            {
                throw new ArgumentException($"The variable %{node} is named twice among the program's inputs.", nameof(inputs));
            }

            values.Add(tape.ShapeOf(node), ValueKind.Input, node);
        }

        int[] inputValues = [.. Enumerable.Range(0, inputs.Count)];
        bool[] needed = Needed(tape, valueOf, outputs);
        List<Instruction<T>> instructions = [];
        for (int node = 0; node < needed.Length; node++)
        {
            if (!needed[node] || valueOf.ContainsKey(node))
            {
                continue;
            }

            Operation<T> operation = tape.OperationOf(node);
            RequireReplayable(tape, node, operation);
            Shape shape = tape.ShapeOf(node);
            if (operation.Leaf == LeafKind.Constant)
            {
                valueOf[node] = values.Add(shape, ValueKind.Constant, node);
                continue;
            }

            int[] read = [.. tape.InputsOf(node).ToArray().Select(input => valueOf[input])];
            int output = operation.IsView
                ? values.AddView(shape, read[0], !operation.MayBeShared, node)
                : values.Add(shape, ValueKind.Computed, node);
            valueOf[node] = output;
            instructions.Add(new(values, operation, read, output));
        }

        PassCounts counts = new(Recorded: tape.Count, Needed: needed.Count(static need => need));
        int[] outputValues = [.. outputs.Select(output => valueOf[tape.IndexOf(output)])];
        return new ProgramGraph<T>(tape, values, inputValues, outputValues, instructions).With(instructions, counts);
    }

    private static bool[] Needed(Tape<T> tape, Dictionary<int, int> inputs, IReadOnlyList<Variable<T>> outputs)
    {
        int last = -1;
        foreach (Variable<T> output in outputs)
        {
            last = Math.Max(last, tape.IndexOf(output));
        }

        var needed = new bool[last + 1];
        foreach (Variable<T> output in outputs)
        {
            needed[output.Index] = true;
        }

        for (int node = last; node >= 0; node--)
        {
            if (needed[node] && !inputs.ContainsKey(node))
            {
                foreach (int input in tape.InputsOf(node))
                {
                    needed[input] = true;
                }
            }
        }

        return needed;
    }

    private static void RequireReplayable(Tape<T> tape, int node, Operation<T> operation)
    {
        if (operation.NotReplayable is { } reason)
        {
            throw new ArgumentException($"The program needs {reason}.");
        }

        if (operation.Leaf == LeafKind.Input)
        {
            string called = operation.OwnName is { } own ? $"'{own}'" : $"%{node}";
            throw new ArgumentException(
                $"The program needs the input {called} of shape {tape.ShapeOf(node)}, which is not among its inputs: name it, or " +
                "put it on the tape with Constant if it never changes.");
        }
    }
}
