using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/maml.md, as it stands there.</summary>
public class MamlExampleTests
{
    [Fact]
    public void One_step_helps_on_new_curves()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 20), Activations.Tanh<float>(), new Linear<float>(20, 1));
        var learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 1, StepSizes<float>.Learned(0.05));
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 400,
            OuterStepSize = 1e-2,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(1).Mean;

        // </example>
        Assert.True(after < 0.9 * before, $"{before} before, {after} after");
    }
}
