using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/siamese-network.md, as it stands there.</summary>
public class SiameseNetworkExampleTests
{
    [Fact]
    public void Characters_are_told_in_pairs()
    {
        // <example>
        var set = Glyphs.Create(seed: 8, classes: 40, drawings: 10);
        var embedding = new Sequential<float>(
            new AvgPool2d<float>(4), new Flatten<float>(), new Linear<float>(49, 32), Activations.Tanh<float>(), new Linear<float>(32, 16));
        var learner = new SiameseNetwork<float>(embedding, numbers: 16, ways: 5);
        var plan = new TrainingPlan<float>
        {
            Learner = learner,
            Tasks = new ImageEpisodes<float>(set, ways: 5, shots: 1, queries: 5),
            Iterations = 100,
            MetaBatch = 4,
            OuterStepSize = 1e-2,
        };
        var trainer = new Trainer<float>(plan);
        var start = trainer.Start();
        var trained = trainer.Run(start);
        using var evaluator = new Evaluator<float>(learner);
        double before = evaluator.Evaluate(start.MetaParameters, plan.Tasks, seed: 99, count: 50).MeasureAfter("accuracy", 0).Mean;
        double after = evaluator.Evaluate(trained.MetaParameters, plan.Tasks, seed: 99, count: 50).MeasureAfter("accuracy", 0).Mean;

        // </example>
        Assert.True(after > before + 0.03, $"{before} before, {after} after");
    }
}
