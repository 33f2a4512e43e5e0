using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/joint-training.md, as it stands there.</summary>
public class JointTrainingExampleTests
{
    [Fact]
    public void Fine_tuning_helps_on_new_curves()
    {
        // <example>
        var net = new Sequential<float>(new Linear<float>(1, 20), Activations.Tanh<float>(), new Linear<float>(20, 1));
        var learner = new JointTraining<float>(net, Loss.MeanSquaredError);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 100,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        var tuning = new NetAdaptation<float>(net, Loss.MeanSquaredError, StepSizes<float>.Constant(0.02));
        using var evaluator = new Evaluator<float>(tuning, steps: 10, after: [0, 10]);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(10).Mean;

        // </example>
        Assert.True(after < before, $"{before} before, {after} after");
    }
}
