using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>How layers that pool are told.</summary>
internal static class PoolingWords
{
    /// <summary>The window of a layer on images: one number where it is square.</summary>
    public static string Window(PoolingGeometry geometry) => ImageAxes.KernelWords((geometry.WindowY, geometry.WindowX));

    /// <summary>What a mean is over, where it is not over all places.</summary>
    public static string Mean(bool countPadding, int? divisor) => divisor is { } some
        ? FormattableString.Invariant($", divided by {some}")
        : countPadding ? string.Empty : ", without the border";
}
