using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// Lets matrix products compute what becomes of them: s P, D + P, D - P and D + s P, for a product P that nothing else reads and a constant s. The
/// product is then never written to memory of its own. It gives the same bits, since each element is rounded as before.
/// </summary>
/// <remarks>Only where the result must be written in any case, and D must be read: otherwise the sum is better made in a tile together with what makes
/// D, or with what reads the result.</remarks>
internal sealed class Absorption<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _maker = [];
    private readonly Dictionary<int, List<int>> _readers = [];
    private readonly HashSet<int> _outputs = [.. program.OutputSlots.Select(slot => program.Slots[slot].Owner)];
    private readonly HashSet<int> _possible = [];
    private readonly HashSet<int> _gone = [];

    /// <summary>Rewrites the program's instructions.</summary>
    /// <returns>How many were absorbed.</returns>
    public int Run()
    {
        List<Instruction<T>> instructions = program.Instructions;
        for (int k = 0; k < instructions.Count; k++)
        {
            _maker.Add(instructions[k].Output, k);
            foreach (int owner in OwnersOf(instructions[k]))
            {
                if (!_readers.TryGetValue(owner, out List<int>? readers))
                {
                    _readers.Add(owner, readers = []);
                }

                readers.Add(k);
            }
        }

        // A sum that is the addend of another one need not be stored for its own sake: if it can be absorbed, so can both.
        for (int k = 0; k < instructions.Count; k++)
        {
            if (Find(k) is not null)
            {
                _possible.Add(instructions[k].Output);
            }
        }

        // From the end, so that whoever reads a sum is what it will be.
        for (int k = instructions.Count - 1; k >= 0; k--)
        {
            if (!_gone.Contains(k) && IsStored(instructions[k].Output) && Find(k) is { } form)
            {
                Absorb(k, form);
            }
        }

        Instruction<T>[] left = [.. instructions.Where((_, k) => !_gone.Contains(k))];
        instructions.Clear();
        instructions.AddRange(left);
        return _gone.Count;
    }

    private IEnumerable<int> OwnersOf(Instruction<T> instruction) => instruction.Inputs.Select(slot => program.Slots[slot].Owner);

    private Form? Find(int k)
    {
        Instruction<T> instruction = program.Instructions[k];
        int[] inputs = instruction.Inputs;
        return instruction.Operation switch
        {
            AddOperation<T> => Find(k, inputs[1], T.One, inputs[0]) ?? Find(k, inputs[0], T.One, inputs[1]),
            SubtractOperation<T> => Find(k, inputs[1], T.NegativeOne, inputs[0]),
            ScaleOperation<T> scale => Find(k, inputs[0], scale.Factor, null),
            _ => null,
        };
    }

    // Instruction k as factor * product + addend, if it is that, the product being perhaps a multiple of one.
    private Form? Find(int k, int product, T factor, int? addend)
    {
        int owner = program.Slots[product].Owner;
        if (!IsOnlyFor(owner, k))
        {
            return null;
        }

        int maker = _maker[owner];
        int? scaler = null;
        if (addend is not null && program.Instructions[maker].Operation is ScaleOperation<T> scale)
        {
            owner = program.Slots[program.Instructions[maker].Inputs[0]].Owner;
            if (!IsOnlyFor(owner, maker))
            {
                return null;
            }

            factor *= scale.Factor;
            scaler = maker;
            maker = _maker[owner];
        }

        Instruction<T> multiply = program.Instructions[maker];
        Shape sum = program.Slots[program.Instructions[k].Output].Shape;
        Shape shape = program.Slots[multiply.Output].Shape;
        if (multiply.Operation is not MatrixMultiplyOperation<T> plain || shape.ElementCount != sum.ElementCount || shape.ElementCount == 0
            || (addend is { } slot && !MayBeAdded(slot, maker, sum)))
        {
            return null;
        }

        OperandShapes shapes = OperandShapes.Of([.. multiply.Inputs.Select(input => program.Slots[input].Shape)]);
        int tileRows = plain.TileRows(shapes, shape);
        if (tileRows == 0)
        {
            return null;
        }

        MatrixMultiplyAddOperation<T> operation = new(plain, shape, factor, addend is not null, tileRows);
        return new(operation, maker, scaler, addend, operation.ScratchLength(shapes, shape));
    }

    // At the place of the product if the addend is there by then, so that the factors live no longer than before; else at the place of the sum.
    private void Absorb(int k, Form form)
    {
        int[] factors = program.Instructions[form.Product].Inputs;
        int[] inputs = form.Addend is { } addend ? [.. factors, addend] : factors;
        Instruction<T> joint = new(form.Operation, inputs, program.Instructions[k].Output, form.ScratchLength);
        _gone.Add(IsMadeBefore(form.Addend, form.Product) ? k : form.Product);
        if (form.Scaler is { } scaler)
        {
            _gone.Add(scaler);
        }

        // At both, because the readers of the factors and of the addend are known by number.
        program.Instructions[form.Product] = joint;
        program.Instructions[k] = joint;
    }

    private bool IsMadeBefore(int? slot, int instruction)
        => slot is not { } value || !_maker.TryGetValue(program.Slots[value].Owner, out int maker) || maker < instruction;

    // Whether one instruction computes a value and only one other one reads it, once.
    private bool IsOnlyFor(int owner, int reader)
        => _maker.ContainsKey(owner) && !_outputs.Contains(owner) && _readers.TryGetValue(owner, out List<int>? readers) && readers is [int only] && only == reader;

    // Whether a value lies in memory whatever is done here.
    private bool IsStored(int owner)
    {
        if (!_maker.TryGetValue(owner, out int maker) || _outputs.Contains(owner) || !program.IsTileable(program.Instructions[maker]))
        {
            return true;
        }

        List<int> readers = _readers[owner];
        return readers.Count > 1 || readers.Any(reader => !program.ReadsTiles(program.Instructions[reader], owner));
    }

    // An addend that is multiplied as well stays apart, so that the sum may still take its place. One that is made after the product keeps the factors
    // waiting: they must be there anyway, or be no larger than the product that waits otherwise.
    private bool MayBeAdded(int slot, int product, Shape sum)
    {
        Instruction<T> multiply = program.Instructions[product];
        Shape shape = program.Slots[slot].Shape;
        int owner = program.Slots[slot].Owner;
        return (IsStored(owner) || _possible.Contains(owner))
            && !OwnersOf(multiply).Contains(owner)
            && Repeats(shape, sum, program.Slots[multiply.Output].Shape[-1])
            && (shape.ElementCount == sum.ElementCount || shape.ElementCount >= MatrixSum<T>.FewestElements)
            && (IsMadeBefore(slot, product) || multiply.Inputs.All(factor => !_maker.ContainsKey(program.Slots[factor].Owner)
                || program.Slots[factor].Shape.ElementCount <= sum.ElementCount));
    }

    // Whether an addend is as long as the sum, or repeats along its leading axes only, in whole rows of the product.
    private static bool Repeats(Shape addend, Shape sum, int columns)
    {
        int skipped = 0;
        while (skipped < addend.Rank && addend[skipped] == 1)
        {
            skipped++;
        }

        ReadOnlySpan<int> sizes = addend.Sizes[skipped..];
        return sizes.Length <= sum.Rank && sizes.SequenceEqual(sum.Sizes[^sizes.Length..]) && addend.ElementCount % columns == 0;
    }

    private sealed record Form(MatrixMultiplyAddOperation<T> Operation, int Product, int? Scaler, int? Addend, int ScratchLength);
}
