using System.Numerics;

namespace AutogradMaml.Autograd.Tests.Kernels;

/// <summary>Arrays for results, which hold NaN before and stand between guards that must be left alone.</summary>
internal static class Guards<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements before the result and after it.</summary>
    public const int Length = 40;

    private static readonly T Sentinel = T.CreateChecked(-12345);

    /// <summary>An array for a result of the given length.</summary>
    public static T[] Around(int length)
    {
        var values = new T[length + (2 * Length)];
        Array.Fill(values, Sentinel);
        values.AsSpan(Length, length).Fill(T.NaN);
        return values;
    }

    /// <summary>Requires that only the result was written.</summary>
    public static void Check(T[] values, string what)
        => Assert.True(
            values.AsSpan(0, Length).IndexOfAnyExcept(Sentinel) < 0 && values.AsSpan(values.Length - Length).IndexOfAnyExcept(Sentinel) < 0,
            $"{what}: guards.");
}
