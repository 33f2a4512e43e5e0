using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/cavia.md, as it stands there.</summary>
public class CaviaExampleTests
{
    [Fact]
    public void A_few_numbers_tell_a_curve()
    {
        // <example>
        var net = new Sequential<float>(
            new Linear<float>(1 + 4, 20), Activations.Tanh<float>(), new Linear<float>(20, 20), Activations.Tanh<float>(),
            new Linear<float>(20, 1));
        var learner = new Cavia<float>(net, Loss.MeanSquaredError, context: 4, steps: 3, StepSizes<float>.Constant(0.5));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 300,
            OuterStepSize = 1e-2,
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
