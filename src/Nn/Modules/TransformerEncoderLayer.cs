using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A block of a transformer: with the norm last z = norm1(x + attention(x)), y = norm2(z + feed(z)); with the norm first z = x +
/// attention(norm1(x)), y = z + feed(norm2(z)); feed(z) = activation(z W_1' + b_1) W_2' + b_2.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Shapes: x and y [examples, steps, width]. With a task axis: x [tasks, examples, steps, width], parameters [tasks, ...]; x without
/// it is shared by all tasks. Nothing in a block knows the order of the steps unless it is causal: give the input a part that tells
/// it.</para>
/// <para>Names and layouts as in PyTorch with <c>batch_first=True</c>: <c>self_attn.*</c> as <see cref="MultiHeadAttention{T}"/> has them,
/// <c>linear1.*</c>, <c>linear2.*</c>, <c>norm1.*</c>, <c>norm2.*</c>.</para>
/// <para>Cost: that of the attention, and 4 steps width hidden operations for each example. Source: A. Vaswani et al., Attention is all you
/// need, 2017, section 3.1; the norm first: R. Xiong et al., On layer normalization in the transformer architecture, 2020.</para>
/// </remarks>
public sealed class TransformerEncoderLayer<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly (string Name, Module<T> Module)[] _parts;
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly Activation<T> _activation;
    private readonly Dropout<T> _dropout;

    /// <summary>Describes the block.</summary>
    /// <param name="width">The number of features in and out.</param>
    /// <param name="heads">The number of heads, which divides the width.</param>
    /// <param name="hidden">The number of features between the two linear layers; by default 4 times the width.</param>
    /// <param name="normFirst">Whether the norms stand before attention and linear layers, and not behind the sums.</param>
    /// <param name="activation">Between the linear layers; by default ReLU.</param>
    /// <param name="causal">Whether a step looks only at those up to itself.</param>
    /// <param name="dropout">The probability that an element is dropped, of the attention's weights, of what it gives, and behind both
    /// linear layers, from 0 to below 1.</param>
    /// <param name="epsilon">Added to the variance in the norms; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the probability is not from 0 to below 1, or epsilon is not
    /// positive.</exception>
    /// <exception cref="ArgumentException">The width does not divide by the heads, or is 1.</exception>
    public TransformerEncoderLayer(
        int width,
        int heads,
        int? hidden = null,
        bool normFirst = false,
        Activation<T>? activation = null,
        bool causal = false,
        double dropout = 0,
        double epsilon = 1e-5)
    {
        MultiHeadAttention<T> attention = new(width, heads, causal, dropout: dropout);
        NormFirst = normFirst;
        _activation = activation ?? Activations.Relu<T>();
        _dropout = new(dropout);
        int between = hidden ?? 4 * width;
        _parts =
        [
            ("self_attn", attention),
            ("linear1", new Linear<T>(width, between)),
            ("linear2", new Linear<T>(between, width)),
            ("norm1", new LayerNorm<T>([width], epsilon)),
            ("norm2", new LayerNorm<T>([width], epsilon)),
        ];
        _parameters =
        [
            .. _parts.SelectMany(
                static part => part.Module.Parameters.Select(parameter => parameter with { Name = $"{part.Name}.{parameter.Name}" })),
        ];
    }

    /// <summary>Whether the norms stand before attention and linear layers.</summary>
    public bool NormFirst { get; }

    /// <inheritdoc/>
    public override string Description
        => $"TransformerEncoderLayer({(NormFirst ? "norm first" : "norm last")}, {_activation.Description}, {_dropout.Description}, " +
            $"{string.Join(", ", _parts.Select(static part => part.Module.Description))})";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var attention = (MultiHeadAttention<T>)_parts[0].Module;
        Variable<T> x = SequenceAxes.Aligned(
            $"TransformerEncoderLayer({attention.Width}, {attention.Heads})", input, attention.Width, parameters, _parameters);
        Variable<T>[] all = parameters.ToArray();
        Variable<T> Part(int place, Variable<T> value)
        {
            int start = _parts[..place].Sum(static part => part.Module.Parameters.Count);
            return _parts[place].Module.Compute(
                all.AsSpan(start, _parts[place].Module.Parameters.Count), value, pass.Under(_parts[place].Name));
        }

        Variable<T> Dropped(Variable<T> value) => _dropout.Probability > 0 ? _dropout.Compute([], value, pass) : value;
        Variable<T> Feed(Variable<T> value) => Dropped(Part(2, Dropped(_activation.Compute([], Part(1, value), pass))));
        if (NormFirst)
        {
            Variable<T> attended = x + Dropped(Part(0, Part(3, x)));
            return attended + Feed(Part(4, attended));
        }

        Variable<T> normed = Part(3, x + Dropped(Part(0, x)));
        return Part(4, normed + Feed(normed));
    }
}
