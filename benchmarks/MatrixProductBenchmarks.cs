using AutogradMaml.Autograd.Kernels;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>The matrix product of two square matrices, in float: 2 n^3 operations.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Default)]
public unsafe class MatrixProductBenchmarks
{
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    /// <summary>Rows, columns and inner length.</summary>
    [Params(16, 40, 64, 256)]
    public int Size { get; set; }

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _a = [.. Enumerable.Range(0, Size * Size).Select(k => MathF.Sin(k))];
        _b = [.. Enumerable.Range(0, Size * Size).Select(k => MathF.Cos(k))];
        _c = new float[Size * Size];
    }

    /// <summary>One product.</summary>
    [Benchmark]
    public float Multiply()
    {
        fixed (float* a = _a)
        fixed (float* b = _b)
        fixed (float* c = _c)
        {
            MatrixProduct.Multiply(Size, Size, Size, a, Size, 1, b, Size, c);
        }

        return _c[0];
    }
}
