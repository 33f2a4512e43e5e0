using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = mask * x, where an element of the mask is 0 with probability p and 1 / (1 - p) otherwise.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: any, kept. The scale keeps the mean of y at x, so that evaluation, where there is no mask, is the identity (a node of its own,
/// and no copy). The mask comes from the <see cref="Pass{T}"/> and is an ordinary input on the tape: the layer draws nothing itself, and
/// its derivative is the mask. With a task axis each task has a mask of its own. Source: N. Srivastava, G. Hinton, A. Krizhevsky, I.
/// Sutskever and R. Salakhutdinov, Dropout: a simple way to prevent neural networks from overfitting, 2014, with the scale moved from
/// evaluation to training.
/// </remarks>
public sealed class Dropout<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="probability">The probability p that an element is dropped, from 0 to below 1; 0 makes the layer the identity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to below 1.</exception>
    public Dropout(double probability)
    {
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability),
                FormattableString.Invariant($"The probability to drop an element must be from 0 to below 1, got {probability}."));
        }

        Probability = probability;
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Probability}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Probability > 0 && pass.DropoutMask(input.Tape, input.Shape, 1 - Probability) is { } mask
            ? input * mask
            : input.Reshape(input.Shape);
    }
}
