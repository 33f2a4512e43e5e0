using System.Numerics;
using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases of the matrix product, <c>gemm/</c>, and of the rate that bounds it, <c>peak/</c>.</summary>
internal static class KernelCases
{
    private static readonly int[] Sizes = [16, 32, 40, 64, 128, 256, 512, 1024, 2048];

    public static IReadOnlyList<TimedCase> All { get; } =
    [
        new("peak/f32", Peak<float>),
        new("peak/f64", Peak<double>),
        .. from size in Sizes select new TimedCase($"gemm/f32_n{size}", () => Product<float>(1, size, size, size)),
        .. from size in Sizes select new TimedCase($"gemm/f64_n{size}", () => Product<double>(1, size, size, size)),
        .. Shapes<float>("f32"),
        .. Shapes<double>("f64"),
    ];

    private static IEnumerable<TimedCase> Shapes<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return new($"gemm/{type}_batch25", () => Product<T>(25, 10, 40, 40));
        yield return new($"gemm/{type}_batch25_right_turned", () => Product<T>(25, 10, 40, 40, transposeRight: true));
        yield return new($"gemm/{type}_batch25_left_turned", () => Product<T>(25, 40, 40, 10, transposeLeft: true));
        yield return new($"gemm/{type}_batch25_outer", () => Product<T>(25, 10, 40, 1));
        yield return new($"gemm/{type}_batch25_vector", () => Product<T>(25, 10, 1, 40));
        yield return new($"gemm/{type}_64x576x784", () => Product<T>(1, 64, 784, 576));
        yield return new($"gemm/{type}_64x576x196", () => Product<T>(1, 64, 196, 576));
        yield return new($"gemm/{type}_64x784x576_right_turned", () => Product<T>(1, 64, 576, 784, transposeRight: true));
        yield return new($"gemm/{type}_576x64x784_left_turned", () => Product<T>(1, 576, 784, 64, transposeLeft: true));
    }

    private static TimedWork Product<T>(int batch, int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MatrixProductWork<T> work = new(batch, rows, columns, inner, transposeLeft, transposeRight);
        return new(work.Run, work, work.Times, work.Operations);
    }

    private static TimedWork Peak<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MultiplyAddWork<T> work = new();
        return new(work.Run, work, 1, work.Operations);
    }
}
