using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>The trainings that are measured on ranks.</summary>
internal static class RankPlans
{
    /// <summary>That of a robot, which takes minutes for an iteration and MuJoCo.</summary>
    public const string Ant = "ant/exact_1";

    private const int PaperTasks = 32;

    private static readonly (string Name, Func<TrainingPlan<float>> Make)[] Plans =
    [
        ("sin/exact_1", static () => SinusoidPlans.Drawn("exact", 1)),
        ("sin/fomaml_1", static () => SinusoidPlans.Drawn("fomaml", 1)),
        ("strided/exact_1", static () => EpisodePlans.Drawn("strided", exact: true, 1)),
        ("strided/exact_1_tasks32", static () => EpisodePlans.Drawn("strided", exact: true, 1, PaperTasks) with { TasksPerBlock = 1 }),
        ("conv/exact_1", static () => EpisodePlans.Drawn("conv", exact: true, 1)),
        ("navigation/exact_1", Navigation),
        (Ant, static () => PublishedPlans.Maml("ant-direction") with { Iterations = long.MaxValue }),
    ];

    /// <summary>What the plans are called.</summary>
    public static IEnumerable<string> Names => Plans.Select(static plan => plan.Name);

    /// <summary>Those that are measured unless some are chosen: what takes seconds and no simulator.</summary>
    public static IEnumerable<string> Usual => Names.Where(static name => name != Ant);

    /// <summary>Makes a plan.</summary>
    /// <param name="name">Its name.</param>
    public static TrainingPlan<float> Of(string name) => Plans.Single(plan => plan.Name == name).Make();

    /// <summary>The number of its blocks.</summary>
    public static int BlocksOf(TrainingPlan<float> plan) => (plan.MetaBatch + plan.BlockSize - 1) / plan.BlockSize;

    // Rollouts are most of it: 20 before the inner step and 20 after it, of 100 steps each.
    private static TrainingPlan<float> Navigation() => new()
    {
        Learner = new Maml<float>(
            new PolicyAdaptation<float>(
                new Navigation(),
                new GaussianPolicy<float>(
                    new Sequential<float>(
                        new Linear<float>(2, 64), Activations.Relu<float>(), new Linear<float>(64, 64), Activations.Relu<float>(),
                        new Linear<float>(64, 2)),
                    2),
                StepSizes<float>.Constant(0.1),
                new()
                {
                    SupportRollouts = 20,
                    QueryRollouts = 20,
                    InnerAdvantages = new() { Baseline = new(), Normalized = true },
                    OuterAdvantages = new() { Baseline = new(), Normalized = true },
                }),
            steps: 1),
        Tasks = new EnvironmentTasks<float>(new Navigation()),
        Iterations = long.MaxValue,
        MetaBatch = 8,
    };
}
