using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/maml-plus-plus.md, as it stands there.</summary>
public class MamlPlusPlusExampleTests
{
    [Fact]
    public void All_six_changes_train_a_net_that_adapts_to_new_curves()
    {
        // <example>
        const int Steps = 3;
        var policy = NormalizationPolicy.PerInnerStep(Steps);
        var net = new Sequential<float>(
            new Linear<float>(1, 40), new BatchNorm1d<float>(40, policy), Activations.Tanh<float>(), new Linear<float>(40, 1));
        var options = new MamlPlusPlusOptions
        {
            EpochIterations = 10,
            AnnealedEpochs = 10,
            FirstOrderEpochs = 5,
            Adapts = Selection.Except("1"),
        };
        var learner = new MamlPlusPlus<float>(net, Loss.MeanSquaredError, Steps, stepSize: 0.05, options);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 300,
            OuterStepSize = MamlPlusPlus<float>.OuterStepSize(300),
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 100);
        double before = curve.After(0).Mean;
        double after = curve.After(Steps).Mean;

        // </example>
        Assert.True(after < 0.9 * before, $"{before} before, {after} after");
    }
}
