using AutogradMaml.Benchmarks.Operations;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>Every operation of the catalogue: value, vector-Jacobian product and double vector-Jacobian product, recorded
/// eagerly.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Deep)]
public class EveryOperationBenchmarks : OperationBenchmarksBase
{
    /// <summary>What is measured.</summary>
    public static IEnumerable<OperationCase> Cases => OperationCase.All;

    /// <inheritdoc/>
    [ParamsSource(nameof(Cases))]
    public override OperationCase Operation { get; set; } = new("add", 0);
}
