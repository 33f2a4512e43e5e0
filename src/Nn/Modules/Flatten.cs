using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The last axes as one: images become rows of features.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: [images, channels, height, width] to [images, channels * height * width], with the task axis in front of both where
/// there is one. Elements keep their order, so that a <see cref="Linear{T}"/> behind it has PyTorch's layout.</remarks>
public sealed class Flatten<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="axes">How many of the last axes are made one: those of a single example. 3 by default, an image's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public Flatten(int axes = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(axes, 1);
        Axes = axes;
    }

    /// <summary>How many of the last axes are made one.</summary>
    public int Axes { get; }

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Axes} axes");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Shape shape = input.Shape;
        if (shape.Rank <= Axes)
        {
            throw new ArgumentException(
                $"Flatten({Axes}) takes [examples, ...] with {Axes} more axes at the end, got {shape}.", nameof(input));
        }

        return input.Reshape([.. shape.Sizes[..^Axes], Shape.Create(shape.Sizes[^Axes..]).ElementCount]);
    }
}
