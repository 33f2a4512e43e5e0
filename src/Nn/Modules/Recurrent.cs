using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>What recurrent layers have in common: cells one over the other, each run along the steps of a sequence.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Shapes: x [examples, steps, inputs]; y [examples, steps, hidden], the states of the uppermost cell after each step, or [examples,
/// hidden], that after the last. With a task axis: x [tasks, examples, steps, inputs], parameters [tasks, ...]; x without it is shared by
/// all tasks.</para>
/// <para>Names and layouts as in PyTorch with <c>batch_first=True</c>: of layer k <c>weight_ih_lk</c> [gates hidden, inputs, or hidden
/// above the first], <c>weight_hh_lk</c> [gates hidden, hidden], <c>bias_ih_lk</c> and <c>bias_hh_lk</c> [gates hidden], all uniform
/// between -1 / sqrt(hidden) and 1 / sqrt(hidden) at the start, as there.</para>
/// <para>Cost: for each example, step and layer 2 gates hidden (inputs + hidden) operations; the products with x are one matrix product for
/// all steps. Memory grows with the steps, and so does the number of recorded operations.</para>
/// </remarks>
public abstract class Recurrent<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly bool _hasBias;
    private readonly bool _lastOnly;
    private readonly int _gates;

    private protected Recurrent(int inputs, int hidden, int layers, bool bias, bool lastOnly, int gates, int states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        (Inputs, Hidden, Layers, _hasBias, _lastOnly, _gates, StateCount) = (inputs, hidden, layers, bias, lastOnly, gates, states);
        Initializer<T> initializer = Initializers.FanInUniform<T>(hidden);
        List<ParameterSpecification<T>> parameters = [];
        for (int layer = 0; layer < layers; layer++)
        {
            parameters.Add(new($"weight_ih_l{layer}", [gates * hidden, layer == 0 ? inputs : hidden], initializer));
            parameters.Add(new($"weight_hh_l{layer}", [gates * hidden, hidden], initializer));
            if (bias)
            {
                parameters.Add(new($"bias_ih_l{layer}", [gates * hidden], initializer));
                parameters.Add(new($"bias_hh_l{layer}", [gates * hidden], initializer));
            }
        }

        _parameters = [.. parameters];
    }

    /// <summary>The number of features in.</summary>
    public int Inputs { get; }

    /// <summary>The number of features of a state.</summary>
    public int Hidden { get; }

    /// <summary>The number of cells, one over the other.</summary>
    public int Layers { get; }

    /// <summary>How many arrays a cell carries from step to step: h, and what it keeps beside it.</summary>
    public int StateCount { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => _lastOnly ? "last state" : string.Empty;

    private protected string Name => $"{GetType().Name.Split('`')[0]}({Inputs}, {Hidden})";

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Variable<T> output = Unroll(parameters, input, []).Output;
        return _lastOnly ? output.At(output.Shape.Rank - 2, output.Shape[-2] - 1) : output;
    }

    /// <summary>Runs along the steps from given states, whatever kind of cell it is.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="input">x: [(tasks,) examples, steps, inputs].</param>
    /// <param name="states"><see cref="StateCount"/> arrays, each [(tasks,) layers, examples, hidden], h first; none for zeros.</param>
    /// <returns>The h of the uppermost cell after each step, [(tasks,) examples, steps, hidden], and the states of all cells after the
    /// last, in the shape of those given.</returns>
    /// <exception cref="ArgumentException">The parameters are not this module's, or input and states don't fit.</exception>
    public (Variable<T> Output, Variable<T>[] States) RunFrom(
        Variables<T> parameters, Variable<T> input, params ReadOnlySpan<Variable<T>> states)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireParameters(parameters);
        return states.Length == 0 || states.Length == StateCount
            ? Unroll(parameters.Values, input, states)
            : throw new ArgumentException($"{Name} carries {StateCount} states, got {states.Length}.", nameof(states));
    }

    /// <summary>Runs along the steps from given states.</summary>
    /// <param name="parameters">The parameters in the order of <see cref="Module{T}.Parameters"/>.</param>
    /// <param name="input">[(tasks,) examples, steps, inputs].</param>
    /// <param name="states">Each [(tasks,) layers, examples, hidden]; none for zeros.</param>
    /// <returns>The states of the uppermost cell, and all cells' states after the last step, in the shape of those given.</returns>
    private protected (Variable<T> Output, Variable<T>[] States) Unroll(
        ReadOnlySpan<Variable<T>> parameters, Variable<T> input, ReadOnlySpan<Variable<T>> states)
    {
        Variable<T> sequence = SequenceAxes.Aligned(Name, input, Inputs, parameters, _parameters);
        int rank = sequence.Shape.Rank;
        int steps = sequence.Shape[-2];
        Shape state = [.. sequence.Shape.Sizes[..(rank - 2)], Hidden];
        Shape all = [.. sequence.Shape.Sizes[..(rank - 3)], Layers, .. state.Sizes[(rank - 3)..]];
        var given = new Variable<T>[states.Length];
        for (int k = 0; k < given.Length; k++)
        {
            Shape got = states[k].Shape;
            bool shared = all.Rank == 4 && got.Rank == 3 && got.Sizes.SequenceEqual(all.Sizes[1..]);
            given[k] = got == all ? states[k] : shared ? states[k].BroadcastTo(all)
                : throw new ArgumentException(
                    $"{Name} with {Layers} layers begins {input.Shape} with states {all}, got {got}.", nameof(states));
        }

        var last = new Variable<T>[StateCount, Layers];
        var outputs = new Variable<T>[steps];
        int each = parameters.Length / Layers;
        for (int layer = 0; layer < Layers; layer++)
        {
            ReadOnlySpan<Variable<T>> own = parameters.Slice(layer * each, each);
            Linear<T> ofInput = new(sequence.Shape[-1], _gates * Hidden, _hasBias);
            Linear<T> ofState = new(Hidden, _gates * Hidden, _hasBias);
            Variable<T>[] forInput = _hasBias ? [own[0], own[2]] : [own[0]];
            Variable<T>[] forState = _hasBias ? [own[1], own[3]] : [own[1]];

            // Steps before examples, so that what a step takes lies together.
            Variable<T> gates = ofInput.Compute(forInput, sequence.SwapAxes(rank - 3, rank - 2), Pass<T>.Evaluation);
            var current = new Variable<T>[StateCount];
            for (int k = 0; k < StateCount; k++)
            {
                current[k] = given.Length > 0 ? given[k].At(rank - 3, layer) : input.Tape.Zeros(state);
            }

            for (int step = 0; step < steps; step++)
            {
                Step(gates.At(rank - 3, step), ofState.Compute(forState, current[0], Pass<T>.Evaluation), current);
                outputs[step] = current[0];
            }

            for (int k = 0; k < StateCount; k++)
            {
                last[k, layer] = current[k];
            }

            sequence = Variable.Stack<T>(outputs, axis: rank - 2);
        }

        var final = new Variable<T>[StateCount];
        for (int k = 0; k < StateCount; k++)
        {
            final[k] = Variable.Stack<T>([.. Enumerable.Range(0, Layers).Select(layer => last[k, layer])], axis: rank - 3);
        }

        return (sequence, final);
    }

    /// <summary>One step of a cell.</summary>
    /// <param name="ofInput">W_i x + b_i of all gates: [..., examples, gates hidden].</param>
    /// <param name="ofState">W_h h + b_h of all gates.</param>
    /// <param name="states">h and what the cell keeps beside it, [..., examples, hidden] each; new ones take their places.</param>
    private protected abstract void Step(Variable<T> ofInput, Variable<T> ofState, Variable<T>[] states);

    /// <summary>The part of one gate.</summary>
    private protected Variable<T> Gate(Variable<T> gates, int gate) => gates.Slice(gates.Shape.Rank - 1, gate * Hidden, Hidden);
}
