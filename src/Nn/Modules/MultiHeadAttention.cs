using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Attention with several heads: y = concat_h(softmax(Q_h K_h' / sqrt(d)) V_h) W_o' + b_o, where Q, K and V are x W' + b, each
/// with its third of W and b, and head h takes its d = width / heads features of them.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Shapes: x and y [examples, steps, width]. With a task axis: x [tasks, examples, steps, width], parameters [tasks, ...]; x without
/// it is shared by all tasks.</para>
/// <para>Names and layouts as in PyTorch with <c>batch_first=True</c>: <c>in_proj_weight</c> [3 width, width], of the queries, keys and
/// values in this order, <c>in_proj_bias</c> [3 width], <c>out_proj.weight</c> [width, width], <c>out_proj.bias</c> [width]; the first
/// starts Glorot uniform and the biases at 0, as there.</para>
/// <para>Cost: for each example 8 steps width^2 + 4 steps^2 width operations; memory heads steps^2 for the weights of the attention.
/// Source: A. Vaswani et al., Attention is all you need, 2017, section 3.2.</para>
/// </remarks>
public sealed class MultiHeadAttention<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly Linear<T> _three;
    private readonly Linear<T> _one;
    private readonly Dropout<T> _dropout;

    /// <summary>Describes the layer.</summary>
    /// <param name="width">The number of features in and out.</param>
    /// <param name="heads">The number of heads, which divides the width.</param>
    /// <param name="causal">Whether a step looks only at those up to itself.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="dropout">The probability that a weight of the attention is dropped, from 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the probability is not from 0 to below 1.</exception>
    /// <exception cref="ArgumentException">The width does not divide by the heads.</exception>
    public MultiHeadAttention(int width, int heads, bool causal = false, bool bias = true, double dropout = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        if (width % heads != 0)
        {
            throw new ArgumentException(
                $"The heads share the width, which divides by their number, got {width} features for {heads} heads.", nameof(heads));
        }

        (Width, Heads, Causal) = (width, heads, causal);
        _dropout = new(dropout);
        _three = new(width, 3 * width, bias, Initializers.GlorotUniform<T>());
        _one = new(width, width, bias, Initializers.FanInUniform<T>());
        _parameters =
        [
            .. _three.Parameters.Select(static parameter => parameter with { Name = $"in_proj_{parameter.Name}" }),
            .. _one.Parameters.Select(static parameter => parameter with { Name = $"out_proj.{parameter.Name}" }),
        ];
    }

    /// <summary>The number of features in and out.</summary>
    public int Width { get; }

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>Whether a step looks only at those up to itself.</summary>
    public bool Causal { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings
        => FormattableString.Invariant($"{Heads} heads") + (Causal ? ", causal" : string.Empty)
            + (_dropout.Probability > 0 ? FormattableString.Invariant($", dropout {_dropout.Probability}") : string.Empty);

    private string Name => $"MultiHeadAttention({Width}, {Heads})";

    /// <summary>Attends to other steps than those that ask: in an encoder's output, or in a support set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="queries">What asks: [(tasks,) examples, steps, width].</param>
    /// <param name="keys">What is looked for: [(tasks,) examples, others, width].</param>
    /// <param name="values">What is taken from there, of the shape of the keys; by default the keys.</param>
    /// <param name="allowed">Where a query may look: not 0 there, and 0 where not, of a shape that broadcasts to [(tasks,) examples, heads,
    /// steps, others]; everywhere by default. Each query may look somewhere, or its output is NaN.</param>
    /// <param name="pass">What differs between training and evaluation; by default evaluation.</param>
    /// <returns>[(tasks,) examples, steps, width].</returns>
    /// <exception cref="ArgumentException">The parameters are not this module's, or the shapes don't fit, or the layer is causal and the
    /// others are not as many as the steps.</exception>
    /// <remarks>Without tasks' own parameters all three have a task axis or none has.</remarks>
    public Variable<T> Attend(
        Variables<T> parameters, Variable<T> queries, Variable<T> keys, Variable<T>? values = null, Variable<T>? allowed = null,
        Pass<T>? pass = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RequireParameters(parameters);
        ReadOnlySpan<Variable<T>> own = parameters.Values;
        Variable<T> asking = SequenceAxes.Aligned(Name, queries, Width, own, _parameters);
        Variable<T> others = SequenceAxes.Aligned(Name, keys, Width, own, _parameters);
        Variable<T> taken = values is { } given ? SequenceAxes.Aligned(Name, given, Width, own, _parameters) : others;
        Shape shape = asking.Shape;
        if (taken.Shape != others.Shape || others.Shape.Rank != shape.Rank || !others.Shape.Sizes[..^2].SequenceEqual(shape.Sizes[..^2]))
        {
            throw new ArgumentException(
                $"{Name} takes queries [..., steps, {Width}] and keys and values [..., others, {Width}] of the same examples, got " +
                    $"{queries.Shape}, {keys.Shape} and {(values ?? keys).Shape}.", nameof(keys));
        }

        // The thirds of the weights by themselves, as queries, keys and values are not the same here.
        var projected = new Variable<T>[3];
        bool hasBias = own.Length > 2;
        for (int k = 0; k < 3; k++)
        {
            Variable<T> weight = own[0].Slice(own[0].Shape.Rank - 2, k * Width, Width);
            Variable<T>[] third = hasBias ? [weight, own[1].Slice(own[1].Shape.Rank - 1, k * Width, Width)] : [weight];
            projected[k] = _one.Compute(third, k == 0 ? asking : k == 1 ? others : taken, Pass<T>.Evaluation);
        }

        return Join(projected[0], projected[1], projected[2], own, allowed, pass ?? Pass<T>.Evaluation);
    }

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Variable<T> aligned = SequenceAxes.Aligned(Name, input, Width, parameters, _parameters);
        Variable<T> all = _three.Compute(parameters[..(parameters.Length / 2)], aligned, pass);
        int last = all.Shape.Rank - 1;
        return Join(all.Slice(last, 0, Width), all.Slice(last, Width, Width), all.Slice(last, 2 * Width, Width), parameters, null, pass);
    }

    private Variable<T> Join(
        Variable<T> queries, Variable<T> keys, Variable<T> values, ReadOnlySpan<Variable<T>> parameters, Variable<T>? allowed, Pass<T> pass)
    {
        // Scaled before the product, where there are fewer numbers.
        Variable<T> scores = OfHeads(queries * T.CreateChecked(1 / Math.Sqrt(Width / Heads))).MatMul(OfHeads(keys), transposeRight: true);
        Shape shape = scores.Shape;
        if (Causal)
        {
            if (shape[-1] != shape[-2])
            {
                throw new ArgumentException(
                    $"{Name} is causal, so that keys are as many as queries, got {shape[-1]} and {shape[-2]} steps.", nameof(keys));
            }

            scores = SequenceAxes.Causal(scores);
        }

        scores = allowed is { } some ? SequenceAxes.Among(some, scores) : scores;
        if (scores.Shape != shape)
        {
            throw new ArgumentException(
                $"{Name}: where a query may look is told by a shape that broadcasts to {shape}, got {allowed!.Value.Shape}.",
                nameof(allowed));
        }

        Variable<T> weights = scores.Softmax();
        weights = _dropout.Probability > 0 ? _dropout.Compute([], weights, pass) : weights;
        Variable<T> heads = weights.MatMul(OfHeads(values));
        int rank = heads.Shape.Rank;
        Variable<T> joined = heads.SwapAxes(rank - 3, rank - 2).Reshape(queries.Shape);
        return _one.Compute(parameters[(parameters.Length / 2)..], joined, pass);
    }

    // [..., steps, width] as [..., heads, steps, width / heads].
    private Variable<T> OfHeads(Variable<T> value)
    {
        int rank = value.Shape.Rank;
        return value.Reshape([.. value.Shape.Sizes[..^1], Heads, Width / Heads]).SwapAxes(rank - 2, rank - 1);
    }
}
