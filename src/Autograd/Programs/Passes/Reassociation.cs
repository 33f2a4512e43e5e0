using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Computes products in the order that costs least where a matrix is itself a product, or a sum with one: A (D + s B C) as A D + s (A B) C,
/// and the sum over tasks of B' C as one product of all their rows. A matrix that is then read by nobody is not formed: the weights of a
/// layer after an inner step on few examples, for instance, and their cotangents.
/// </summary>
/// <remarks>By the rules of real numbers the same; in floating point it changes the last bits, so it is done only where it is asked
/// for.</remarks>
internal sealed partial class Reassociation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As far as it is rewritten.
    private ProgramGraph<T> _graph;

    private Reassociation(ProgramGraph<T> graph) => _graph = graph;

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Reassociation<T> pass = new(ReadingOwners(graph));
        int count = 0;

        // From the end: what becomes of a sum's readers are readers of its addend.
        for (int k = pass._graph.Instructions.Count - 1; k >= 0; k--)
        {
            int reordered = IsMatrix(pass._graph.Instructions[k].Operation) && pass.Find(k) is { } sum ? pass.Rewrite(sum) : 0;
            count += reordered;
            k = Math.Min(k, pass._graph.Instructions.Count);
        }

        if (count > 0)
        {
            pass.Share();
        }

        return pass._graph.With(pass._graph.Instructions, graph.Counts with { Reordered = count });
    }

    // A view under the owner's own shape, as of what is detached, is the owner.
    private static ProgramGraph<T> ReadingOwners(ProgramGraph<T> graph)
    {
        return graph.With([.. graph.Instructions.Select(instruction => instruction.On([.. instruction.Inputs.Select(Read)]))]);

        int Read(int input)
        {
            int owner = graph.OwnerOf(input);
            return graph.ShapeOf(input) == graph.ShapeOf(owner) && !graph.Values[input].IsBarrier ? owner : input;
        }
    }

    private static bool IsMatrix(Operation<T> operation)
        => operation.Product is not null || operation.SumSign != 0 || operation.ConstantFactor is not null;

    private int Owner(int value) => _graph.OwnerOf(value);

    private Shape ShapeOf(int value) => _graph.ShapeOf(value);

    // Instruction k as D + s P, D - s P or s P.
    private FormedMatrix? Find(int k)
    {
        Instruction<T> instruction = _graph.Instructions[k];
        int[] inputs = instruction.Inputs;
        Shape shape = instruction.Shape;
        if (shape.Rank < 2 || shape.ElementCount == 0 || _graph.ReadersOf(instruction.Output).Count == 0)
        {
            return null;
        }

        if (instruction.Operation.Product is not null)
        {
            return new FormedMatrix(k, null, T.One, k);
        }

        if (instruction.Operation.ConstantFactor is not null)
        {
            return Product(k) is { } multiple ? new FormedMatrix(k, null, multiple.Factor, multiple.Product) : null;
        }

        return instruction.Operation.SumSign > 0
            ? Sum(k, inputs[0], inputs[1], T.One) ?? Sum(k, inputs[1], inputs[0], T.One)
            : Sum(k, inputs[0], inputs[1], T.NegativeOne);
    }

    private FormedMatrix? Sum(int k, int addend, int multiple, T sign)
    {
        Shape shape = _graph.Instructions[k].Shape;
        Shape other = ShapeOf(addend);
        return ShapeOf(multiple) == shape && _graph.IsMadeOnlyFor(multiple, k)
            && Product(_graph.MakerOf(multiple)!.Value) is { } found
            && other.Rank >= 2 && other[-1] == shape[-1] && other[-2] == shape[-2]
            ? new FormedMatrix(k, addend, sign * found.Factor, found.Product)
            : null;
    }

    // Instruction k as a multiple of a product that nothing else reads.
    private (T Factor, int Product)? Product(int k)
    {
        Instruction<T> instruction = _graph.Instructions[k];
        T factor = T.One;
        while (instruction.Operation.ConstantFactor is { } own)
        {
            int input = instruction.Inputs[0];
            if (!_graph.IsMadeOnlyFor(input, k) || ShapeOf(input) != instruction.Shape)
            {
                return null;
            }

            factor *= own;
            k = _graph.MakerOf(input)!.Value;
            instruction = _graph.Instructions[k];
        }

        // Several factors may be without their product: together too small or too great.
        return instruction.Operation.Product is not null && T.IsNormal(factor) ? (factor, k) : null;
    }

    private int Rewrite(FormedMatrix sum)
    {
        int slot = _graph.Instructions[sum.Instruction].Output;
        List<int> products = [];
        List<int> sums = [];
        bool remains = _graph.IsOutput(slot);
        foreach (int reader in _graph.ReadersOf(slot))
        {
            if (IsRightFactor(reader, slot) && Outer(sum, reader) is not null)
            {
                products.Add(reader);
            }
            else if (IsSumOfBatches(reader, slot) && IsStackable(sum))
            {
                sums.Add(reader);
            }
            else
            {
                remains = true;
            }
        }

        if (remains)
        {
            // It is formed in any case, so that a product with it is worth another order only for its own sake.
            products.RemoveAll(reader => sum.Addend is not null || Cost(sum, reader) >= CostAsItIs(sum, reader));
            sums.Clear();
        }
        else if (products.Sum(reader => Cost(sum, reader)) + sums.Sum(_ => CostOfSum(sum))
            >= CostOfForming(sum) + products.Sum(reader => CostAsItIs(sum, reader)) + (sums.Count * Move * ShapeOf(slot).ElementCount))
        {
            return 0;
        }

        // From the end, so that the places of the others stay.
        List<Instruction<T>> instructions = [.. _graph.Instructions];
        foreach (int reader in products.Concat(sums).OrderDescending())
        {
            Instruction<T>[] instead = [.. products.Contains(reader) ? Product(sum, reader) : BatchSum(sum, reader)];
            instructions.RemoveAt(reader);
            instructions.InsertRange(reader, instead);
        }

        if (!remains)
        {
            Drop(slot, instructions);
        }

        if (products.Count + sums.Count > 0)
        {
            _graph = _graph.With(instructions);
        }

        return products.Count + sums.Count;
    }

    // What formed a matrix that nobody reads any more.
    private void Drop(int value, List<Instruction<T>> instructions)
    {
        int k = instructions.FindIndex(instruction => instruction.Output == value);
        Instruction<T> dropped = instructions[k];
        instructions.RemoveAt(k);
        if (dropped.Operation.Product is not null)
        {
            return;
        }

        foreach (int input in dropped.Inputs)
        {
            bool isFormed = _graph.MakerOf(input) is { } maker && IsMatrix(_graph.Instructions[maker].Operation);
            if (isFormed && !_graph.IsOutput(input) && instructions.TrueForAll(instruction => !instruction.Reads(input)))
            {
                Drop(input, instructions);
            }
        }
    }

    private bool IsRightFactor(int reader, int slot)
    {
        Instruction<T> instruction = _graph.Instructions[reader];
        return instruction.Operation.Product is not null && instruction.Inputs[1] == slot && Owner(instruction.Inputs[0]) != slot;
    }

    private bool IsSumOfBatches(int reader, int slot)
    {
        Instruction<T> instruction = _graph.Instructions[reader];
        int batchAxes = ShapeOf(slot).Rank - 2;
        return instruction.Operation.SummedAxes is { } axes && instruction.Inputs[0] == slot && batchAxes > 0
            && axes.SequenceEqual(Enumerable.Range(0, batchAxes));
    }

    // Whether the sum over all batches is one product of rows that lie one below the other.
    private bool IsStackable(FormedMatrix sum)
    {
        Instruction<T> product = _graph.Instructions[sum.Product];
        Shape shape = ShapeOf(product.Output);
        Shape left = ShapeOf(product.Inputs[0]);
        Shape right = ShapeOf(product.Inputs[1]);
        return product.Operation.Product is { TransposesLeft: true, TransposesRight: false }
            && left.Rank == shape.Rank && right.Rank == shape.Rank
            && left.Sizes[..^2].SequenceEqual(shape.Sizes[..^2]) && right.Sizes[..^2].SequenceEqual(shape.Sizes[..^2])
            && (sum.Addend is not { } addend || ShapeOf(addend) == _graph.Instructions[sum.Instruction].Shape);
    }

    // A reader A (B C) as (A B) C: the shape of A B, or null if that does not give the shape that the reader has.
    private Shape? Outer(FormedMatrix sum, int reader)
    {
        (int first, bool turnFirst, int second, bool turnSecond) = Factors(sum, reader);
        Instruction<T> instruction = _graph.Instructions[reader];
        bool turnLeft = instruction.Operation.Product!.Value.TransposesLeft;
        Shape result = ShapeOf(instruction.Output);
        if ((long)result.ElementCount / result[-1] * ShapeOf(first)[turnFirst ? -2 : -1] > int.MaxValue)
        {
            // What is between would be too long for an array.
            return null;
        }

        Shape inner = ResultOf(RoleOperations<T>.Product(new(turnLeft, turnFirst)), ShapeOf(instruction.Inputs[0]), ShapeOf(first));
        Shape outer = ResultOf(RoleOperations<T>.Product(new(false, turnSecond)), inner, ShapeOf(second));
        return outer == result
            && (sum.Addend is not { } addend || ResultOf(instruction.Operation, ShapeOf(instruction.Inputs[0]), ShapeOf(addend)) == outer)
            ? inner
            : null;
    }

    // The factors of a product in the order in which a reader, which may transpose it, multiplies with them.
    private (int First, bool TurnFirst, int Second, bool TurnSecond) Factors(FormedMatrix sum, int reader)
    {
        Instruction<T> product = _graph.Instructions[sum.Product];
        MatrixOrientation orientation = product.Operation.Product!.Value;
        return _graph.Instructions[reader].Operation.Product!.Value.TransposesRight
            ? (product.Inputs[1], !orientation.TransposesRight, product.Inputs[0], !orientation.TransposesLeft)
            : (product.Inputs[0], orientation.TransposesLeft, product.Inputs[1], orientation.TransposesRight);
    }

    private static Shape ResultOf(Operation<T> operation, params ReadOnlySpan<Shape> shapes)
        => operation.OutputShape(OperandShapes.Of(shapes));

    /// <summary>The matrix that an instruction forms: addend + factor * product, or factor * product.</summary>
    private sealed record FormedMatrix(int Instruction, int? Addend, T Factor, int Product);
}
