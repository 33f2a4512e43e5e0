using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and variance over the places of each channel of each
/// image.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x and y [images, channels, height, width]; weight and bias [channels]. With a task axis: x [tasks, images, ...], weight and bias
/// [tasks, channels]; x [images, ...] is shared by all tasks. It is a <see cref="GroupNorm{T}"/> with a group for each channel. Names,
/// layout and defaults as in PyTorch, where there is no weight and no bias unless asked for. Source: D. Ulyanov, A. Vedaldi and V.
/// Lempitsky, Instance normalization, 2016, equation 2.
/// </remarks>
public sealed class InstanceNorm2d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GroupNorm<T> _groups;

    /// <summary>Describes the layer.</summary>
    /// <param name="channels">The number of channels.</param>
    /// <param name="epsilon">Added to the variance; positive.</param>
    /// <param name="affine">Whether there are a weight, which starts at 1, and a bias, which starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no channel, or epsilon is not positive in the element type.</exception>
    public InstanceNorm2d(int channels, double epsilon = 1e-5, bool affine = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        _groups = new($"InstanceNorm2d({channels})", channels, channels, epsilon, affine);
    }

    /// <summary>The number of channels.</summary>
    public int Channels => _groups.Channels;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Channels} channels, epsilon {_groups.Epsilon}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _groups.Parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
        => _groups.Compute(parameters, input, pass);
}
