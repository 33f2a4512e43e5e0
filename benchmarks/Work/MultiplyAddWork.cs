using System.Numerics;
using System.Runtime.CompilerServices;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Multiply-adds on registers alone: the rate that no kernel can exceed.</summary>
internal sealed class MultiplyAddWork<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Chains = 12;
    private const int Steps = 100_000;
    private T _sum;

    public long Operations => 2L * Chains * Steps * Lanes;

    private static int Lanes
        => Widths.Has512<T>() ? Lanes512<T>.Count : Widths.Has256<T>() ? Lanes256<T>.Count : Widths.Has128<T>() ? Lanes128<T>.Count : 1;

    public void Run()
        => _sum += Widths.Has512<T>() ? Run<Lanes512<T>>()
            : Widths.Has256<T>() ? Run<Lanes256<T>>()
            : Widths.Has128<T>() ? Run<Lanes128<T>>()
            : Run<Lane1<T>>();

    public void Dispose()
    {
        if (T.IsNaN(_sum))
        {
            throw new InvalidOperationException("The sums of the multiply-add loop are not numbers.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe T Run<TSimd>()
        where TSimd : struct, ISimd<TSimd, T>
    {
        TSimd factor = TSimd.Broadcast(T.CreateChecked(0.5));
        TSimd s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
        for (int k = 0; k < Steps; k++)
        {
            s0 = TSimd.MultiplyAdd(s0, factor, factor);
            s1 = TSimd.MultiplyAdd(s1, factor, factor);
            s2 = TSimd.MultiplyAdd(s2, factor, factor);
            s3 = TSimd.MultiplyAdd(s3, factor, factor);
            s4 = TSimd.MultiplyAdd(s4, factor, factor);
            s5 = TSimd.MultiplyAdd(s5, factor, factor);
            s6 = TSimd.MultiplyAdd(s6, factor, factor);
            s7 = TSimd.MultiplyAdd(s7, factor, factor);
            s8 = TSimd.MultiplyAdd(s8, factor, factor);
            s9 = TSimd.MultiplyAdd(s9, factor, factor);
            s10 = TSimd.MultiplyAdd(s10, factor, factor);
            s11 = TSimd.MultiplyAdd(s11, factor, factor);
        }

        T* lanes = stackalloc T[TSimd.Count];
        (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11).Store(lanes);
        return lanes[0];
    }
}
