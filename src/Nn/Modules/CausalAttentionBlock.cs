using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = [x, softmax(Q K' / sqrt(keys)) V], with Q, K and V = x W' + b and a softmax over the steps up to each step's own: what is
/// found there, behind x.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: x [examples, steps, inputs]; y [examples, steps, inputs + values]. With a task axis: x [tasks, examples, steps,
/// inputs], parameters [tasks, ...]; x without it is shared by all tasks. Parameters: those of one <see cref="Linear{T}"/>, <c>weight</c>
/// [2 keys + values, inputs] and <c>bias</c>, of the queries, keys and values in this order. Cost: for each example steps^2 (2 keys +
/// values) operations beside the products; memory steps^2. Source: N. Mishra, M. Rohaninejad, X. Chen and P. Abbeel, A simple neural
/// attentive meta-learner, 2018, section 3.1.</remarks>
public sealed class CausalAttentionBlock<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly Linear<T> _three;

    /// <summary>Describes the block.</summary>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="keys">The number of features by which steps are looked for.</param>
    /// <param name="values">The number of features that come behind those in.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public CausalAttentionBlock(int inputs, int keys, int values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keys, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(values, 1);
        (Inputs, Keys, Values) = (inputs, keys, values);
        _three = new(inputs, (2 * keys) + values, weightInitializer: Initializers.GlorotUniform<T>());
        _parameters = [.. _three.Parameters];
    }

    /// <summary>The number of features in.</summary>
    public int Inputs { get; }

    /// <summary>The number of features by which steps are looked for.</summary>
    public int Keys { get; }

    /// <summary>The number of features that come behind those in.</summary>
    public int Values { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Keys} keys");

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Variable<T> x = SequenceAxes.Aligned($"CausalAttentionBlock({Inputs}, {Keys}, {Values})", input, Inputs, parameters, _parameters);
        Variable<T> all = _three.Compute(parameters, x, pass);
        int last = x.Shape.Rank - 1;
        Variable<T> queries = all.Slice(last, 0, Keys) * T.CreateChecked(1 / Math.Sqrt(Keys));
        Variable<T> scores = queries.MatMul(all.Slice(last, Keys, Keys), transposeRight: true);
        Variable<T> weights = SequenceAxes.Causal(scores).Softmax();
        return Variable.Concatenate<T>([x, weights.MatMul(all.Slice(last, 2 * Keys, Values))], last);
    }
}
