using System.Numerics;

namespace AutogradMaml.Autograd;

/// <content>The instructions of the new order.</content>
internal sealed partial class Reassociation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private IEnumerable<Instruction<T>> Product(FormedMatrix sum, int reader)
    {
        (int first, bool turnFirst, int second, bool turnSecond) = Factors(sum, reader);
        Instruction<T> instruction = program.Instructions[reader];
        var plain = (MatrixMultiplyOperation<T>)instruction.Operation;
        int left = instruction.Inputs[0];
        Instruction<T> inner = Instruct(MatrixMultiplyOperation<T>.Get(plain.TransposesLeft, turnFirst), left, first);
        yield return inner;
        MatrixMultiplyOperation<T> outer = MatrixMultiplyOperation<T>.Get(false, turnSecond);
        if (sum.Addend is { } addend)
        {
            Instruction<T> rest = Instruct(outer, inner.Output, second);
            Instruction<T> main = Instruct(plain, left, addend);
            yield return main;
            yield return rest;
            foreach (Instruction<T> joint in Plus(main.Output, rest.Output, sum.Factor, instruction.Output))
            {
                yield return joint;
            }
        }
        else
        {
            foreach (Instruction<T> multiple in Times(outer, sum.Factor, instruction.Output, inner.Output, second))
            {
                yield return multiple;
            }
        }
    }

    private IEnumerable<Instruction<T>> BatchSum(FormedMatrix sum, int reader)
    {
        Instruction<T> product = program.Instructions[sum.Product];
        int output = program.Instructions[reader].Output;
        int left = Stacked(product.Inputs[0]);
        int right = Stacked(product.Inputs[1]);
        if (sum.Addend is { } addend)
        {
            Instruction<T> rest = Instruct(program.Instructions[reader].Operation, addend);
            yield return rest;
            Instruction<T> all = Instruct(product.Operation, left, right);
            yield return all;
            foreach (Instruction<T> joint in Plus(rest.Output, all.Output, sum.Factor, output))
            {
                yield return joint;
            }
        }
        else
        {
            foreach (Instruction<T> multiple in Times(product.Operation, sum.Factor, output, left, right))
            {
                yield return multiple;
            }
        }
    }

    // Matrices of all batches one below the other, as many axes of length 1 before them.
    private int Stacked(int slot)
    {
        Shape shape = ShapeOf(slot);
        int[] sizes = [.. Enumerable.Repeat(1, shape.Rank)];
        sizes[^1] = shape[-1];
        sizes[^2] = shape.ElementCount / shape[-1];
        return program.NewSlot(Shape.Create(sizes), SlotKind.View, Owner(slot));
    }

    private IEnumerable<Instruction<T>> Plus(int addend, int product, T factor, int output)
    {
        if (factor == T.One || factor == T.NegativeOne)
        {
            yield return Instruct(factor == T.One ? AddOperation<T>.Instance : SubtractOperation<T>.Instance, output, [addend, product]);
            yield break;
        }

        Instruction<T> scaled = Instruct(new ScaleOperation<T>(factor), product);
        yield return scaled;
        yield return Instruct(AddOperation<T>.Instance, output, [addend, scaled.Output]);
    }

    private IEnumerable<Instruction<T>> Times(Operation<T> multiply, T factor, int output, int left, int right)
    {
        if (factor == T.One)
        {
            yield return Instruct(multiply, output, [left, right]);
            yield break;
        }

        Instruction<T> product = Instruct(multiply, left, right);
        yield return product;
        yield return Instruct(new ScaleOperation<T>(factor), output, [product.Output]);
    }

    private Instruction<T> Instruct(Operation<T> operation, params int[] inputs)
        => Instruct(operation, program.NewSlot(ResultOf(operation, [.. inputs.Select(ShapeOf)]), SlotKind.Buffer), inputs);

    private Instruction<T> Instruct(Operation<T> operation, int output, int[] inputs)
        => new(operation, inputs, output, operation.ScratchLength(OperandShapes.Of([.. inputs.Select(ShapeOf)]), ShapeOf(output)));
}
