using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Reinforcement;

/// <summary>Small trainings of policies that adapt.</summary>
internal static class PolicyPlans
{
    /// <summary>Navigation within a few steps, with ends before the horizon.</summary>
    public static TrainingPlan<float> Navigation(
        OuterSearch<float>? search, long iterations = 4, MetaTarget target = MetaTarget.ExpectedGradient, int steps = 1)
        => Of(
            new Navigation(horizon: 8),
            new GaussianPolicy<float>(
                new Sequential<float>(new Linear<float>(2, 8), Activations.Relu<float>(), new Linear<float>(8, 2)), 2),
            new()
            {
                SupportRollouts = 4,
                QueryRollouts = 5,
                InnerAdvantages = new() { Baseline = new(), Normalized = true },
                OuterAdvantages = new() { Baseline = new(), Normalized = true },
                Target = target,
                OuterSurrogate = search is RepeatedSteps<float> ? Surrogate<float>.Clipped() : null,
            },
            search,
            iterations,
            steps);

    /// <summary>Any environment.</summary>
    public static TrainingPlan<float> Of(
        TaskEnvironment environment, Policy<float> policy, PolicyOptions<float> options, OuterSearch<float>? search, long iterations,
        int steps = 1) => new()
        {
            Learner = new Maml<float>(new PolicyAdaptation<float>(environment, policy, StepSizes<float>.Constant(0.1), options), steps),
            Tasks = new EnvironmentTasks<float>(environment),
            Iterations = iterations,
            MetaBatch = 5,
            TasksPerBlock = 2,
            OuterOptimizer = search is NaturalStep<float> ? new Sgd<float>() : new Adam<float>(),
            OuterStepSize = 0.01,
            Search = search,
            Seed = 3,
        };
}
