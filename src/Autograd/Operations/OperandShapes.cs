namespace AutogradMaml.Autograd;

/// <summary>The shapes of an operation's inputs.</summary>
public readonly ref struct OperandShapes
{
    private readonly ReadOnlySpan<Slot> _slots;
    private readonly ReadOnlySpan<int> _inputs;

    internal OperandShapes(ReadOnlySpan<Slot> slots, ReadOnlySpan<int> inputs)
    {
        _slots = slots;
        _inputs = inputs;
    }

    /// <summary>Operands of these shapes, wherever they lie.</summary>
    internal static OperandShapes Of(params ReadOnlySpan<Shape> shapes)
    {
        var slots = new Slot[shapes.Length];
        var inputs = new int[shapes.Length];
        for (int k = 0; k < shapes.Length; k++)
        {
            slots[k] = new Slot { Shape = shapes[k] };
            inputs[k] = k;
        }

        return new(slots, inputs);
    }

    /// <summary>The number of inputs.</summary>
    public int Count => _inputs.Length;

    /// <summary>The shape of one input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Shape this[int input] => _slots[_inputs[input]].Shape;
}
