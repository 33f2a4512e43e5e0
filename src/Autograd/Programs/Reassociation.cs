using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Computes products in the order that costs least where a matrix is itself a product, or a sum with one: A (D + s B C) as A D + s (A B) C, and the
/// sum over tasks of B' C as one product of all their rows. A matrix that is then read by nobody is not formed: the weights of a layer after an
/// inner step on few examples, for instance, and their cotangents.
/// </summary>
/// <remarks>By the rules of real numbers the same; in floating point it changes the last bits.</remarks>
internal sealed class Reassociation<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What moving a number to or from the second cache costs, in arithmetic operations; about as long as these take.
    private const long Move = 8;

    // What an instruction costs by itself.
    private const long Call = 4000;

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
                input = ShapeOf(input) == ShapeOf(Owner(input)) ? Owner(input) : input;
            }
        }
    }

    // Computes once what the new order computes several times, and a product and its transpose, which is (A B)' = B' A'.
    private void Share()
    {
        Dictionary<Expression, int> known = [];
        Dictionary<int, (int Slot, bool IsTransposed)> same = [];
        List<Instruction<T>> left = [];
        foreach (Instruction<T> old in program.Instructions)
        {
            Instruction<T> instruction = Instead(old, same);
            Shape shape = ShapeOf(instruction.Output);
            Expression expression = Expression.Of(instruction.Operation, instruction.Inputs, shape);
            if (known.TryGetValue(expression, out int equal) && MayGo(instruction.Output, onlyMultiplied: false))
            {
                same.Add(instruction.Output, (equal, false));
            }
            else if (TransposeOf(instruction) is { } mirrored && known.TryGetValue(mirrored, out int transposed) && MayGo(instruction.Output, onlyMultiplied: true))
            {
                same.Add(instruction.Output, (transposed, true));
            }
            else
            {
                known.TryAdd(expression, instruction.Output);
                left.Add(instruction);
            }
        }

        program.Instructions.Clear();
        program.Instructions.AddRange(left);
    }

    private Instruction<T> Instead(Instruction<T> instruction, Dictionary<int, (int Slot, bool IsTransposed)> same)
    {
        if (!instruction.Inputs.Any(same.ContainsKey))
        {
            return instruction;
        }

        int[] inputs = [.. instruction.Inputs.Select(input => same.TryGetValue(input, out var other) ? other.Slot : input)];
        bool[] turned = [.. instruction.Inputs.Select(input => same.TryGetValue(input, out var other) && other.IsTransposed)];
        Operation<T> operation = turned.Contains(true) && instruction.Operation is MatrixMultiplyOperation<T> product
            ? MatrixMultiplyOperation<T>.Get(product.TransposesLeft ^ turned[0], product.TransposesRight ^ turned[1])
            : instruction.Operation;
        return Instruct(operation, instruction.Output, inputs);
    }

    private Expression? TransposeOf(Instruction<T> instruction)
    {
        if (instruction.Operation is not MatrixMultiplyOperation<T> product)
        {
            return null;
        }

        Shape shape = ShapeOf(instruction.Output);
        return Expression.Of(
            MatrixMultiplyOperation<T>.Get(!product.TransposesRight, !product.TransposesLeft),
            [instruction.Inputs[1], instruction.Inputs[0]],
            shape.With(-1, shape[-2]).With(-2, shape[-1]));
    }

    // Whether another array may be read in the place of one: by all its readers, under its own shape, and if need be by products alone.
    private bool MayGo(int slot, bool onlyMultiplied)
        => !_outputs.Contains(slot) && _readers.TryGetValue(slot, out List<int>? readers) && readers.TrueForAll(
            reader => (!onlyMultiplied || program.Instructions[reader].Operation is MatrixMultiplyOperation<T>)
                && program.Instructions[reader].Inputs.All(input => Owner(input) != slot || input == slot));

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
    private MatrixSum? Find(int k)
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
            MatrixMultiplyOperation<T> => new MatrixSum(k, null, T.One, k),
            ScaleOperation<T> or NegateOperation<T> => Product(k) is { } multiple ? new MatrixSum(k, null, multiple.Factor, multiple.Product) : null,
            AddOperation<T> => Sum(k, inputs[0], inputs[1], T.One) ?? Sum(k, inputs[1], inputs[0], T.One),
            SubtractOperation<T> => Sum(k, inputs[0], inputs[1], T.NegativeOne),
            _ => null,
        };
    }

    private MatrixSum? Sum(int k, int addend, int multiple, T sign)
    {
        Shape shape = ShapeOf(program.Instructions[k].Output);
        Shape other = ShapeOf(addend);
        return ShapeOf(multiple) == shape && IsOnlyFor(multiple, k) && Product(_maker[multiple]) is { } found && other.Rank >= 2
            && other[-1] == shape[-1] && other[-2] == shape[-2]
            ? new MatrixSum(k, addend, sign * found.Factor, found.Product)
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
        return instruction.Operation is MatrixMultiplyOperation<T> && (T.IsNormal(factor)) ? (factor, k) : null;
    }

    private bool IsOnlyFor(int slot, int reader)
        => _maker.ContainsKey(slot) && !_outputs.Contains(slot) && _readers[slot] is [int only] && only == reader
            && program.Instructions[reader].Inputs.Count(input => Owner(input) == slot) == 1;

    private int Rewrite(MatrixSum sum)
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
    private bool IsStackable(MatrixSum sum)
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
    private Shape? Outer(MatrixSum sum, int reader)
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
    private (int First, bool TurnFirst, int Second, bool TurnSecond) Factors(MatrixSum sum, int reader)
    {
        Instruction<T> product = program.Instructions[sum.Product];
        var operation = (MatrixMultiplyOperation<T>)product.Operation;
        return ((MatrixMultiplyOperation<T>)program.Instructions[reader].Operation).TransposesRight
            ? (product.Inputs[1], !operation.TransposesRight, product.Inputs[0], !operation.TransposesLeft)
            : (product.Inputs[0], operation.TransposesLeft, product.Inputs[1], operation.TransposesRight);
    }

    private static Shape ResultOf(Operation<T> operation, params ReadOnlySpan<Shape> shapes)
        => operation.OutputShape(Operands(shapes));

    private static OperandShapes Operands(ReadOnlySpan<Shape> shapes)
    {
        var operands = new Slot[shapes.Length];
        var places = new int[shapes.Length];
        for (int k = 0; k < shapes.Length; k++)
        {
            operands[k] = new Slot { Shape = shapes[k] };
            places[k] = k;
        }

        return new OperandShapes(operands, places);
    }

    private long CostOfForming(MatrixSum sum)
        => ProductCost(sum) + Call + (Move * ShapeOf(program.Instructions[sum.Instruction].Output).ElementCount * (sum.Addend is null ? 1 : 2));

    private long ProductCost(MatrixSum sum) => OperationsOf(program.Instructions[sum.Product]);

    private long OperationsOf(Instruction<T> instruction)
        => instruction.Operation.OperationCount(Operands([.. instruction.Inputs.Select(ShapeOf)]), ShapeOf(instruction.Output));

    // Of a product with the matrix, beyond that with its addend.
    private long CostAsItIs(MatrixSum sum, int reader)
        => (sum.Addend is null ? OperationsOf(program.Instructions[reader]) : 0)
            + (Move * (ShapeOf(program.Instructions[sum.Instruction].Output).ElementCount - (sum.Addend is { } addend ? ShapeOf(addend).ElementCount : 0)));

    private long Cost(MatrixSum sum, int reader)
    {
        (int first, _, int second, _) = Factors(sum, reader);
        Shape inner = Outer(sum, reader)!;
        Instruction<T> instruction = program.Instructions[reader];
        Shape result = ShapeOf(instruction.Output);
        var plain = (MatrixMultiplyOperation<T>)instruction.Operation;
        long length = plain.TransposesRight ? ShapeOf(program.Instructions[sum.Product].Output)[-1] : ShapeOf(program.Instructions[sum.Product].Output)[-2];
        return (2L * inner.ElementCount * length) + (2L * result.ElementCount * inner[-1])
            + (Move * ((2L * inner.ElementCount) + (2L * result.ElementCount) + ShapeOf(first).ElementCount + ShapeOf(second).ElementCount))
            + (Call * (sum.Addend is null ? 1 : 2));
    }

    // Of the sum over all batches as a product of its own.
    private long CostOfSum(MatrixSum sum)
    {
        Shape shape = ShapeOf(program.Instructions[sum.Instruction].Output);
        return ProductCost(sum) + (Move * shape[-1] * shape[-2]) + Call + (sum.Addend is null ? 0 : Move * shape.ElementCount);
    }

    private IEnumerable<Instruction<T>> Product(MatrixSum sum, int reader)
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

    private IEnumerable<Instruction<T>> BatchSum(MatrixSum sum, int reader)
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
        => new(operation, inputs, output, operation.ScratchLength(Operands([.. inputs.Select(ShapeOf)]), ShapeOf(output)));

    /// <summary>The matrix that an instruction forms: addend + factor * product, or factor * product.</summary>
    private sealed record MatrixSum(int Instruction, int? Addend, T Factor, int Product);
}
