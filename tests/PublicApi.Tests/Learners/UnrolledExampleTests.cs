using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/unrolled.md, as it stands there.</summary>
public class UnrolledExampleTests
{
    [Fact]
    public void Two_steps_help_on_new_curves()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 20), Activations.Tanh<float>(), new Linear<float>(20, 1));
        var adaptation = new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Learned(0.05, steps: 2));
        var learner = new Learner<float>(
            "from first order to exact", adaptation,
            [(0, new FirstOrder<float>(steps: 2)), (100, new Unrolled<float>(steps: 2, weights: [0, 0.5, 1]))]);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 200,
            OuterStepSize = 1e-2,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(2).Mean;

        // </example>
        Assert.True(after < 0.9 * before, $"{before} before, {after} after");
        Assert.Equal((0, 1), (learner.PhaseOf(99), learner.PhaseOf(100)));
    }
}
