using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>The sinusoid experiment: net 1-40-40-1 with ReLU, 25 tasks of 10 support and 10 query points, inner gradient descent of 0.01,
/// one meta-gradient and one update by Adam, in float.</summary>
internal static class SinusoidPlans
{
    private const int Tasks = 25;

    /// <summary>A plan with tasks that were drawn beforehand.</summary>
    /// <param name="learner">exact, adjoint, fomaml or reptile.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="onTaskAxis">Whether the tasks are stacked; otherwise they come one after the other.</param>
    /// <param name="width">The width of the two hidden layers.</param>
    public static TrainingPlan<float> Kept(string learner, int steps, bool onTaskAxis, int width = 40)
        => Drawn(learner, steps, width) with { Tasks = new KeptTasks(Curves.Batch(1, 0, Tasks)), TasksPerBlock = onTaskAxis ? Tasks : 1 };

    /// <summary>The plan as users have it: blocks and tasks as by default.</summary>
    /// <param name="learner">exact, adjoint, fomaml or reptile.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="width">The width of the two hidden layers.</param>
    public static TrainingPlan<float> Drawn(string learner, int steps, int width = 40)
    {
        Sequential<float> net = new(
            new Linear<float>(1, width), Activations.Relu<float>(), new Linear<float>(width, width), Activations.Relu<float>(),
            new Linear<float>(width, 1));
        // Several steps of 0.01 diverge on some of the tasks, and so do a thousand of 0.001.
        NetAdaptation<float> adaptation = new(
            net, Loss.MeanSquaredError, StepSizes<float>.Constant(steps == 1 ? 0.01 : steps < 1000 ? 0.001 : 0.0001));
        return new()
        {
            Learner = learner switch
            {
                "exact" => new Maml<float>(adaptation, steps),
                "adjoint" => new Learner<float>("maml", adaptation, new TrajectoryAdjoint<float>(steps)),
                "fomaml" => new FirstOrderMaml<float>(adaptation, steps),
                "reptile" => new Reptile<float>(adaptation, steps),
                _ => throw new ArgumentException($"There is no learner '{learner}': exact, adjoint, fomaml or reptile."),
            },
            Tasks = Curves,
            Iterations = long.MaxValue,
            MetaBatch = Tasks,
        };
    }

    private static SinusoidTasks<float> Curves => new(10, 10);
}
