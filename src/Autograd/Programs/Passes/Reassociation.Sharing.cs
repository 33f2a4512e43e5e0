using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>What the new order computes several times.</content>
internal sealed partial class Reassociation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Computes once what the new order computes several times, and a product and its transpose, which is (A B)' = B' A'.
    private void Share()
    {
        Dictionary<Expression, int> known = [];
        Dictionary<int, (int Slot, bool IsTransposed)> same = [];
        List<Instruction<T>> left = [];
        foreach (Instruction<T> old in _graph.Instructions)
        {
            Instruction<T> instruction = Instead(old, same);
            Shape shape = ShapeOf(instruction.Output);
            Expression expression = Expression.Of(instruction.Operation, instruction.Inputs, shape);
            if (!instruction.Operation.MayBeShared)
            {
                left.Add(instruction);
            }
            else if (known.TryGetValue(expression, out int equal) && MayGo(instruction.Output, onlyMultiplied: false))
            {
                same.Add(instruction.Output, (equal, false));
            }
            else if (TransposeOf(instruction) is { } mirrored && known.TryGetValue(mirrored, out int transposed)
                && MayGo(instruction.Output, onlyMultiplied: true))
            {
                same.Add(instruction.Output, (transposed, true));
            }
            else
            {
                known.TryAdd(expression, instruction.Output);
                left.Add(instruction);
            }
        }

        _graph = _graph.With(left);
    }

    private Instruction<T> Instead(Instruction<T> instruction, Dictionary<int, (int Slot, bool IsTransposed)> same)
    {
        if (!instruction.Inputs.Any(same.ContainsKey))
        {
            return instruction;
        }

        int[] inputs = [.. instruction.Inputs.Select(input => same.TryGetValue(input, out var other) ? other.Slot : input)];
        bool[] turned = [.. instruction.Inputs.Select(input => same.TryGetValue(input, out var other) && other.IsTransposed)];
        Operation<T> operation = turned.Contains(true) && instruction.Operation.Product is { } product
            ? RoleOperations<T>.Product(new(product.TransposesLeft ^ turned[0], product.TransposesRight ^ turned[1]))
            : instruction.Operation;
        return _graph.InstructFor(instruction.Output, operation, inputs);
    }

    private Expression? TransposeOf(Instruction<T> instruction)
    {
        if (instruction.Operation.Product is not { } product)
        {
            return null;
        }

        Shape shape = ShapeOf(instruction.Output);
        return Expression.Of(
            RoleOperations<T>.Product(new(!product.TransposesRight, !product.TransposesLeft)),
            [instruction.Inputs[1], instruction.Inputs[0]],
            shape.With(-1, shape[-2]).With(-2, shape[-1]));
    }

    // Whether another array may be read in the place of one: by all its readers, under its own shape, and if need be by products alone.
    private bool MayGo(int slot, bool onlyMultiplied)
        => !_graph.IsOutput(slot) && _graph.ReadersOf(slot) is { Count: > 0 } readers && readers.All(
            reader => (!onlyMultiplied || _graph.Instructions[reader].Operation.Product is not null)
                && _graph.Instructions[reader].Inputs.All(input => Owner(input) != slot || input == slot));
}
