using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>What normalization layers add to a variance.</summary>
internal static class Epsilon
{
    /// <summary>The number in the element type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite and above 0 there.</exception>
    public static T Of<T>(double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T value = double.IsFinite(epsilon) ? T.CreateTruncating(epsilon) : T.Zero;
        return value > T.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(epsilon), FormattableString.Invariant($"Epsilon must be finite and above 0 in the element type, got {epsilon}."));
    }
}
