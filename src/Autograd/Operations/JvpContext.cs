using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What a forward rule works with: the tangents of the inputs in, the tangent of the output out.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct JvpContext<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ForwardSweep<T> _sweep;
    private readonly int _node;

    internal JvpContext(ForwardSweep<T> sweep, int node)
    {
        _sweep = sweep;
        _node = node;
    }

    /// <summary>The output of this operation.</summary>
    public Variable<T> Output => _sweep.Tape.At(_node);

    /// <summary>The number of inputs.</summary>
    public int Count => _sweep.Tape.InputsOf(_node).Length;

    /// <summary>One input of this operation.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Variable<T> Input(int input) => _sweep.Tape.At(_sweep.Tape.InputsOf(_node)[input]);

    /// <summary>Whether this input has a tangent; one that has none does not vary.</summary>
    /// <param name="input">Which input, from 0.</param>
    public bool Has(int input) => _sweep.HasTangent(_sweep.Tape.InputsOf(_node)[input]);

    /// <summary>The tangent of one input; has the input's shape.</summary>
    /// <param name="input">Which input, from 0; <see cref="Has"/> must be true of it.</param>
    public Variable<T> Tangent(int input) => _sweep.Tangent(_sweep.Tape.InputsOf(_node)[input]);

    /// <summary>Adds to the tangent of the output.</summary>
    /// <param name="tangent">The product of the Jacobian and an input's tangent; must have the output's shape.</param>
    /// <exception cref="InvalidOperationException">The shape is not the output's.</exception>
    public void Add(Variable<T> tangent) => _sweep.Accumulate(_node, tangent);
}
