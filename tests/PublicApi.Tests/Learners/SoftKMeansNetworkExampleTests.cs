using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/soft-k-means-network.md, as it stands there.</summary>
public class SoftKMeansNetworkExampleTests
{
    [Fact]
    public void Queries_that_are_told_together_move_the_means()
    {
        // <example>
        var set = Glyphs.Create(seed: 8, classes: 40, drawings: 10);
        var embedding = new Sequential<float>(
            new AvgPool2d<float>(4), new Flatten<float>(), new Linear<float>(49, 32), Activations.Tanh<float>(), new Linear<float>(32, 16));
        var plan = new TrainingPlan<float>
        {
            Learner = new PrototypicalNetwork<float>(embedding, ways: 5),
            Tasks = new ImageEpisodes<float>(set, ways: 5, shots: 1, queries: 5),
            Iterations = 100,
            MetaBatch = 4,
            OuterStepSize = 1e-2,
        };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start()).MetaParameters;

        // The same parameters: what is trained as a prototypical network may be tested so.
        using var apart = new Evaluator<float>(plan.Learner);
        using var together = new Evaluator<float>(new SoftKMeansNetwork<float>(embedding, ways: 5, refinements: 4));
        double before = apart.Evaluate(trained, plan.Tasks, seed: 99, count: 50).MeasureAfter("accuracy", 0).Mean;
        double after = together.Evaluate(trained, plan.Tasks, seed: 99, count: 50).MeasureAfter("accuracy", 0).Mean;

        // </example>
        Assert.True(after > before, $"{before} one by one, {after} together");
    }
}
