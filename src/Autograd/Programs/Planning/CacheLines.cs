using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>Sizes of arrays in a workspace, where each begins a cache line.</summary>
internal static class CacheLines
{
    /// <summary>The bytes of an array.</summary>
    public static long BytesOf<T>(Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => BufferPool.WholeLines(shape.ElementCount * (long)Unsafe.SizeOf<T>());
}
