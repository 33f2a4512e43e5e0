using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = [x, tanh(F x) sigmoid(G x)]: what two causal, dilated convolutions along the steps make of x, behind x.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: x [examples, steps, inputs]; y [examples, steps, inputs + filters]. With a task axis: x [tasks, examples, steps,
/// inputs], parameters [tasks, ...]; x without it is shared by all tasks. y at a step depends on x there and <c>dilation</c> steps before.
/// Parameters: those of one <see cref="Conv1d{T}"/>, <c>weight</c> [2 filters, inputs, 2] and <c>bias</c> [2 filters], first those of F.
/// Cost: 8 filters inputs operations for each step. Source: N. Mishra, M. Rohaninejad, X. Chen and P. Abbeel, A simple neural attentive
/// meta-learner, 2018, section 3.1.</remarks>
public sealed class CausalDenseBlock<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Kernel = 2;

    private readonly ParameterSpecification<T>[] _parameters;
    private readonly Conv1d<T> _convolution;
    private readonly int _dilation;

    /// <summary>Describes the block.</summary>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="filters">The number of features that come behind them.</param>
    /// <param name="dilation">How many steps lie between the two that a convolution sees.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public CausalDenseBlock(int inputs, int filters, int dilation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        (Inputs, Filters, _dilation) = (inputs, filters, dilation);
        _convolution = new(
            inputs, 2 * filters, Kernel, dilation: dilation, causal: true, weightInitializer: Initializers.GlorotUniform<T>());
        _parameters = [.. _convolution.Parameters];
    }

    /// <summary>The number of features in.</summary>
    public int Inputs { get; }

    /// <summary>The number of features that come behind them.</summary>
    public int Filters { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"dilation {_dilation}");

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Variable<T> x = SequenceAxes.Aligned($"CausalDenseBlock({Inputs}, {Filters})", input, Inputs, parameters, _parameters);
        Variable<T> both = _convolution.Compute(parameters, x.SwapAxes(-2, -1), pass).SwapAxes(-2, -1);
        int last = x.Shape.Rank - 1;
        return Variable.Concatenate<T>([x, both.Slice(last, 0, Filters).Tanh() * both.Slice(last, Filters, Filters).Sigmoid()], last);
    }
}
