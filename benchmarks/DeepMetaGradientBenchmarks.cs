using AutogradMaml.Benchmarks.Work;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>An outer step of the sinusoid experiment over many inner steps and wide nets, on the task axis and in a loop over tasks,
/// replayed and recorded anew.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Deep)]
public class DeepMetaGradientBenchmarks : IDisposable
{
    private TrainingWork? _work;

    /// <summary>The learner.</summary>
    [Params("exact", "fomaml", "reptile")]
    public string Learner { get; set; } = "exact";

    /// <summary>The number of inner steps.</summary>
    [Params(1, 5, 10, 50)]
    public int InnerSteps { get; set; }

    /// <summary>The width of the two hidden layers.</summary>
    [Params(40, 256, 1024)]
    public int Width { get; set; }

    /// <summary>Whether the 25 tasks are stacked on the task axis; otherwise they come one after the other.</summary>
    [Params(true, false)]
    public bool OnTaskAxis { get; set; }

    /// <summary>Whether the step is replayed as a program.</summary>
    [Params(true, false)]
    public bool Replayed { get; set; }

    /// <summary>Prepares the work.</summary>
    [GlobalSetup]
    public void Prepare() => _work = new TrainingWork(SinusoidPlans.Kept(Learner, InnerSteps, OnTaskAxis, Width), replayed: Replayed);

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
