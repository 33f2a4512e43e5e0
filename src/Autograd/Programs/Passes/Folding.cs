using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Makes constants of what depends on constants only, since the tape has its value; and leaves out views under the shape that their input
/// has, which are on the tape for the sake of derivatives. The bits are those of the recording, which computed them.
/// </summary>
internal static class Folding<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        GraphBuilder<T> folded = new(graph);
        int count = 0;
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            int[] inputs = folded.Map(instruction.Inputs);
            bool isConstant = instruction.Operation.IsPure && inputs.All(input => graph.Values[input].Kind == ValueKind.Constant);
            bool changesNothing = instruction.Operation.OnlyReshapes && graph.ShapeOf(inputs[0]) == instruction.Shape;
            if (changesNothing && !(isConstant && IsReleased(graph, inputs[0])))
            {
                folded.Replace(instruction.Output, inputs[0]);
            }
            else if (isConstant)
            {
                count += inputs.Length > 0 ? 1 : 0;
                int node = graph.Values[instruction.Output].Node;
                folded.Replace(instruction.Output, graph.Values.Add(instruction.Shape, ValueKind.Constant, node));
            }
            else
            {
                folded.Keep(instruction, instruction.Operation, inputs);
            }
        }

        return folded.Build(graph.Counts with { Folded = count });
    }

    // Then the view holds what else is gone.
    private static bool IsReleased(ProgramGraph<T> graph, int constant) => graph.Tape.IsReleased(graph.Values[constant].Node);
}
