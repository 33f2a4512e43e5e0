using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Takes signs into the operations that read them: c (-x) = (-c) x, -(c x) = (-c) x, x + (-y) = x - y and x - (-y) = x + y; and
/// leaves out factors of one. Each is exact, so the bits stay those of the recording.</summary>
internal sealed class Signs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What values are multiples of.
    private readonly Dictionary<int, (T Factor, int Input)> _multiples = [];

    private Signs()
    {
    }

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Signs<T> signs = new();
        GraphBuilder<T> built = new(graph);
        foreach (Instruction<T> instruction in graph.Instructions)
        {
            int[] read = built.Map(instruction.Inputs);
            (Operation<T> operation, int[] inputs) = signs.Taken(graph, instruction.Operation, read, instruction.Shape);
            if (operation.ConstantFactor is { } one && one == T.One)
            {
                if (graph.ShapeOf(inputs[0]) == instruction.Shape)
                {
                    built.Replace(instruction.Output, inputs[0]);
                    continue;
                }

                // What it is a multiple of was computed before it was broadcast.
                operation = RoleOperations<T>.Repetition(instruction.Shape);
            }

            built.Keep(instruction, operation, inputs);
            if (operation.ConstantFactor is { } factor)
            {
                signs._multiples.Add(instruction.Output, (factor, inputs[0]));
            }
        }

        return built.Build(graph.Counts);
    }

    private (Operation<T> Operation, int[] Inputs) Taken(ProgramGraph<T> graph, Operation<T> operation, int[] inputs, Shape shape)
    {
        // Of two factors one must be a sign alone: the product of others would round. A multiple of fewer numbers, which is repeated here,
        // stays: to multiply all of them would cost more, and whoever reads this may take the sign.
        if (operation.ConstantFactor is { } factor && graph.ShapeOf(inputs[0]) == shape
            && _multiples.TryGetValue(inputs[0], out (T Factor, int Input) multiple)
            && (factor == T.NegativeOne || multiple.Factor == T.NegativeOne))
        {
            return (RoleOperations<T>.Multiple(factor == T.NegativeOne ? -multiple.Factor : -factor), [multiple.Input]);
        }

        if (operation.SumSign != 0 && IsNegated(inputs[1], out int y))
        {
            return (RoleOperations<T>.Sum(-operation.SumSign), [inputs[0], y]);
        }

        return operation.SumSign > 0 && IsNegated(inputs[0], out int x) ? (RoleOperations<T>.Sum(-1), [inputs[1], x]) : (operation, inputs);
    }

    private bool IsNegated(int value, out int input)
    {
        bool found = _multiples.TryGetValue(value, out (T Factor, int Input) multiple) && multiple.Factor == T.NegativeOne;
        input = multiple.Input;
        return found;
    }
}
