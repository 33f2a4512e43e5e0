using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>First order (FOMAML): the inner gradients are taken for constants. Not exact: for one step of size alpha what is left out is
/// -alpha H g, with H the Hessian of the inner loss and g the outer gradient.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Source: Finn, Abbeel and Levine, 2017, section 5.2.</remarks>
public sealed class FirstOrder<T> : MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StepWeights<T> _weights;

    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps; by default only the last counts.</param>
    public FirstOrder(int steps, IReadOnlyList<double>? weights = null) => _weights = new(steps, weights);

    /// <summary>Describes the way with weights that follow the iteration.</summary>
    /// <param name="steps">K, the number of inner steps.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps at each iteration; null for a loss that never
    /// counts.</param>
    /// <exception cref="ArgumentException">There are not K + 1 of them, or none counts.</exception>
    public FirstOrder(int steps, IReadOnlyList<Schedule?> weights) => _weights = new(steps, weights);

    internal FirstOrder(StepWeights<T> weights) => _weights = weights;

    /// <inheritdoc/>
    public override MetaGradient<T> AsFirstOrder => this;

    /// <inheritdoc/>
    public override MetaGradient<T> AsExact => new Unrolled<T>(_weights);

    /// <inheritdoc/>
    internal override StepWeights<T> OuterWeights => _weights;

    /// <inheritdoc/>
    public override string Name => "first order";

    /// <inheritdoc/>
    public override string Description => $"{Name} {_weights.Description}";

    /// <inheritdoc/>
    public override bool IsExact => false;

    /// <inheritdoc/>
    public override int Steps => _weights.Steps;

    /// <inheritdoc/>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
        => _weights.Compute(adaptation, meta, episode, detached: true, use);
}
