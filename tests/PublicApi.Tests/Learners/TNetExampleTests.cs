using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/t-net.md, as it stands there.</summary>
public class TNetExampleTests
{
    [Fact]
    public void Transformations_shape_the_gradients_of_the_other_layers()
    {
        // <example>
        var identity = Initializers.Identity<float>();
        var net = new Sequential<float>(
            ("in", new Linear<float>(1, 40)), ("warp1", new Linear<float>(40, 40, bias: false, weightInitializer: identity)),
            ("tanh", Activations.Tanh<float>()),
            ("out", new Linear<float>(40, 1)), ("warp2", new Linear<float>(1, 1, bias: false, weightInitializer: identity)));
        var learner = new TNet<float>(
            net, Loss.MeanSquaredError, transformations: ["warp1", "warp2"], steps: 1, StepSizes<float>.Constant(0.01));
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
