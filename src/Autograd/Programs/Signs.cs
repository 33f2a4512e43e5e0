using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Takes signs into the operations that read them: c (-x) = (-c) x, -(c x) = (-c) x, x + (-y) = x - y and x - (-y) = x + y. Each is exact, so the
/// bits stay those of the recording.</summary>
internal sealed class Signs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<int, (T Factor, int Input)> _multiples = [];

    /// <summary>Notes what a slot is a multiple of.</summary>
    public void Note(int slot, Operation<T> operation, int[] inputs)
    {
        if (operation is NegateOperation<T>)
        {
            _multiples.Add(slot, (T.NegativeOne, inputs[0]));
        }
        else if (operation is ScaleOperation<T> scale)
        {
            _multiples.Add(slot, (scale.Factor, inputs[0]));
        }
    }

    /// <summary>The same value without a sign that an operation of its own would compute; the operation as it is if there is none.</summary>
    public (Operation<T> Operation, int[] Inputs) Taken(Operation<T> operation, int[] inputs)
        => operation switch
        {
            ScaleOperation<T> scale when IsNegated(inputs[0], out int x) => (new ScaleOperation<T>(-scale.Factor), [x]),
            NegateOperation<T> when _multiples.TryGetValue(inputs[0], out (T Factor, int Input) multiple) && multiple.Factor != T.NegativeOne
                => (new ScaleOperation<T>(-multiple.Factor), [multiple.Input]),
            AddOperation<T> when IsNegated(inputs[1], out int y) => (SubtractOperation<T>.Instance, [inputs[0], y]),
            AddOperation<T> when IsNegated(inputs[0], out int x) => (SubtractOperation<T>.Instance, [inputs[1], x]),
            SubtractOperation<T> when IsNegated(inputs[1], out int y) => (AddOperation<T>.Instance, [inputs[0], y]),
            _ => (operation, inputs),
        };

    private bool IsNegated(int slot, out int input)
    {
        bool found = _multiples.TryGetValue(slot, out (T Factor, int Input) multiple) && multiple.Factor == T.NegativeOne;
        input = multiple.Input;
        return found;
    }
}
