using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What is known to be the same values repeated, and what that spares: operations that broadcast by themselves read the values before they
/// are repeated, and what is computed of values that are repeated along the leading axis only is computed once and repeated afterwards.</summary>
internal sealed class Broadcasts<T>(ProgramCompiler<T> program)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, int> _sources = [];

    /// <summary>Notes that a slot's values are those of another one, repeated.</summary>
    public void Note(int slot, int source) => _sources.Add(slot, source);

    /// <summary>Has an operation read values before they are repeated, where that leaves the shape of its result as it is.</summary>
    public void ReadBefore(Operation<T> operation, int[] inputs, Shape shape)
    {
        for (int k = 0; k < inputs.Length && shape.ElementCount > 0; k++)
        {
            if (_sources.TryGetValue(inputs[k], out int source) && Repeats(operation, inputs, k, source, shape))
            {
                inputs[k] = source;
            }
        }
    }

    /// <summary>The operation on the values before they are repeated along the leading axis, if no input differs along it; its result is then to be
    /// repeated.</summary>
    public (Operation<T> Operation, int[] Inputs, Shape Shape)? ComputeBefore(Operation<T> operation, int[] inputs, Shape shape)
    {
        // Of a product of two matrices the leading axis is one of rows, not one of batches.
        bool known = operation is ElementwiseOperation<T> or SumOperation<T> or ReshapeOperation<T> || (operation is MatrixMultiplyOperation<T> && shape.Rank > 2);
        if (!known || shape.Rank == 0 || shape[0] <= 1 || shape.ElementCount == 0)
        {
            return null;
        }

        bool spares = false;
        foreach (int input in inputs)
        {
            Shape whole = program.Slots[input].Shape;
            bool same = operation is not ReshapeOperation<T> && (whole.Rank < shape.Rank || whole[0] == 1);
            if (!same && !(whole.Rank > 0 && whole[0] == shape[0] && _sources.TryGetValue(input, out int source) && IsLeading(operation, source, whole)))
            {
                return null;
            }

            spares |= !same;
        }

        Shape small = shape.With(0, 1);
        if (!spares)
        {
            return null;
        }

        int[] before = [.. inputs.Select(input => Before(operation, input, shape))];
        return (operation is ReshapeOperation<T> ? new ReshapeOperation<T>(small) : operation, before, small);
    }

    private int Before(Operation<T> operation, int input, Shape shape)
    {
        Shape whole = program.Slots[input].Shape;
        if (operation is not ReshapeOperation<T> && (whole.Rank < shape.Rank || whole[0] == 1))
        {
            return input;
        }

        int source = _sources[input];
        Shape small = whole.With(0, 1);
        return operation is ElementwiseOperation<T> || program.Slots[source].Shape == small
            ? source
            : program.NewSlot(small, SlotKind.View, program.Slots[source].Owner);
    }

    // Repeated along the leading axis and no other; an element-wise operation can do with more.
    private bool IsLeading(Operation<T> operation, int source, Shape whole)
    {
        Shape from = program.Slots[source].Shape;
        return operation is ElementwiseOperation<T>
            ? from.Rank < whole.Rank || from[0] == 1
            : from.ElementCount == whole.ElementCount / whole[0] && from.Rank >= whole.Rank - 1 && (from.Rank < whole.Rank || from[0] == 1);
    }

    private bool Repeats(Operation<T> operation, int[] inputs, int input, int source, Shape shape)
    {
        if (operation is ElementwiseOperation<T> or BroadcastToOperation<T>)
        {
            return true;
        }

        Shape small = program.Slots[source].Shape;
        Shape great = program.Slots[inputs[input]].Shape;
        if (operation is not MatrixMultiplyOperation<T> || small.Rank < 2 || small[-1] != great[-1] || small[-2] != great[-2])
        {
            return false;
        }

        return operation.OutputShape(OperandShapes.Of([.. inputs.Select((slot, k) => k == input ? small : program.Slots[slot].Shape)])) == shape;
    }
}
