using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>A function of two numbers, written once for every vector width.</summary>
internal interface IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TSimd Invoke<TSimd>(TSimd x, TSimd y)
        where TSimd : struct, ISimd<TSimd, T>;
}
