using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>A loop over elements that come one after the other, in steps of as many as a vector has lanes.</summary>
internal interface ILaneLoop<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does what whole vectors of one width cover.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="end">Behind the last element.</param>
    /// <returns>The first element that is left.</returns>
    int Run<TSimd>(int start, int end)
        where TSimd : struct, ISimd<TSimd, T>;
}
