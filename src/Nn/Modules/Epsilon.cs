using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>What normalization layers add to a variance.</summary>
internal static class Epsilon
{
    /// <summary>The number in the element type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite and above 0 there.</exception>
    public static T Of<T>(double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => FiniteNumber.Positive<T>(epsilon, "Epsilon", nameof(epsilon));
}
