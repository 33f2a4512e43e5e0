using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The mean of each window of each channel.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="geometry">How the windows lie.</param>
/// <param name="countPadding">Whether places on the border count as zeros; otherwise the mean is over the places of the image
/// alone.</param>
/// <param name="divisor">By what each sum is divided; by default by the number of places that count.</param>
/// <remarks>Shapes: [images, channels, height, width], or [tasks, images, ...], to [..., rows, columns]. Linear.</remarks>
public sealed class AvgPool2d<T>(PoolingGeometry geometry, bool countPadding = true, int? divisor = null) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes square windows whose border counts as zeros.</summary>
    /// <param name="window">The height and width of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on every border that count as zeros; at most half a window.</param>
    public AvgPool2d(int window, int? stride = null, int padding = 0)
        : this(PoolingGeometry.Square(window, stride, padding))
    {
    }

    /// <inheritdoc/>
    protected override string Settings => $"{geometry}{PoolingWords.Mean(countPadding, divisor)}";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require($"AvgPool2d({PoolingWords.Window(geometry)})", input);
        return input.AveragePool(geometry, countPadding, divisor);
    }
}
