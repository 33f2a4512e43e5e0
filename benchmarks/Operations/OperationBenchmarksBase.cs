using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks.Operations;

/// <summary>What the benchmarks of operations share; they differ in which operations they take.</summary>
public abstract class OperationBenchmarksBase : IDisposable
{
    private OperationWork? _work;

    /// <summary>The operation and the order of the derivative.</summary>
    public abstract OperationCase Operation { get; set; }

    /// <summary>Puts the inputs on a tape.</summary>
    [GlobalSetup]
    public void Prepare() => _work = new OperationWork(Operation);

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _work?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Records and computes it once.</summary>
    [Benchmark]
    public float Record() => _work!.Run();
}
