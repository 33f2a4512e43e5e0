using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Exact: in reverse through the recorded inner loop, with the losses after several steps weighted.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>For one inner step of size alpha by plain descent the meta-gradient is (I - alpha H) g, with H the Hessian of the inner loss at
/// x_0 and g the outer gradient at x_1; for K steps it is the product of K such factors. No Hessian is formed. Cost: K inner gradients and
/// K Hessian-vector products; memory grows with K. Source: Finn, Abbeel and Levine, Model-agnostic meta-learning for fast adaptation of
/// deep networks, 2017, algorithm 1; losses after several steps: Antoniou, Edwards and Storkey, How to train your MAML, 2019, section
/// 4.</remarks>
public sealed class Unrolled<T> : MetaGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StepWeights<T> _weights;

    /// <summary>Describes the way.</summary>
    /// <param name="steps">K, the number of inner steps; 0 for an adaptation that takes none.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps; by default only the last counts.</param>
    public Unrolled(int steps, IReadOnlyList<double>? weights = null) => _weights = new(steps, weights);

    /// <summary>Describes the way with weights that follow the iteration.</summary>
    /// <param name="steps">K, the number of inner steps.</param>
    /// <param name="weights">Weights of the outer losses after 0, 1, ... K steps at each iteration; null for a loss that never
    /// counts.</param>
    /// <exception cref="ArgumentException">There are not K + 1 of them, or none counts.</exception>
    public Unrolled(int steps, IReadOnlyList<Schedule?> weights) => _weights = new(steps, weights);

    internal Unrolled(StepWeights<T> weights) => _weights = weights;

    /// <inheritdoc/>
    public override MetaGradient<T> AsExact => this;

    /// <inheritdoc/>
    public override MetaGradient<T> AsFirstOrder => new FirstOrder<T>(_weights);

    /// <inheritdoc/>
    internal override StepWeights<T> OuterWeights => _weights;

    /// <inheritdoc/>
    public override string Name => "unrolled";

    /// <inheritdoc/>
    public override string Description => $"{Name} {_weights.Description}";

    /// <inheritdoc/>
    public override bool IsExact => true;

    /// <inheritdoc/>
    public override int Steps => _weights.Steps;

    /// <inheritdoc/>
    public override MetaOutcome<T> Compute(
        Adaptation<T> adaptation, Variables<T> meta, Episode<T> episode, DerivativeUse use = DerivativeUse.Final)
        => _weights.Compute(adaptation, meta, episode, detached: false, use);
}
