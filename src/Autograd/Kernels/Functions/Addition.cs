using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>x + y.</summary>
internal readonly struct Addition<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Invoke<TSimd>(TSimd x, TSimd y)
        where TSimd : struct, ISimd<TSimd, T>
        => x + y;
}
