using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/i-maml.md, as it stands there.</summary>
public class IMamlExampleTests
{
    [Fact]
    public void Many_steps_towards_an_optimum_help_on_new_curves()
    {
        // <example>
        var net = new Sequential<float>(
            ("body", new Sequential<float>(new Linear<float>(1, 20), Activations.Tanh<float>())), ("head", new Linear<float>(20, 1)));
        var learner = new IMaml<float>(net, Loss.MeanSquaredError, steps: 30, StepSizes<float>.Constant(0.02), proximal: 1);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 150,
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
