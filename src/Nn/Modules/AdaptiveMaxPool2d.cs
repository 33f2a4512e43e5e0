using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The greatest value of each of a given number of windows that cover each channel: window k of n reaches from floor(k size / n)
/// to ceil((k + 1) size / n).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="rows">The number of windows down.</param>
/// <param name="columns">The number of windows across.</param>
/// <remarks>Shapes: [images, channels, height, width], or [tasks, images, ...], to [..., rows, columns]. The derivative is 1 at the first
/// of the greatest elements of a window and 0 elsewhere; f'' = 0.</remarks>
public sealed class AdaptiveMaxPool2d<T>(int rows, int columns) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{rows} x {columns} windows");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require($"AdaptiveMaxPool2d({rows}, {columns})", input);
        return input.AdaptiveMaxPool(rows, columns);
    }
}
