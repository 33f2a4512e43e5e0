using AutogradMaml.Benchmarks.Operations;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>A few operations of every kind: value, vector-Jacobian product and double vector-Jacobian product, recorded eagerly.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Default)]
public class OperationBenchmarks : OperationBenchmarksBase
{
    /// <summary>What is measured.</summary>
    public static IEnumerable<OperationCase> Cases => OperationCase.Few;

    /// <inheritdoc/>
    [ParamsSource(nameof(Cases))]
    public override OperationCase Operation { get; set; } = new("add", 0);
}
