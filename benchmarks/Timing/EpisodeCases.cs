using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases <c>conv/</c>, <c>mlp/</c> and <c>strided/</c>: <see cref="EpisodeWork"/>, the time that of all tasks; the number at the end is that of inner steps.
/// Tasks run one after the other, or on as many threads as asked for; names with <c>stacked</c>, and <c>strided/</c>, have them on the task axis.
/// <c>draw/</c> is <see cref="DrawWork"/>: what it takes to draw the 32 tasks of a step.</summary>
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
        new("draw/5way_1shot", static () => Draw(shots: 1)),
        new("draw/5way_5shot", static () => Draw(shots: 5)),
        Case("strided/fomaml_1", "strided", exact: false, steps: 1, tasks: 32, stacked: true, tasksPerBlock: 4, queries: 1),
    ];

    private static TimedWork Draw(int shots)
    {
        DrawWork work = new(ways: 5, shots, queries: shots, tasks: 32);
        return new(work.Step, new MemoryStream());
    }

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
