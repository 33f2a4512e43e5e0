using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A function applied to its input, without parameters.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="name">What it is called.</param>
/// <param name="function">The function, made of recorded operations.</param>
public sealed class Activation<T>(string name, Func<Variable<T>, Variable<T>> function) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What it is called.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string Description => Name;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => [];

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
        => function(input);
}
