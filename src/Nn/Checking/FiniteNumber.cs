using System.Globalization;
using System.Numerics;

namespace AutogradMaml.Nn;

/// <summary>Checks of the numbers that settings are made of. A NaN that gets in here comes out as a loss that is not finite, far from its
/// cause.</summary>
internal static class FiniteNumber
{
    /// <summary>A number in the element type.</summary>
    /// <param name="value">The number.</param>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite there.</exception>
    public static T Of<T>(double value, string what, string parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.IsFinite(T.CreateSaturating(value))
            ? T.CreateSaturating(value)
            : throw Refused(what, "finite in the element type", value, parameter);

    /// <summary>A number of 0 or more in the element type.</summary>
    /// <param name="value">The number.</param>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite there, or negative.</exception>
    public static T NotNegative<T>(double value, string what, string parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => value >= 0 && T.IsFinite(T.CreateSaturating(value)) ? T.CreateSaturating(value)
            : throw Refused(what, "finite in the element type and 0 or more", value, parameter);

    /// <summary>A number above 0 in the element type.</summary>
    /// <param name="value">The number.</param>
    /// <param name="what">What it is, as the beginning of a sentence.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite there, or not above 0.</exception>
    public static T Positive<T>(double value, string what, string parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.CreateSaturating(value) > T.Zero && T.IsFinite(T.CreateSaturating(value)) ? T.CreateSaturating(value)
            : throw Refused(what, "finite in the element type and above 0", value, parameter);

    private static ArgumentOutOfRangeException Refused(string what, string expected, double value, string parameter)
        => new(parameter, string.Create(CultureInfo.InvariantCulture, $"{what} must be {expected}, got {value}."));
}
