using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The greatest value of each window along the last axis.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: [..., length] to [..., places], such as [examples, channels, length] with or without a task axis. The derivative is 1
/// at the first of the greatest elements of a window and 0 elsewhere; f'' = 0.</remarks>
public sealed class MaxPool1d<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PoolingGeometry _geometry;

    /// <summary>Describes the layer.</summary>
    /// <param name="window">The length of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on either side that count for the windows' positions but hold nothing; at most half a window.</param>
    /// <param name="dilation">The distance from one place of a window to the next.</param>
    /// <param name="ceilingMode">Whether an incomplete window at the end is a window too.</param>
    public MaxPool1d(int window, int? stride = null, int padding = 0, int dilation = 1, bool ceilingMode = false)
    {
        _geometry = PoolingGeometry.Line(window, stride, padding, dilation, ceilingMode: ceilingMode);
    }

    /// <inheritdoc/>
    protected override string Settings => _geometry.ToString();

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        if (input.Shape.Rank < 1)
        {
            throw new ArgumentException($"MaxPool1d takes [..., length], got {input.Shape}.", nameof(input));
        }

        Variable<T> pooled = input.InsertAxis(-2).MaxPool(_geometry);
        return pooled.Reshape([.. pooled.Shape.Sizes[..^2], pooled.Shape[-1]]);
    }
}
