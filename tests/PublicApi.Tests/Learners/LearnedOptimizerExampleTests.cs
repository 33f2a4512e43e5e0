using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/learned-optimizer.md, as it stands there.</summary>
public class LearnedOptimizerExampleTests
{
    [Fact]
    public void A_rule_is_learned_for_curves()
    {
        // <example>
        var net = new Sequential<float>(
            new Linear<float>(1, 20), Activations.Tanh<float>(), new Linear<float>(20, 20), Activations.Tanh<float>(),
            new Linear<float>(20, 1));
        var learner = new LearnedOptimizer<float>(net, Loss.MeanSquaredError, new TrajectoryAdjoint<float>(5), stepSize: 0.02, hidden: 8);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 150,
            MetaBatch = 4,
            OuterStepSize = 5e-3,
            ClipNorm = 10,
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
