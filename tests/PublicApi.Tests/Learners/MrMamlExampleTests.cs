using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/mr-maml.md, as it stands there.</summary>
public class MrMamlExampleTests
{
    [Fact]
    public void A_last_layer_adapts_above_weights_that_are_drawn()
    {
        // <example>
        var net = new Sequential<float>(
            (
                "body",
                new Sequential<float>(
                    new Linear<float>(1, 40), Activations.Tanh<float>(), new Linear<float>(40, 40), Activations.Tanh<float>())),
            ("head", new Linear<float>(40, 1)));
        var learner = new MrMaml<float>(
            net, Loss.MeanSquaredError, adapts: Selection.Only("head"), steps: 5, StepSizes<float>.Constant(0.01), beta: 1e-4,
            deviation: 0.02);
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
