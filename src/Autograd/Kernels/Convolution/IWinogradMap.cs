using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>One of the matrices of <see cref="Winograd"/>: a linear map from up to nine numbers to up to nine.</summary>
internal unsafe interface IWinogradMap
{
    /// <summary>A bit for each number that the map takes.</summary>
    static abstract int Takes { get; }

    /// <summary>A bit for each number that it gives.</summary>
    static abstract int Gives { get; }

    /// <summary>The map, lane by lane.</summary>
    static abstract void Apply<T, TSimd>(
        T* constants, TSimd x0, TSimd x1, TSimd x2, TSimd x3, TSimd x4, TSimd x5, TSimd x6, TSimd x7, TSimd x8,
        out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3, out TSimd y4, out TSimd y5, out TSimd y6, out TSimd y7, out TSimd y8)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TSimd, T>;
}
