using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/along-trajectory.md, as it stands there.</summary>
public class AlongTrajectoryExampleTests
{
    [Fact]
    public void Step_sizes_are_trained_by_what_each_step_achieves()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 40), Activations.Tanh<float>(), new Linear<float>(40, 1));
        var adaptation = new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Learned(0.01, perElement: true));
        var learner = new Learner<float>("one step at a time", adaptation, new AlongTrajectory<float>(steps: 5));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 300,
            OuterStepSize = 5e-3,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(learner.GradientIn(0).Steps).Mean;

        // </example>
        Assert.True(after < 0.9 * before, $"{before} before, {after} after");
    }
}
