using AutogradMaml.Data;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.Learners;

/// <summary>The example of docs/learners/recurrent-learner.md, as it stands there.</summary>
public class RecurrentLearnerExampleTests
{
    [Fact]
    public void The_tenth_of_a_class_is_told_better_than_the_first()
    {
        // <example>
        var set = Glyphs.Create(seed: 8, classes: 40, drawings: 11);
        var embedding = new Sequential<float>(
            new AvgPool2d<float>(4), new Flatten<float>(), new Linear<float>(49, 32), Activations.Tanh<float>());
        var memory = new Sequential<float>(
            new CausalDenseBlock<float>(32 + 5, 32, dilation: 1), new CausalAttentionBlock<float>(69, keys: 32, values: 16),
            new CausalAttentionBlock<float>(85, keys: 32, values: 16), new Linear<float>(101, 5));
        var learner = new RecurrentLearner<float>(embedding, memory, ways: 5, RecurrentLoss.EveryStep);
        var tasks = new ImageEpisodes<float>(set, ways: 5, shots: 10, queries: 1).Shuffled();
        var plan = new TrainingPlan<float> { Learner = learner, Tasks = tasks, Iterations = 200, MetaBatch = 16, OuterStepSize = 5e-3 };
        var trainer = new Trainer<float>(plan);
        var trained = trainer.Run(trainer.Start());
        using var evaluator = new Evaluator<float>(learner);
        var curve = evaluator.Evaluate(trained.MetaParameters, tasks, seed: 99, count: 100);
        double first = curve.MeasureAfter("instance 1", 0).Mean;
        double tenth = curve.MeasureAfter("instance 10", 0).Mean;

        // </example>
        Assert.True(tenth > first + 0.2, $"{first} at the first, {tenth} at the tenth");
    }
}
