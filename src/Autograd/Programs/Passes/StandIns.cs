using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Lets operations read, in the place of an input, what was computed from it before and does as well: the gate that is the
/// derivative of ReLU asks whether x is above 0, and relu(x) is just where x is. Then x need not be kept for it. What is computed does not
/// change, and so no bit does.</summary>
internal static class StandIns<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        // Only what somebody could read in the place of an input is worth remembering.
        HashSet<Type> wanted = [.. graph.Instructions.SelectMany(StandInsOf).Select(static operation => operation.GetType())];
        if (wanted.Count == 0)
        {
            return graph;
        }

        Dictionary<Expression, int> known = [];
        GraphBuilder<T> built = new(graph);
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            Operation<T> operation = instruction.Operation;
            int[] inputs = built.Map(instruction.Inputs);
            for (int k = 0; k < inputs.Length; k++)
            {
                if (operation.StandIn(k) is { } standIn
                    && known.TryGetValue(Expression.Of(standIn, [inputs[k]], graph.ShapeOf(inputs[k])), out int other))
                {
                    inputs = [.. inputs];
                    inputs[k] = other;
                }
            }

            int output = built.Keep(instruction, operation, inputs);
            if (operation.MayBeShared && wanted.Contains(operation.GetType()))
            {
                known.TryAdd(Expression.Of(operation, inputs, instruction.Shape), output);
            }
        }

        return built.Build(graph.Counts);
    }

    private static IEnumerable<Operation<T>> StandInsOf(Instruction<T> instruction)
    {
        for (int k = 0; k < instruction.Inputs.Length; k++)
        {
            if (instruction.Operation.StandIn(k) is { } standIn)
            {
                yield return standIn;
            }
        }
    }
}
