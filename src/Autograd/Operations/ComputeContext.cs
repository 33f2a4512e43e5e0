using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The arrays that an operation computes on.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly unsafe ref struct ComputeContext<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReadOnlySpan<Slot> _slots;
    private readonly ReadOnlySpan<int> _inputs;
    private readonly int _output;

    internal ComputeContext(ReadOnlySpan<Slot> slots, ReadOnlySpan<int> inputs, int output, Span<T> scratch, in Helpers helpers)
    {
        _slots = slots;
        _inputs = inputs;
        _output = output;
        Scratch = scratch;
        Helpers = helpers;
    }

    /// <summary>The number of inputs.</summary>
    public int Count => _inputs.Length;

    /// <summary>The result, to be written whole; what it holds before is undefined.</summary>
    public Span<T> Output => Values(_output);

    /// <summary>The shape of the result.</summary>
    public Shape OutputShape => _slots[_output].Shape;

    /// <summary>Scratch memory of the length that the operation asked for, contents undefined.</summary>
    public Span<T> Scratch { get; }

    /// <summary>Who helps, for an operation that shares its work.</summary>
    internal Helpers Helpers { get; }

    /// <summary>The values of one input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public ReadOnlySpan<T> Input(int input) => Values(_inputs[input]);

    /// <summary>The shape of one input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Shape InputShape(int input) => _slots[_inputs[input]].Shape;

    private Span<T> Values(int node) => new((void*)_slots[node].Pointer, _slots[node].Shape.ElementCount);
}
