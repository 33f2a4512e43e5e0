using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// Lets matrix products compute what becomes of them: s P, D + P, D - P and D + s P, for a product P that nothing else reads and a constant
/// s. The product is then never written to memory of its own. It gives the same bits, since each element is rounded as before.
/// </summary>
/// <remarks>Only where the result must be written in any case, and D must be read: otherwise the sum is better made in a tile together with
/// what makes D, or with what reads the result.</remarks>
internal sealed class Absorption<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProgramGraph<T> _graph;
    private readonly Instruction<T>[] _instructions;
    private readonly HashSet<int> _possible = [];
    private readonly HashSet<int> _gone = [];

    private Absorption(ProgramGraph<T> graph)
    {
        _graph = graph;
        _instructions = [.. graph.Instructions];
    }

    /// <summary>Runs the pass.</summary>
    public static ProgramGraph<T> Run(ProgramGraph<T> graph)
    {
        Absorption<T> pass = new(graph);
        pass.AbsorbAll();
        return graph.With(
            [.. pass._instructions.Where((_, k) => !pass._gone.Contains(k))],
            graph.Counts with { Absorbed = pass._gone.Count });
    }

    private void AbsorbAll()
    {
        // A sum that is the addend of another one need not be stored for its own sake: if it can be absorbed, so can both.
        for (int k = 0; k < _instructions.Length; k++)
        {
            if (Find(k) is not null)
            {
                _possible.Add(_instructions[k].Output);
            }
        }

        // From the end, so that whoever reads a sum is what it will be.
        for (int k = _instructions.Length - 1; k >= 0; k--)
        {
            if (!_gone.Contains(k) && IsStored(_instructions[k].Output) && Find(k) is { } form)
            {
                Absorb(k, form);
            }
        }
    }

    private Form? Find(int k)
    {
        Operation<T> operation = _instructions[k].Operation;
        int[] inputs = _instructions[k].Inputs;
        return operation.SumSign switch
        {
            1 => Find(k, inputs[1], T.One, inputs[0]) ?? Find(k, inputs[0], T.One, inputs[1]),
            -1 => Find(k, inputs[1], T.NegativeOne, inputs[0]),
            _ => operation.ConstantFactor is { } factor ? Find(k, inputs[0], factor, null) : null,
        };
    }

    // Instruction k as factor * product + addend, if it is that, the product being perhaps a multiple of one.
    private Form? Find(int k, int product, T factor, int? addend)
    {
        int owner = _graph.OwnerOf(product);
        if (!_graph.IsMadeOnlyFor(owner, k))
        {
            return null;
        }

        int maker = _graph.MakerOf(owner)!.Value;
        int? scaler = null;
        if (addend is not null && _instructions[maker].Operation.ConstantFactor is { } scale)
        {
            owner = _graph.OwnerOf(_instructions[maker].Inputs[0]);
            if (!_graph.IsMadeOnlyFor(owner, maker))
            {
                return null;
            }

            factor *= scale;
            scaler = maker;
            maker = _graph.MakerOf(owner)!.Value;
        }

        Instruction<T> multiply = _instructions[maker];
        Shape sum = _instructions[k].Shape;
        Shape shape = multiply.Shape;
        if (multiply.Operation.Product is null || shape.ElementCount != sum.ElementCount || shape.ElementCount == 0
            || (addend is { } value && !MayBeAdded(value, maker, sum)))
        {
            return null;
        }

        return multiply.Operation.WithSum(multiply.InputShapes, shape, factor, addend is not null) is { } joint
            ? new(joint, maker, scaler, addend)
            : null;
    }

    // At the place of the product if the addend is there by then, so that the factors live no longer than before; else at the place of the
    // sum.
    private void Absorb(int k, Form form)
    {
        int[] factors = _instructions[form.Product].Inputs;
        int[] inputs = form.Addend is { } addend ? [.. factors, addend] : factors;
        Instruction<T> joint = _graph.InstructFor(_instructions[k].Output, form.Operation, inputs);
        _gone.Add(IsMadeBefore(form.Addend, form.Product) ? k : form.Product);
        if (form.Scaler is { } scaler)
        {
            _gone.Add(scaler);
        }

        // At both, because the readers of the factors and of the addend are known by number.
        _instructions[form.Product] = joint;
        _instructions[k] = joint;
    }

    private bool IsMadeBefore(int? addend, int instruction)
        => addend is not { } value || _graph.MakerOf(_graph.OwnerOf(value)) is not { } maker || maker < instruction;

    // Whether a value lies in memory whatever is done here.
    private bool IsStored(int owner)
    {
        if (_graph.MakerOf(owner) is not { } maker || _graph.IsOutput(owner) || _instructions[maker].Tiles is null)
        {
            return true;
        }

        return _graph.ReadingsOf(owner) > 1 || _graph.ReadersOf(owner).Any(reader => !_instructions[reader].ReadsTiles(owner));
    }

    // An addend that is multiplied as well stays apart, so that the sum may still take its place. One that is made after the product keeps
    // the factors waiting: they must be there anyway, or be no larger than the product that waits otherwise.
    private bool MayBeAdded(int addend, int product, Shape sum)
    {
        Instruction<T> multiply = _instructions[product];
        Shape shape = _graph.ShapeOf(addend);
        int owner = _graph.OwnerOf(addend);
        return (IsStored(owner) || _possible.Contains(owner))
            && !multiply.Reads(owner)
            && Repeats(shape, sum, multiply.Shape[-1])
            && (shape.ElementCount == sum.ElementCount || shape.ElementCount >= MatrixSum<T>.FewestElements)
            && (IsMadeBefore(addend, product) || multiply.Inputs.All(factor => _graph.MakerOf(_graph.OwnerOf(factor)) is null
                || _graph.ShapeOf(factor).ElementCount <= sum.ElementCount));
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

    /// <summary>What computes an instruction along with a product.</summary>
    private sealed record Form(Operation<T> Operation, int Product, int? Scaler, int? Addend);
}
