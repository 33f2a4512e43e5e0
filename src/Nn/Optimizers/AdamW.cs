using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Adam with weight decay beside the gradient: direction = Adam's + decay * p.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="weightDecay">The decay, multiplied by the step size; zero or more.</param>
/// <param name="beta1">The decay of the first moment, from 0 to below 1.</param>
/// <param name="beta2">The decay of the second moment, from 0 to below 1.</param>
/// <param name="epsilon">Added to the root, outside it; positive.</param>
/// <remarks>Source: Loshchilov and Hutter, Decoupled weight decay regularization, 2019, algorithm 2.</remarks>
public sealed class AdamW<T>(double weightDecay = 0.01, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _beta1 = AdamRule.Decay<T>(beta1, nameof(beta1));
    private readonly T _beta2 = AdamRule.Decay<T>(beta2, nameof(beta2));
    private readonly T _epsilon = AdamRule.Epsilon<T>(epsilon);
    private readonly T _weightDecay = FiniteNumber.NotNegative<T>(weightDecay, "Weight decay", nameof(weightDecay));

    /// <inheritdoc/>
    public override string Name => "adamw";

    /// <inheritdoc/>
    public override string Description
        => string.Create(CultureInfo.InvariantCulture, $"{Name} {_beta1} {_beta2} epsilon {_epsilon} decay {_weightDecay}");

    /// <inheritdoc/>
    protected override int MomentCount => 2;

    /// <inheritdoc/>
    protected override int NumberCount => 2;

    /// <inheritdoc/>
    protected override Variable<T>[] AdvanceNumbers(Variable<T>[] numbers) => AdamRule.Advance(numbers, _beta1, _beta2);

    /// <inheritdoc/>
    protected override Variable<T> Direction(
        string name, Variable<T> parameter, Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> numbers)
        => AdamRule.Direction(gradient, moments, numbers, _beta1, _beta2, _epsilon) + (_weightDecay * parameter);
}
