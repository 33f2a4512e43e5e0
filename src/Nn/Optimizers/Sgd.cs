using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Gradient descent, plain or with momentum: v' = mu v + g, and the direction is v', or g + mu v' with Nesterov's
/// look-ahead.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The form of Sutskever et al. (2013) as PyTorch states it: the step size multiplies the velocity. Momentum 0 keeps no
/// state.</remarks>
public sealed class Sgd<T> : Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _momentum;
    private readonly bool _nesterov;

    /// <summary>Makes the rule.</summary>
    /// <param name="momentum">mu, from 0 (none) to below 1.</param>
    /// <param name="nesterov">Whether to look ahead; needs momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to below 1, or is 0 with Nesterov.</exception>
    public Sgd(T momentum = default, bool nesterov = false)
    {
        if (!(momentum >= T.Zero && momentum < T.One))
        {
            throw new ArgumentOutOfRangeException(
                nameof(momentum), FormattableString.Invariant($"The momentum must be from 0 to below 1, got {momentum}."));
        }

        if (nesterov && momentum == T.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), "Nesterov's look-ahead needs a momentum above 0, got 0.");
        }

        _momentum = momentum;
        _nesterov = nesterov;
    }

    /// <inheritdoc/>
    public override string Name => _nesterov ? "nesterov" : _momentum == T.Zero ? "sgd" : "momentum";

    /// <inheritdoc/>
    public override string Description => _momentum == T.Zero ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} {_momentum}");

    /// <inheritdoc/>
    protected override int MomentCount => _momentum == T.Zero ? 0 : 1;

    /// <inheritdoc/>
    protected override Variable<T> Direction(
        string name, Variable<T> parameter, Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> numbers)
    {
        if (_momentum == T.Zero)
        {
            return gradient;
        }

        moments[0] = (_momentum * moments[0]) + gradient;
        return _nesterov ? gradient + (_momentum * moments[0]) : moments[0];
    }
}
