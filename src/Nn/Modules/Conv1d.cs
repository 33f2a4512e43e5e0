using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y[o, p] = sum over c and k of weight[o, c, k] x[c, p * stride + k * dilation - padding], plus bias[o].</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x [examples, in, length]; weight [out, in / groups, kernel], bias [out]; y [examples, out, places] with places = (length + 2
/// padding - dilation (kernel - 1) - 1) / stride + 1, rounded down. A causal layer has dilation (kernel - 1) zeros before the first place
/// and none behind the last, so that y[p] depends on x up to p * stride alone, and places = (length - 1) / stride + 1. With a task axis: x
/// [tasks, examples, ...], weight [tasks, out, ...], bias [tasks, out]; then each task has its own weights, and x [examples, ...] is shared
/// by all. Bilinear in x and weight. Cost: 2 * in / groups * kernel * out operations for each place. Names and layout as in PyTorch:
/// <c>weight</c>, <c>bias</c>. Source of causal, dilated convolutions: A. van den Oord et al., WaveNet, 2016, section 2.1.
/// </remarks>
public sealed class Conv1d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly ConvolutionGeometry _geometry;

    /// <summary>Describes the layer.</summary>
    /// <param name="inChannels">The number of channels in.</param>
    /// <param name="outChannels">The number of channels out.</param>
    /// <param name="kernel">The length of the kernel.</param>
    /// <param name="stride">The places from one place of the kernel to the next.</param>
    /// <param name="padding">Zeros before and behind; 0 in a causal layer, which has its own.</param>
    /// <param name="dilation">The places from one element of the kernel to the next.</param>
    /// <param name="groups">The channels are divided into this many groups, each with kernels of its own.</param>
    /// <param name="causal">Whether a place depends on those up to itself alone.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default He, uniform, which suits ReLU.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the padding is negative.</exception>
    /// <exception cref="ArgumentException">The channels don't divide by the groups, or a causal layer has a padding.</exception>
    public Conv1d(
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int padding = 0,
        int dilation = 1,
        int groups = 1,
        bool causal = false,
        bool bias = true,
        Initializer<T>? weightInitializer = null,
        Initializer<T>? biasInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new ArgumentException(
                $"The channels in and out divide by the number of groups, got {inChannels} and {outChannels} channels in {groups} groups.",
                nameof(groups));
        }

        if (causal && padding > 0)
        {
            throw new ArgumentException(
                $"A causal convolution has dilation (kernel - 1) zeros before the first place and no others, got a padding of {padding}.",
                nameof(padding));
        }

        (InChannels, OutChannels, Kernel, Causal) = (inChannels, outChannels, kernel, causal);
        _geometry = new(StrideX: stride, PaddingX: padding, DilationX: dilation, Groups: groups);
        ParameterSpecification<T> weight = new(
            "weight", [outChannels, inChannels / groups, kernel], weightInitializer ?? Initializers.HeUniform<T>());
        _parameters = bias ? [weight, new("bias", [outChannels], biasInitializer ?? Initializers.Constant(T.Zero))] : [weight];
    }

    /// <summary>The number of channels in.</summary>
    public int InChannels { get; }

    /// <summary>The number of channels out.</summary>
    public int OutChannels { get; }

    /// <summary>The length of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Whether a place depends on those up to itself alone.</summary>
    public bool Causal { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings
        => FormattableString.Invariant($"stride {_geometry.StrideX}, ")
            + (Causal ? "causal" : FormattableString.Invariant($"padding {_geometry.PaddingX}"))
            + FormattableString.Invariant($", dilation {_geometry.DilationX}, groups {_geometry.Groups}");

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        string layer = $"Conv1d({InChannels}, {OutChannels}, {Kernel})";
        Shape shape = input.Shape;
        if (shape.Rank is not (3 or 4) || shape[-2] != InChannels)
        {
            throw new ArgumentException(
                $"{layer} takes [examples, {InChannels}, length], or [tasks, examples, {InChannels}, length], got {shape}.", nameof(input));
        }

        ImageAxes.RequireTasks(layer, input, 2, parameters, _parameters);
        Variable<T> padded = Causal && Kernel > 1 ? input.Pad(shape.Rank - 1, _geometry.DilationX * (Kernel - 1), 0) : input;

        // An image of one row.
        Variable<T> output = padded.InsertAxis(shape.Rank - 1).Convolve(parameters[0].InsertAxis(parameters[0].Shape.Rank - 1), _geometry);
        output = output.Reshape([.. output.Shape.Sizes[..^2], output.Shape[-1]]);
        return parameters.Length > 1 ? output + OfChannels(parameters[1]) : output;
    }

    private static Variable<T> OfChannels(Variable<T> bias)
        => bias.Shape.Rank == 1 ? bias.Reshape([bias.Shape[0], 1]) : bias.Reshape([bias.Shape[0], 1, bias.Shape[1], 1]);
}
