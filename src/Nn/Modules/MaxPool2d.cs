using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The greatest value of each window of each channel.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="geometry">How the windows lie. Places on the border hold nothing.</param>
/// <remarks>Shapes: [images, channels, height, width], or [tasks, images, ...], to [..., rows, columns].
/// The derivative is 1 at the first of the greatest elements of a window and 0 elsewhere; f'' = 0.</remarks>
public sealed class MaxPool2d<T>(PoolingGeometry geometry) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes square windows.</summary>
    /// <param name="window">The height and width of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on every border that count for the windows' positions but hold nothing; at most half a window.</param>
    public MaxPool2d(int window, int? stride = null, int padding = 0)
        : this(PoolingGeometry.Square(window, stride, padding))
    {
    }

    /// <inheritdoc/>
    protected override string Settings => geometry.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require($"MaxPool2d({PoolingWords.Window(geometry)})", input);
        return input.MaxPool(geometry);
    }
}
