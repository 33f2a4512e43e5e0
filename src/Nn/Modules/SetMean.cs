using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The mean of each feature over the items of a set: what does not change with their order.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: x [..., examples, items features], one item's features after the other's, as <see cref="SetLinear{T}"/> has them; y
/// [..., examples, features]. Linear. Source: Zaheer et al., Deep sets, 2017, theorem 2, with the mean for the sum.</remarks>
public sealed class SetMean<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Describes the layer.</summary>
    /// <param name="items">The number of items.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public SetMean(int items)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        Items = items;
    }

    /// <summary>The number of items.</summary>
    public int Items { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Items} items");

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Shape shape = input.Shape;
        if (shape.Rank < 2 || shape[-1] % Items != 0)
        {
            throw new ArgumentException(
                $"SetMean({Items}) takes [..., examples, numbers] with as many numbers of each of {Items} items, got {shape}.",
                nameof(input));
        }

        return input.Reshape([.. shape.Sizes[..^1], Items, shape[-1] / Items]).Mean([-2]);
    }
}
