using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The mean of each window along the last axis.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: [..., length] to [..., places], such as [examples, channels, length] with or without a task axis. Linear.</remarks>
public sealed class AvgPool1d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PoolingGeometry _geometry;
    private readonly bool _countPadding;

    /// <summary>Describes the layer.</summary>
    /// <param name="window">The length of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on either side; at most half a window.</param>
    /// <param name="ceilingMode">Whether an incomplete window at the end is a window too.</param>
    /// <param name="countPadding">Whether places on the border count as zeros; otherwise the mean is over the given places alone.</param>
    public AvgPool1d(int window, int? stride = null, int padding = 0, bool ceilingMode = false, bool countPadding = true)
    {
        _geometry = PoolingGeometry.Line(window, stride, padding, ceilingMode: ceilingMode);
        _countPadding = countPadding;
    }

    /// <inheritdoc/>
    protected override string Settings => $"{_geometry}{PoolingWords.Mean(_countPadding, null)}";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        if (input.Shape.Rank < 1)
        {
            throw new ArgumentException($"AvgPool1d takes [..., length], got {input.Shape}.", nameof(input));
        }

        Variable<T> pooled = input.InsertAxis(-2).AveragePool(_geometry, _countPadding);
        return pooled.Reshape([.. pooled.Shape.Sizes[..^2], pooled.Shape[-1]]);
    }
}
