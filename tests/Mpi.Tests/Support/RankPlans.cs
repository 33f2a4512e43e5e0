using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Mpi.Tests.Support;

/// <summary>Small trainings, of each kind of what ranks exchange.</summary>
internal static class RankPlans
{
    public static IReadOnlyList<(string Name, TrainingPlan<float> Plan)> All =>
    [
        ("maml, learned step sizes, clipped", Sinusoid(12)),
        ("fomaml, two blocks", Sinusoid(12) with { Learner = new FirstOrderMaml<float>(Net, 2), TasksPerBlock = 3 }),
        ("reptile, carried statistics", Sinusoid(12) with
        {
            Learner = new Reptile<float>(
                new NetAdaptation<float>(
                    Net.Net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.01), new Adam<float>(beta1: 0), batch: 2,
                    carriesState: true), 3),
            OuterOptimizer = new Sgd<float>(),
            OuterStepSize = Schedule.Linear(1, 0, 12),
        }),
        ("policies, within a trust region", new()
        {
            Learner = new Maml<float>(
                new PolicyAdaptation<float>(
                    new Navigation(horizon: 10), new GaussianPolicy<float>(new Linear<float>(2, 2), 2), StepSizes<float>.Constant(0.1),
                    new() { SupportRollouts = 3, QueryRollouts = 3 }),
                steps: 1),
            Tasks = new EnvironmentTasks<float>(new Navigation(horizon: 10)),
            Iterations = 4,
            MetaBatch = 6,
            TasksPerBlock = 1,
            OuterOptimizer = new Sgd<float>(),
            Search = new NaturalStep<float>(turns: 2, everyBlock: 2),
        }),
    ];

    private static NetAdaptation<float> Net => new(
        new Sequential<float>(new Linear<float>(1, 8), Activations.Relu<float>(), new Linear<float>(8, 1)), Loss.MeanSquaredError,
        StepSizes<float>.Learned(0.01, 2));

    public static TrainingPlan<float> Sinusoid(long iterations) => new()
    {
        Learner = new Maml<float>(Net, 2),
        Tasks = new SinusoidTasks<float>(5, 5),
        Iterations = iterations,
        MetaBatch = 6,
        TasksPerBlock = 1,
        OuterStepSize = Schedule.Cosine(1e-2, 1e-3, 50),
        ClipNorm = 1,
    };
}
