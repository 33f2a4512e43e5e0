using AutogradMaml.Benchmarks.Work;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>An outer step of the sinusoid experiment: exact, first order and Reptile, over inner steps, replayed and recorded
/// anew.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Default)]
public class MetaGradientBenchmarks : IDisposable
{
    private TrainingWork? _work;

    /// <summary>The learner.</summary>
    [Params("exact", "fomaml", "reptile")]
    public string Learner { get; set; } = "exact";

    /// <summary>The number of inner steps.</summary>
    [Params(1, 5)]
    public int InnerSteps { get; set; }

    /// <summary>Whether the step is replayed as a program.</summary>
    [Params(true, false)]
    public bool Replayed { get; set; }

    /// <summary>Prepares the work.</summary>
    [GlobalSetup]
    public void Prepare() => _work = new TrainingWork(SinusoidPlans.Kept(Learner, InnerSteps, onTaskAxis: true), replayed: Replayed);

    /// <summary>Gives it back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _work?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One outer step over 25 tasks.</summary>
    [Benchmark]
    public void OuterStep() => _work!.Step();
}
