using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Gated recurrent units: r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z = sigmoid(W_iz x + b_iz + W_hz h + b_hz), n = tanh(W_in x
/// + b_in + r (W_hn h + b_hn)), h' = (1 - z) n + z h.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <inheritdoc cref="Recurrent{T}" path="/remarks/*"/>
/// <para>The gates stand in the order r, z, n. Source: K. Cho et al., Learning phrase representations using RNN encoder-decoder, 2014,
/// section 2.3, in the form of PyTorch and cuDNN, in which r multiplies the product with its bias.</para>
/// </remarks>
public sealed class Gru<T> : Recurrent<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="hidden">The number of features of a state.</param>
    /// <param name="layers">The number of cells, one over the other.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="lastOnly">Whether the output is the state after the last step alone, and not those after all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Gru(int inputs, int hidden, int layers = 1, bool bias = true, bool lastOnly = false)
        : base(inputs, hidden, layers, bias, lastOnly, gates: 3, states: 1)
    {
    }

    /// <summary>Runs along the steps from a given state.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="input">x: [(tasks,) examples, steps, inputs].</param>
    /// <param name="state">h before the first step: [(tasks,) layers, examples, hidden]; zeros by default.</param>
    /// <returns>The states of the uppermost cell after each step, [(tasks,) examples, steps, hidden], and those of all cells after the
    /// last, in the shape of the state.</returns>
    /// <exception cref="ArgumentException">The parameters are not this module's, or input and state don't fit.</exception>
    public (Variable<T> Output, Variable<T> State) Run(Variables<T> parameters, Variable<T> input, Variable<T>? state = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireParameters(parameters);
        (Variable<T> output, Variable<T>[] states) = Unroll(parameters.Values, input, state is { } given ? [given] : []);
        return (output, states[0]);
    }

    private protected override void Step(Variable<T> ofInput, Variable<T> ofState, Variable<T>[] states)
    {
        Variable<T> reset = (Gate(ofInput, 0) + Gate(ofState, 0)).Sigmoid();
        Variable<T> update = (Gate(ofInput, 1) + Gate(ofState, 1)).Sigmoid();
        Variable<T> candidate = (Gate(ofInput, 2) + (reset * Gate(ofState, 2))).Tanh();
        states[0] = candidate + (update * (states[0] - candidate));
    }
}
