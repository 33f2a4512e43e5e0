using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Long short-term memory: i, f and o = sigmoid(W_i x + b_i + W_h h + b_h) and g = tanh of such a sum, each of weights of its own,
/// c' = f c + i g, h' = o tanh(c').</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <inheritdoc cref="Recurrent{T}" path="/remarks/*"/>
/// <para>The gates stand in the order i, f, g, o. Source: S. Hochreiter and J. Schmidhuber, Long short-term memory, 1997, with the forget
/// gate of F. A. Gers, J. Schmidhuber and F. Cummins, Learning to forget, 2000.</para>
/// </remarks>
public sealed class Lstm<T> : Recurrent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="hidden">The number of features of a state.</param>
    /// <param name="layers">The number of cells, one over the other.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="lastOnly">Whether the output is the state after the last step alone, and not those after all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Lstm(int inputs, int hidden, int layers = 1, bool bias = true, bool lastOnly = false)
        : base(inputs, hidden, layers, bias, lastOnly, gates: 4, states: 2)
    {
    }

    /// <summary>Runs along the steps from a given state.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="input">x: [(tasks,) examples, steps, inputs].</param>
    /// <param name="state">h and c before the first step: [(tasks,) layers, examples, hidden] each; zeros by default.</param>
    /// <returns>The h of the uppermost cell after each step, [(tasks,) examples, steps, hidden], and h and c of all cells after the last,
    /// in the shape of the state.</returns>
    /// <exception cref="ArgumentException">The parameters are not this module's, or input and state don't fit.</exception>
    public (Variable<T> Output, (Variable<T> Hidden, Variable<T> Cell) State) Run(
        Variables<T> parameters, Variable<T> input, (Variable<T> Hidden, Variable<T> Cell)? state = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireParameters(parameters);
        (Variable<T> output, Variable<T>[] states) = Unroll(parameters.Values, input, state is { } given ? [given.Hidden, given.Cell] : []);
        return (output, (states[0], states[1]));
    }

    private protected override void Step(Variable<T> ofInput, Variable<T> ofState, Variable<T>[] states)
    {
        Variable<T> gates = ofInput + ofState;
        Variable<T> cell = (Gate(gates, 1).Sigmoid() * states[1]) + (Gate(gates, 0).Sigmoid() * Gate(gates, 2).Tanh());
        states[1] = cell;
        states[0] = Gate(gates, 3).Sigmoid() * cell.Tanh();
    }
}
