using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Computes products in the order that costs least where a matrix is itself a product, or a sum with one: A (D + s B C) as A D + s (A B) C, and the
/// sum over tasks of B' C as one product of all their rows. A matrix that is then read by nobody is not formed: the weights of a layer after an
/// inner step on few examples, for instance, and their cotangents.
/// </summary>
/// <remarks>By the rules of real numbers the same; in floating point it changes the last bits.</remarks>
internal sealed partial class Reassociation<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _maker = [];
    private readonly Dictionary<int, List<int>> _readers = [];
    private readonly HashSet<int> _outputs = [.. program.OutputSlots.Select(slot => program.Slots[slot].Owner)];

    /// <summary>Rewrites the program's instructions.</summary>
    /// <returns>How many products are computed in another order.</returns>
    public int Run()
    {
        int count = 0;
        ReadOwners();
        NoteReaders();

        // From the end: what becomes of a sum's readers are readers of its addend.
        for (int k = program.Instructions.Count - 1; k >= 0; k--)
        {
            int reordered = IsMatrix(program.Instructions[k].Operation) && Find(k) is { } sum ? Rewrite(sum) : 0;
            if (reordered > 0)
            {
                count += reordered;
                k = Math.Min(k, program.Instructions.Count);
                NoteReaders();
            }
        }

        if (count > 0)
        {
            Share();
        }

        return count;
    }

    // A view under the owner's own shape, as of what is detached, is the owner.
    private void ReadOwners()
    {
        foreach (Instruction<T> instruction in program.Instructions)
        {
            foreach (ref int input in instruction.Inputs.AsSpan())
            {
                input = ShapeOf(input) == ShapeOf(Owner(input)) && !program.Slots[input].IsBarrier ? Owner(input) : input;
            }
        }
    }

    private static bool IsMatrix(Operation<T> operation)
        => operation is MatrixMultiplyOperation<T> or AddOperation<T> or SubtractOperation<T> or ScaleOperation<T> or NegateOperation<T>;

    private void NoteReaders()
    {
        _maker.Clear();
        _readers.Clear();
        for (int k = 0; k < program.Instructions.Count; k++)
        {
            _maker.Add(program.Instructions[k].Output, k);
            foreach (int owner in program.Instructions[k].Inputs.Select(Owner).Distinct())
            {
                if (!_readers.TryGetValue(owner, out List<int>? readers))
                {
                    _readers.Add(owner, readers = []);
                }

                readers.Add(k);
            }
        }
    }

    private int Owner(int slot) => program.Slots[slot].Owner;

    private Shape ShapeOf(int slot) => program.Slots[slot].Shape;

    // Instruction k as D + s P, D - s P or s P.
    private FormedMatrix? Find(int k)
    {
        Instruction<T> instruction = program.Instructions[k];
        int[] inputs = instruction.Inputs;
        Shape shape = ShapeOf(instruction.Output);
        if (shape.Rank < 2 || shape.ElementCount == 0 || !_readers.ContainsKey(instruction.Output))
        {
            return null;
        }

        return instruction.Operation switch
        {
            MatrixMultiplyOperation<T> => new FormedMatrix(k, null, T.One, k),
            ScaleOperation<T> or NegateOperation<T> => Product(k) is { } multiple ? new FormedMatrix(k, null, multiple.Factor, multiple.Product) : null,
            AddOperation<T> => Sum(k, inputs[0], inputs[1], T.One) ?? Sum(k, inputs[1], inputs[0], T.One),
            SubtractOperation<T> => Sum(k, inputs[0], inputs[1], T.NegativeOne),
            _ => null,
        };
    }

    private FormedMatrix? Sum(int k, int addend, int multiple, T sign)
    {
        Shape shape = ShapeOf(program.Instructions[k].Output);
        Shape other = ShapeOf(addend);
        return ShapeOf(multiple) == shape && IsOnlyFor(multiple, k) && Product(_maker[multiple]) is { } found && other.Rank >= 2
            && other[-1] == shape[-1] && other[-2] == shape[-2]
            ? new FormedMatrix(k, addend, sign * found.Factor, found.Product)
            : null;
    }

    // Instruction k as a multiple of a product that nothing else reads.
    private (T Factor, int Product)? Product(int k)
    {
        Instruction<T> instruction = program.Instructions[k];
        T factor = T.One;
        while (instruction.Operation is ScaleOperation<T> or NegateOperation<T>)
        {
            int input = instruction.Inputs[0];
            if (!IsOnlyFor(input, k) || ShapeOf(input) != ShapeOf(instruction.Output))
            {
                return null;
            }

            factor *= instruction.Operation is ScaleOperation<T> scale ? scale.Factor : T.NegativeOne;
            k = _maker[input];
            instruction = program.Instructions[k];
        }

        // Several factors may be without their product: together too small or too great.
        return instruction.Operation is MatrixMultiplyOperation<T> && T.IsNormal(factor) ? (factor, k) : null;
    }

    private bool IsOnlyFor(int slot, int reader)
        => _maker.ContainsKey(slot) && !_outputs.Contains(slot) && _readers[slot] is [int only] && only == reader
            && program.Instructions[reader].Inputs.Count(input => Owner(input) == slot) == 1;

    private int Rewrite(FormedMatrix sum)
    {
        int slot = program.Instructions[sum.Instruction].Output;
        List<int> products = [];
        List<int> sums = [];
        bool remains = _outputs.Contains(slot);
        foreach (int reader in _readers[slot])
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
        foreach (int reader in products.Concat(sums).OrderDescending())
        {
            Instruction<T>[] instead = [.. products.Contains(reader) ? Product(sum, reader) : BatchSum(sum, reader)];
            program.Instructions.RemoveAt(reader);
            program.Instructions.InsertRange(reader, instead);
        }

        if (!remains)
        {
            Drop(slot);
        }

        return products.Count + sums.Count;
    }

    // What formed a matrix that nobody reads any more.
    private void Drop(int slot)
    {
        int k = program.Instructions.FindIndex(instruction => instruction.Output == slot);
        int[] inputs = program.Instructions[k].Inputs;
        bool isProduct = program.Instructions[k].Operation is MatrixMultiplyOperation<T>;
        program.Instructions.RemoveAt(k);
        foreach (int input in inputs.Where(input => !isProduct && _maker.ContainsKey(input) && IsMatrix(program.Instructions[_maker[input]].Operation)).ToArray())
        {
            if (!_outputs.Contains(input) && program.Instructions.TrueForAll(instruction => instruction.Inputs.All(read => Owner(read) != input)))
            {
                Drop(input);
            }
        }
    }

    private bool IsRightFactor(int reader, int slot)
    {
        Instruction<T> instruction = program.Instructions[reader];
        return instruction.Operation is MatrixMultiplyOperation<T> && instruction.Inputs[1] == slot && Owner(instruction.Inputs[0]) != slot;
    }

    private bool IsSumOfBatches(int reader, int slot)
    {
        Instruction<T> instruction = program.Instructions[reader];
        int batchAxes = ShapeOf(slot).Rank - 2;
        return instruction.Operation is SumOperation<T> sum && instruction.Inputs[0] == slot && batchAxes > 0
            && sum.Axes.ToArray().Select(axis => axis < 0 ? axis + batchAxes + 2 : axis).Order().SequenceEqual(Enumerable.Range(0, batchAxes));
    }

    // Whether the sum over all batches is one product of rows that lie one below the other.
    private bool IsStackable(FormedMatrix sum)
    {
        Instruction<T> product = program.Instructions[sum.Product];
        Shape shape = ShapeOf(product.Output);
        Shape left = ShapeOf(product.Inputs[0]);
        Shape right = ShapeOf(product.Inputs[1]);
        return product.Operation is MatrixMultiplyOperation<T> { TransposesLeft: true, TransposesRight: false }
            && left.Rank == shape.Rank && right.Rank == shape.Rank
            && left.Sizes[..^2].SequenceEqual(shape.Sizes[..^2]) && right.Sizes[..^2].SequenceEqual(shape.Sizes[..^2])
            && (sum.Addend is not { } addend || ShapeOf(addend) == ShapeOf(program.Instructions[sum.Instruction].Output));
    }

    // A reader A (B C) as (A B) C: the shape of A B, or null if that does not give the shape that the reader has.
    private Shape? Outer(FormedMatrix sum, int reader)
    {
        (int first, bool turnFirst, int second, bool turnSecond) = Factors(sum, reader);
        Instruction<T> instruction = program.Instructions[reader];
        bool turnLeft = ((MatrixMultiplyOperation<T>)instruction.Operation).TransposesLeft;
        Shape result = ShapeOf(instruction.Output);
        if ((long)result.ElementCount / result[-1] * ShapeOf(first)[turnFirst ? -2 : -1] > int.MaxValue)
        {
            // What is between would be too long for an array.
            return null;
        }

        Shape inner = ResultOf(MatrixMultiplyOperation<T>.Get(turnLeft, turnFirst), ShapeOf(instruction.Inputs[0]), ShapeOf(first));
        Shape outer = ResultOf(MatrixMultiplyOperation<T>.Get(false, turnSecond), inner, ShapeOf(second));
        return outer == result
            && (sum.Addend is not { } addend || ResultOf(instruction.Operation, ShapeOf(instruction.Inputs[0]), ShapeOf(addend)) == outer)
            ? inner
            : null;
    }

    // The factors of a product in the order in which a reader, which may transpose it, multiplies with them.
    private (int First, bool TurnFirst, int Second, bool TurnSecond) Factors(FormedMatrix sum, int reader)
    {
        Instruction<T> product = program.Instructions[sum.Product];
        var operation = (MatrixMultiplyOperation<T>)product.Operation;
        return ((MatrixMultiplyOperation<T>)program.Instructions[reader].Operation).TransposesRight
            ? (product.Inputs[1], !operation.TransposesRight, product.Inputs[0], !operation.TransposesLeft)
            : (product.Inputs[0], operation.TransposesLeft, product.Inputs[1], operation.TransposesRight);
    }

    private static Shape ResultOf(Operation<T> operation, params ReadOnlySpan<Shape> shapes)
        => operation.OutputShape(OperandShapes.Of(shapes));

    /// <summary>The matrix that an instruction forms: addend + factor * product, or factor * product.</summary>
    private sealed record FormedMatrix(int Instruction, int? Addend, T Factor, int Product);
}
