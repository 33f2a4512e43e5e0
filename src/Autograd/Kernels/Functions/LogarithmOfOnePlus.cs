using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>log(1 + x).</summary>
internal readonly struct LogarithmOfOnePlus<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSimd Invoke<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd, T>
        => SimdMath<T, TSimd>.Log1P(x);
}
