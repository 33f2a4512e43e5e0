using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What a reverse rule works with: the cotangent of the output in, the cotangents of the inputs out.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct VjpContext<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReverseSweep<T> _sweep;
    private readonly int _node;

    internal VjpContext(ReverseSweep<T> sweep, int node, Variable<T> cotangent)
    {
        _sweep = sweep;
        _node = node;
        Cotangent = cotangent;
    }

    /// <summary>The derivative of the final result by the output of this operation; has the output's shape.</summary>
    public Variable<T> Cotangent { get; }

    /// <summary>The output of this operation.</summary>
    public Variable<T> Output => _sweep.Tape.At(_node);

    /// <summary>The number of inputs.</summary>
    public int Count => _sweep.Tape.InputsOf(_node).Length;

    /// <summary>One input of this operation.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Variable<T> Input(int input) => _sweep.Tape.At(_sweep.Tape.InputsOf(_node)[input]);

    /// <summary>Whether the cotangent of this input is wanted; a rule skips the work for those that are not.</summary>
    /// <param name="input">Which input, from 0.</param>
    public bool Needs(int input) => _sweep.Needs(_sweep.Tape.InputsOf(_node)[input]);

    /// <summary>Adds to the cotangent of one input.</summary>
    /// <param name="input">Which input, from 0.</param>
    /// <param name="cotangent">The product of the transposed Jacobian and the output's cotangent; must have the input's shape.</param>
    /// <exception cref="InvalidOperationException">The shape is not the input's: the rule lacks a sum over broadcast axes.</exception>
    public void Add(int input, Variable<T> cotangent) => _sweep.Accumulate(_node, input, cotangent);

    /// <summary>Adds to the cotangent of one input where it was sliced: a part, set among zeros. For rules that read no values: what such
    /// a rule gives is <see cref="Add"/>ed, which marks it.</summary>
    /// <param name="input">Which input, from 0.</param>
    /// <param name="part">The part.</param>
    /// <param name="axis">The axis along which it is one; not negative.</param>
    /// <param name="start">Its first place in the input.</param>
    internal void AddPart(int input, Variable<T> part, int axis, int start)
    {
        if (Needs(input))
        {
            _sweep.Parts.Add(_sweep.PlaceOf(_sweep.Tape.InputsOf(_node)[input]), part, axis, start, Input(input).Shape.Sizes[axis]);
        }
    }

    /// <summary>What an input repeats along axes, if that is all that the input's cotangent is wanted for: a rule that has a shorter way to
    /// the sum over the repeats than by the cotangent of each may take it and <see cref="AddRepeated"/> the sum.</summary>
    internal Variable<T>? RepeatedBy(int input) => _sweep.RepeatedBy(_node, input);

    /// <summary>Adds to the cotangent of what an input repeats.</summary>
    internal void AddRepeated(int input, Variable<T> cotangent) => _sweep.AccumulateRepeated(_node, input, cotangent);
}
