using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Work that is done with vectors of one width and knows itself what to do at the end of a row.</summary>
internal interface ILaneWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does it.</summary>
    /// <typeparam name="TSimd">The width.</typeparam>
    /// <typeparam name="TNext">The next narrower one; for one lane that itself.</typeparam>
    void Run<TSimd, TNext>()
        where TSimd : struct, ISimd<TSimd, T>
        where TNext : struct, ISimd<TNext, T>;
}
