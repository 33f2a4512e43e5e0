using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases of <c>time</c>: <c>sin/</c> is <see cref="SinusoidPlans"/>; naive means the tasks one after the other, batched on the
/// task axis, adjoint the latter by <see cref="AutogradMaml.Maml.TrajectoryAdjoint{T}"/>, the number at the end the inner steps. Names with
/// <c>recorded</c> record anew each time instead of replaying.</summary>
internal static class TimedCases
{
    public static IReadOnlyList<TimedCase> All { get; } =
    [
        .. EpisodeCases.All,
        .. from steps in (int[])[1, 5, 10]
           from learner in (string[])["exact", "fomaml", "reptile"]
           from layout in (string[])["naive", "batched"]
           from suffix in (string[])[string.Empty, "_recorded"]
           select new TimedCase(
               $"sin/{layout}_{learner}_{steps}{suffix}", () => Sinusoid(learner, steps, layout == "batched", suffix.Length == 0)),
        new("sin/batched_exact_100", static () => Sinusoid("exact", 100, onTaskAxis: true, replayed: true)),
        .. from steps in (int[])[10, 100, 1000]
           select new TimedCase($"sin/adjoint_exact_{steps}", () => Sinusoid("adjoint", steps, onTaskAxis: true, replayed: true)),
        .. ConvolutionCases.All,
        .. KernelCases.All,
        .. ProgramCases.All,
    ];

    /// <summary>The case of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public static TimedCase Named(string name)
        => All.FirstOrDefault(
            candidate => candidate.Name == name) ?? throw new UsageException($"There is no case '{name}': time --list names them.");

    private static TimedWork Sinusoid(string learner, int steps, bool onTaskAxis, bool replayed)
    {
        TrainingWork work = new(SinusoidPlans.Kept(learner, steps, onTaskAxis), replayed: replayed);
        return new TimedWork(work.Step, work, Operations: work.Operations);
    }
}
