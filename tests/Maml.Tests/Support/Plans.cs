using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Small trainings.</summary>
internal static class Plans
{
    /// <summary>Exact MAML on the sinusoid, with an outer optimizer that has a state.</summary>
    public static TrainingPlan<float> Sinusoid(long iterations) => new()
    {
        Learner = new Maml<float>(Nets.Relu<float>(1, 1), Loss.MeanSquaredError, 2, StepSizes<float>.Constant(0.01)),
        Tasks = new SinusoidTasks<float>(5, 5),
        Iterations = iterations,
        MetaBatch = 6,
        TasksPerBlock = 2,
        OuterStepSize = Schedule.Cosine(1e-2, 1e-3, 50),
        ClipNorm = 10,
        Seed = 12,
    };

    /// <summary>Any learner, in double, on random tasks with two features and two outputs.</summary>
    public static TrainingPlan<double> Of(Learner<double> learner, long iterations = 3) => new()
    {
        Learner = learner,
        Tasks = new RandomTasks<double>(5, 6, 2, 2),
        Iterations = iterations,
        MetaBatch = 7,
        OuterOptimizer = new Sgd<double>(),
        OuterStepSize = 0.05,
    };
}
