using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Computes equal expressions once: the same operation on the same values. The bits are those of the first, which are those of
/// all.</summary>
internal static class Sharing<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Dictionary<Expression, int> known = [];
        GraphBuilder<T> built = new(graph);
        int count = 0;
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            int[] inputs = built.Map(instruction.Inputs);
            var expression = Expression.Of(instruction.Operation, inputs, instruction.Shape);
            if (!instruction.Operation.MayBeShared)
            {
                built.Keep(instruction, instruction.Operation, inputs);
            }
            else if (known.TryGetValue(expression, out int same))
            {
                built.Replace(instruction.Output, same);
                count++;
            }
            else
            {
                known.Add(expression, built.Keep(instruction, instruction.Operation, inputs));
            }
        }

        return built.Build(graph.Counts with { Shared = count });
    }
}
