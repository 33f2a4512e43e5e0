using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = mask * x, where a channel of an image has the mask 0 with probability p and 1 / (1 - p) otherwise: channels are dropped
/// whole.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x and y [images, channels, height, width], or [tasks, images, ...]; the mask is [..., images, channels, 1, 1] and comes from the
/// <see cref="Pass{T}"/>, like that of <see cref="Dropout{T}"/>. Neighbouring places of a channel are much alike, so that dropping single
/// ones drops little. Source: J. Tompson, R. Goroshin, A. Jain, Y. LeCun and C. Bregler, Efficient object localization using convolutional
/// networks, 2015, section 3.2.
/// </remarks>
public sealed class Dropout2d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="probability">The probability p that a channel is dropped, from 0 to below 1; 0 makes the layer the identity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to below 1.</exception>
    public Dropout2d(double probability)
    {
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability),
                FormattableString.Invariant($"The probability to drop a channel must be from 0 to below 1, got {probability}."));
        }

        Probability = probability;
    }

    /// <summary>The probability that a channel is dropped.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Probability}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ImageAxes.Require($"Dropout2d({Probability})", input);
        return Probability > 0 && pass.DropoutMask(input.Tape, [.. input.Shape.Sizes[..^2], 1, 1], 1 - Probability) is { } mask
            ? input * mask
            : input.Reshape(input.Shape);
    }
}
