using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/anil.md, as it stands there.</summary>
public class AnilExampleTests
{
    [Fact]
    public void The_head_alone_adapts_to_new_curves()
    {
        // <example>
        var net = new Sequential<float>(
            (
                "body",
                new Sequential<float>(
                    new Linear<float>(1, 40), Activations.Tanh<float>(), new Linear<float>(40, 40), Activations.Tanh<float>())),
            ("head", new Linear<float>(40, 1)));
        var learner = new Anil<float>(net, Loss.MeanSquaredError, head: "head", steps: 5, StepSizes<float>.Constant(0.01));
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
