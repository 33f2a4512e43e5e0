using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Limits on a gradient.</summary>
public static class Clipping
{
    /// <summary>The gradient scaled down so that its Euclidean norm over all parameters is at most a bound: g * min(1, bound /
    /// |g|).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="gradient">The gradient.</param>
    /// <param name="bound">The greatest norm; positive and finite.</param>
    /// <remarks>Differentiable; a gradient of norm 0 stays as it is. One norm for everything: tasks on a task axis are shortened together.
    /// Source: Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013.</remarks>
    public static Variables<T> ByGlobalNorm<T>(Variables<T> gradient, T bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradient);
        RequireBound(bound, "norm");

        // bound / max(|g|, bound) is 1 where the norm is within the bound, and never divides by 0.
        Variable<T> norm = gradient.Norm();
        return (bound / norm.Maximum(norm.Tape.Constant(bound))) * gradient;
    }

    /// <summary>Each element kept within -bound to bound.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="gradient">The gradient.</param>
    /// <param name="bound">The greatest absolute value; positive and finite.</param>
    public static Variables<T> ByValue<T>(Variables<T> gradient, T bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradient);
        RequireBound(bound, "elements");

        return gradient.Map(value => value.Minimum(value.Tape.Constant(bound)).Maximum(value.Tape.Constant(-bound)));
    }

    // An infinite bound over an infinite one would be NaN.
    private static void RequireBound<T>(T bound, string of)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(bound > T.Zero && T.IsFinite(bound)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(bound),
                FormattableString.Invariant(
                    $"The bound on the {of} must be positive and finite, got {bound}: leave clipping out for no limit."));
        }
    }
}
