using System.Numerics;

namespace AutogradMaml.Data;

/// <summary>byte / 255 for each byte, so that reading an image is a look-up a pixel.</summary>
internal static class UnitValues<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static readonly T[] Table = [.. Enumerable.Range(0, 256).Select(static k => T.CreateChecked(k) / T.CreateChecked(255))];
}
