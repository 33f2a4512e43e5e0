using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Data;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases <c>conv/</c>, <c>mlp/</c> and <c>strided/</c>: <see cref="EpisodePlans"/>, the time that of all tasks; the number at
/// the end is that of inner steps. Tasks run one after the other, or on as many threads as asked for; names with <c>stacked</c> have them
/// on the task axis, and so has <c>mlp/</c>, in one block for each thread and with products in the cheapest order: <c>mlp/exact_1_loop</c>
/// has neither, <c>mlp/exact_1_stacked</c> only the axis. <c>train/</c> is the same as users run it, <see cref="EpisodePlans.Drawn"/> and
/// <see cref="SinusoidPlans.Drawn"/>: drawing, checks and blocks included; <c>bare/</c> is <see cref="BareWork"/>, the programs of those
/// blocks and the outer step alone. <c>draw/</c> is <see cref="DrawWork"/>: what it takes to draw the 32 tasks of a step.</summary>
internal static class EpisodeCases
{
    public static IReadOnlyList<TimedCase> All { get; } =
    [
        .. from steps in (int[])[1, 5]
           from learner in (string[])["exact", "fomaml"]
           from stacked in (bool[])[false, true]
           select Case(
               $"conv/{learner}_{steps}{(stacked ? "_stacked" : string.Empty)}", "conv", learner == "exact", steps, tasks: 4, stacked),
        .. from steps in (int[])[1, 5]
           from learner in (string[])["exact", "fomaml"]
           from layout in (string[])[string.Empty, "_stacked", "_loop"]
           select Dense($"mlp/{learner}_{steps}{layout}", learner == "exact", steps, layout),
        Case("conv/exact_1_tasks8", "conv", exact: true, steps: 1, tasks: 8, stacked: false),

        // As examples/Omniglot trains: as many queries as shots, blocks of one task.
        Case("strided/exact_1", "strided", exact: true, steps: 1, tasks: 32, stacked: false, queries: 1),
        new("draw/5way_1shot", static () => Draw(shots: 1)),
        new("draw/5way_5shot", static () => Draw(shots: 5)),
        new("draw/5way_1shot_affine", static () => Draw(shots: 1, new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 })),
        Case("strided/fomaml_1", "strided", exact: false, steps: 1, tasks: 32, stacked: false, queries: 1),

        // What users run: tasks drawn anew for each iteration, blocks as by default.
        .. Trained("sin_exact_1", static () => SinusoidPlans.Drawn("exact", 1)),
        .. Trained("conv_exact_1", static () => EpisodePlans.Drawn("conv", exact: true, steps: 1)),
        .. Trained("mlp_exact_1", static () => EpisodePlans.Drawn("mlp", exact: true, steps: 1)),
        .. Trained("strided_exact_1", static () => EpisodePlans.Drawn("strided", exact: true, steps: 1, tasks: 32, queries: 1)),
    ];

    private static TimedWork Draw(int shots, RandomAffine? affine = null)
    {
        DrawWork work = new(ways: 5, shots, queries: shots, tasks: 32, affine);
        return new(work.Step, new MemoryStream());
    }

    private static TimedCase[] Trained(string name, Func<TrainingPlan<float>> plan)
    {
        TimedWork Make(int threads)
        {
            TrainingWork work = new(plan(), threads);
            return new(work.Step, work);
        }

        TimedWork Bare()
        {
            BareWork work = new(plan());
            return new(work.Step, work);
        }

        return [new($"train/{name}", () => Make(1), Make), new($"bare/{name}", Bare)];
    }

    private static TimedCase Dense(string name, bool exact, int steps, string layout)
    {
        const int Tasks = 4;
        TimedWork Make(int threads)
        {
            int tasksPerBlock = layout == "_loop" ? 1 : Tasks / Math.Min(threads, Tasks);
            ProductOrder products = layout.Length == 0 ? ProductOrder.Cheapest : ProductOrder.AsRecorded;
            TrainingWork work = new(EpisodePlans.Kept("mlp", exact, steps, Tasks, tasksPerBlock, products: products), threads);
            return new(work.Step, work, Operations: work.Operations);
        }

        return new(name, () => Make(1), Make);
    }

    private static TimedCase Case(string name, string net, bool exact, int steps, int tasks, bool stacked, int queries = 15)
    {
        TimedWork Make(int threads)
        {
            TrainingWork work = new(EpisodePlans.Kept(net, exact, steps, tasks, stacked ? tasks : 1, queries), threads);
            return new(work.Step, work, Operations: work.Operations);
        }

        return new(name, () => Make(1), stacked ? null : Make);
    }
}
