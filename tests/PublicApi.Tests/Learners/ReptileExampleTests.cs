using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/reptile.md, as it stands there.</summary>
public class ReptileExampleTests
{
    [Fact]
    public void The_steps_help_on_new_curves()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 20), Activations.Tanh<float>(), new Linear<float>(20, 1));
        var learner = new Reptile<float>(net, Loss.MeanSquaredError, steps: 8, StepSizes<float>.Constant(0.05), batch: 5);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 300,
            OuterOptimizer = new Sgd<float>(),
            OuterStepSize = Schedule.Linear(1.0, 0.0, 300),     // epsilon goes to 0 over the training
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner.Tested, steps: 32, after: [0, 32]);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(32).Mean;

        // </example>
        Assert.True(after < 0.5 * before, $"{before} before, {after} after");
    }
}
