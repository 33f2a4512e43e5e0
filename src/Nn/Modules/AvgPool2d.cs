using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The mean of each window of each channel.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="window">The height and width of a window.</param>
/// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
/// <param name="padding">Places on every border that count as zeros; at most half a window.</param>
/// <remarks>Shapes: [images, channels, height, width], or [tasks, images, ...], to [..., rows, columns]; incomplete windows at the end are left out.
/// The divisor is the whole window, padding included. Linear.</remarks>
public sealed class AvgPool2d<T>(int window, int? stride = null, int padding = 0) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"window {window}, stride {stride ?? window}, padding {padding}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require($"AvgPool2d({window})", input);
        return input.AveragePool(window, stride, padding);
    }
}
