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
        .. from size in Sizes select Product<float>($"f32_n{size}", 1, size, size, size),
        .. from size in Sizes select Product<double>($"f64_n{size}", 1, size, size, size),
        .. Shapes<float>("f32"),
        .. Shapes<double>("f64"),
    ];

    private static IEnumerable<TimedCase> Shapes<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Product<T>($"{type}_batch25", 25, 10, 40, 40);
        yield return Product<T>($"{type}_batch25_right_turned", 25, 10, 40, 40, transposeRight: true);
        yield return Product<T>($"{type}_batch25_left_turned", 25, 40, 40, 10, transposeLeft: true);
        yield return Product<T>($"{type}_batch25_outer", 25, 10, 40, 1);
        yield return Product<T>($"{type}_batch25_vector", 25, 10, 1, 40);
        yield return Product<T>($"{type}_64x576x784", 1, 64, 784, 576);
        yield return Product<T>($"{type}_64x576x196", 1, 64, 196, 576);
        yield return Product<T>($"{type}_64x784x576_right_turned", 1, 64, 576, 784, transposeRight: true);
        yield return Product<T>($"{type}_576x64x784_left_turned", 1, 576, 784, 64, transposeLeft: true);
    }

    private static TimedCase Product<T>(
        string name, int batch, int rows, int columns, int inner, bool transposeLeft = false, bool transposeRight = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TimedWork Make(int threads)
        {
            MatrixProductWork<T> work = new(batch, rows, columns, inner, transposeLeft, transposeRight, threads);
            return new(work.Run, work, work.Times, work.Operations);
        }

        return new($"gemm/{name}", () => Make(1), Make);
    }

    private static TimedWork Peak<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MultiplyAddWork<T> work = new();
        return new(work.Run, work, 1, work.Operations);
    }
}
