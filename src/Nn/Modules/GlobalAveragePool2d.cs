using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The mean of each channel over height and width.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: [images, channels, height, width] to [images, channels], with the task axis in front of both where there is one: ready
/// for a <see cref="Linear{T}"/>. Linear.</remarks>
public sealed class GlobalAveragePool2d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require("GlobalAveragePool2d", input);
        return input.Mean([-2, -1]);
    }
}
