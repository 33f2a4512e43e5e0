using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Adam: the first moment of the gradient over the root of the second, both freed of their bias towards 0.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="beta1">The decay of the first moment, from 0 to below 1.</param>
/// <param name="beta2">The decay of the second moment, from 0 to below 1.</param>
/// <param name="epsilon">Added to the root, outside it; positive.</param>
/// <remarks>
/// m' = beta1 m + (1 - beta1) g; v' = beta2 v + (1 - beta2) g^2; direction = m' / (1 - beta1^t) / (sqrt(v' / (1 - beta2^t)) + epsilon).
/// Finite at zero gradient: where a gradient is 0 from the first step on, the direction is 0 and its derivative by the gradient is
/// 1 / epsilon up to the bias factors, the true one. Source: Kingma and Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.
/// </remarks>
public sealed class Adam<T>(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _beta1 = AdamRule.Decay<T>(beta1, nameof(beta1));
    private readonly T _beta2 = AdamRule.Decay<T>(beta2, nameof(beta2));
    private readonly T _epsilon = AdamRule.Epsilon<T>(epsilon);

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{Name} {_beta1} {_beta2} epsilon {_epsilon}");

    /// <inheritdoc/>
    protected override int MomentCount => 2;

    /// <inheritdoc/>
    protected override int NumberCount => 2;

    /// <inheritdoc/>
    protected override Variable<T>[] AdvanceNumbers(Variable<T>[] numbers) => AdamRule.Advance(numbers, _beta1, _beta2);

    /// <inheritdoc/>
    protected override Variable<T> Direction(
        string name, Variable<T> parameter, Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> numbers)
        => AdamRule.Direction(gradient, moments, numbers, _beta1, _beta2, _epsilon);
}
