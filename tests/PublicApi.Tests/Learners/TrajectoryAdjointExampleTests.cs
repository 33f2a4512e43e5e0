using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/trajectory-adjoint.md, as it stands there.</summary>
public class TrajectoryAdjointExampleTests
{
    [Fact]
    public void A_thousand_steps_take_less_memory_than_the_unrolled_ones()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 10), Activations.Tanh<float>(), new Linear<float>(10, 1));
        var adaptation = new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.002));
        var learner = new Learner<float>("a thousand steps", adaptation, new TrajectoryAdjoint<float>(steps: 1000, keepEvery: 32));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 5, queries: 5),
            Iterations = 5,
            MetaBatch = 4,
        };
        IReadOnlyList<MemoryEstimate> estimates = plan.Estimate();
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());

        // </example>
        Assert.StartsWith("trajectory adjoint", estimates[0].Way, StringComparison.Ordinal);
        Assert.True(
            20 * estimates[0].Bytes < estimates.Single(
                static estimate => estimate.Way.StartsWith("unrolled", StringComparison.Ordinal)).Bytes);
        Assert.Equal(5, trained.Iteration);
    }
}
