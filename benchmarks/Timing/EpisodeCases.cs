using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases <c>conv/</c>, <c>mlp/</c> and <c>strided/</c>: <see cref="EpisodeWork"/>, the time that of all tasks; the number at the end is that of inner steps.
/// Tasks run one after the other, or on as many threads as asked for; names with <c>stacked</c> have them on the task axis.</summary>
internal static class EpisodeCases
{
    public static IReadOnlyList<TimedCase> All { get; } =
    [
        .. from net in (string[])["conv", "mlp"]
           from steps in (int[])[1, 5]
           from learner in (string[])["exact", "fomaml"]
           from layout in (string[])[string.Empty, "_stacked"]
           select Case($"{net}/{learner}_{steps}{layout}", net, learner == "exact", steps, tasks: 4, layout.Length > 0),
        Case("conv/exact_1_tasks8", "conv", exact: true, steps: 1, tasks: 8, stacked: false),

        // As examples/Omniglot trains: as many queries as shots, blocks of four tasks.
        Case("strided/exact_1", "strided", exact: true, steps: 1, tasks: 32, stacked: true, tasksPerBlock: 4, queries: 1),
        Case("strided/fomaml_1", "strided", exact: false, steps: 1, tasks: 32, stacked: true, tasksPerBlock: 4, queries: 1),
    ];

    private static TimedCase Case(string name, string net, bool exact, int steps, int tasks, bool stacked, int? tasksPerBlock = null, int queries = 15)
    {
        TimedWork Make(int threads)
        {
            EpisodeWork work = new(net, exact, steps, tasks, tasksPerBlock ?? (stacked ? tasks : 1), threads, queries);
            return new(work.Step, work);
        }

        return new(name, () => Make(1), stacked && tasksPerBlock is null ? null : Make);
    }
}
