using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>RMSProp: v' = decay v + (1 - decay) g^2, and the direction is g / (sqrt(v') + epsilon).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="decay">How much of the mean square is kept, from 0 to below 1.</param>
/// <param name="epsilon">Added to the root; positive.</param>
/// <remarks>Source: Tieleman and Hinton, lecture 6.5, 2012. Where a gradient is 0 from the first step on, the derivative of the direction
/// by it is 1 / epsilon, finite; see <see cref="Variable{T}.SqrtOrZero"/>.</remarks>
public sealed class RmsProp<T>(double decay = 0.99, double epsilon = 1e-8) : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _decay = AdamRule.Decay<T>(decay, nameof(decay));
    private readonly T _epsilon = AdamRule.Epsilon<T>(epsilon);

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{Name} {_decay} epsilon {_epsilon}");

    /// <inheritdoc/>
    protected override int MomentCount => 1;

    /// <inheritdoc/>
    protected override Variable<T> Direction(
        string name, Variable<T> parameter, Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> numbers)
    {
        moments[0] = (_decay * moments[0]) + ((T.One - _decay) * gradient.Square());
        return gradient / (moments[0].SqrtOrZero() + _epsilon);
    }
}
