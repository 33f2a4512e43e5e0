using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The part that Adam, AdamW and RMSProp share.</summary>
internal static class AdamRule
{
    /// <summary>m' = beta1 m + (1 - beta1) g and v' = beta2 v + (1 - beta2) g^2, both freed of their bias towards 0; m / (sqrt(v) +
    /// epsilon).</summary>
    /// <param name="gradient">g.</param>
    /// <param name="moments">m and v, replaced by m' and v'.</param>
    /// <param name="powers">beta1^t and beta2^t at this step t.</param>
    /// <param name="beta1">The decay of the first moment.</param>
    /// <param name="beta2">The decay of the second moment.</param>
    /// <param name="epsilon">Added to the root.</param>
    public static Variable<T> Direction<T>(
        Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> powers, T beta1, T beta2, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        moments[0] = (beta1 * moments[0]) + ((T.One - beta1) * gradient);
        moments[1] = (beta2 * moments[1]) + ((T.One - beta2) * gradient.Square());

        // The root has derivative 0 at 0, where that of the plain root is infinite and would meet the factor 0 that comes from g^2.
        Variable<T> first = moments[0] / (T.One - powers[0]);
        Variable<T> second = moments[1] / (T.One - powers[1]);
        return first / (second.SqrtOrZero() + epsilon);
    }

    /// <summary>beta^(t + 1) from beta^t for both moments.</summary>
    public static Variable<T>[] Advance<T>(Variable<T>[] powers, T beta1, T beta2)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [beta1 * powers[0], beta2 * powers[1]];

    public static T Decay<T>(double value, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => value >= 0 && T.CreateSaturating(value) < T.One
            ? T.CreateSaturating(value)
            : throw new ArgumentOutOfRangeException(
                name, FormattableString.Invariant($"A decay must be from 0 to below 1 in the element type, got {value}."));

    public static T Epsilon<T>(double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Nn.Epsilon.Of<T>(epsilon);
}
