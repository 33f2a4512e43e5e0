using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>A function of one number, written once for every vector width.</summary>
internal interface IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TSimd Invoke<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd, T>;
}
