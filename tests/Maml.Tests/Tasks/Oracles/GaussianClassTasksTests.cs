using AutogradMaml.Autograd;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

public class GaussianClassTasksTests
{
    private const int Features = 4;
    private const int Ways = 3;
    private const int TestTasks = 400;
    private const ulong TestSeed = 99;

    private static readonly double[] Noise = [0.6, 1.2, 2.4, 4.8];
    private static readonly GaussianClassTasks<double> Tasks = new(Ways, 2, 5, Noise, spread: 1.5);

    // What a learner may miss of Bayes' classifier. Prototypes of a learned metric are it but for the shrinking of means; ridge regression
    // to class numbers, cosines, absolute differences and a net that reads are not, and their margins are what their form costs.
    public static TheoryData<string, double> Ways_to_classify => new()
    {
        { "prototypes", 0.012 }, { "protomaml", 0.012 },
        { "matching", 0.12 }, { "siamese", 0.08 }, { "ridge", 0.08 }, { "recurrent", 0.15 },
    };

    [Theory]
    [MemberData(nameof(Ways_to_classify))]
    public void No_learner_does_better_than_Bayes_and_each_comes_near(string which, double margin)
    {
        Linear<double> embedding = new(Features, Features, bias: false);
        Learner<double> learner = which switch
        {
            "prototypes" => new PrototypicalNetwork<double>(embedding, Ways),
            "protomaml" => new ProtoMaml<double>(embedding, Ways, Features, 1, StepSizes<double>.Constant(0.01)),
            "matching" => new MatchingNetwork<double>(embedding, Ways, scale: 10),
            "siamese" => new SiameseNetwork<double>(embedding, Features, Ways),
            "ridge" => new R2D2<double>(embedding, Ways),
            _ => new RecurrentLearner<double>(embedding, new Sequential<double>(new Lstm<double>(Features + Ways, 16),
                new Linear<double>(16, Ways)), Ways),
        };
        Parameters<double> trained = Trained(learner, which == "recurrent" ? 800 : 700);
        using ClassificationEvaluator<double> evaluator = new(learner);
        double[] own = evaluator.Evaluate(trained, Tasks, TestSeed, TestTasks, new() { Threads = 1 }).Transductive.Accuracies[^1];
        double[] missed = [.. own.Select((accuracy, index) => Bayes(index) - accuracy)];
        MeasureSummary gap = MeasureSummary.Of(missed);

        // Twice the 95 % interval of the paired difference.
        Assert.True(gap.Mean > -2 * gap.HalfWidth95, $"{which} does better than Bayes by {-gap.Mean}, interval {gap.HalfWidth95}.");
        Assert.True(gap.Mean < margin, $"{which} misses Bayes' accuracy by {gap}.");
    }

    [Fact]
    public void Prototypes_learn_the_metric_of_the_noise()
    {
        // With 20 shots the means are known, and the distance to them is Bayes' in the metric 1 / noise^2, but for a factor. The factor r =
        // spread^2 / (spread^2 + noise^2 / 20) that is left is 0.89 for the last feature.
        GaussianClassTasks<double> tasks = new(Ways, 20, 5, Noise[..3], spread: 1.5);
        double[] weight = Tensors.ToArray(
            Trained(new PrototypicalNetwork<double>(new Linear<double>(3, 3, bias: false), Ways), 1500, tasks)["net.weight"]);
        double Metric(int i, int j) => Enumerable.Range(0, 3).Sum(row => weight[(row * 3) + i] * weight[(row * 3) + j]);
        for (int feature = 1; feature < 3; feature++)
        {
            Near.Close(Noise[0] * Noise[0] / (Noise[feature] * Noise[feature]), Metric(feature, feature) / Metric(0, 0), 0.2);
            Assert.True(Math.Abs(Metric(0, feature)) < 0.1 * Math.Sqrt(Metric(0, 0) * Metric(feature, feature)), $"Metric [0, {feature}].");
        }
    }

    [Fact]
    public void Bayes_classifier_is_at_chance_for_much_noise_and_right_for_little()
    {
        Estimate chance = new GaussianClassTasks<double>(4, 3, 5, [1000, 1000], 1).BayesAccuracy(1, 400);
        Assert.InRange(chance.Value, 0.25 - (2 * chance.HalfWidth95), 0.25 + (2 * chance.HalfWidth95));
        Assert.Equal(1, new GaussianClassTasks<double>(4, 3, 5, [1e-3, 1e-3], 1).BayesAccuracy(1, 50).Value, 1e-2);
    }

    [Fact]
    public void With_two_classes_and_one_feature_the_accuracy_is_an_integral()
    {
        // Both means known but for 1 / n: with n large, wrong with probability P(|m_1 - m_2| / 2 < noise z) = 1/2 - arctan(spread / (noise
        // sqrt 2)) / pi.
        const double One = 0.9;
        const double Apart = 1.3;
        Estimate accuracy = new GaussianClassTasks<double>(2, 400, 20, [One], Apart).BayesAccuracy(3, 1500);
        double expected = 0.5 + (Math.Atan(Apart / (One * Math.Sqrt(2))) / Math.PI);
        Assert.InRange(accuracy.Value, expected - (2 * accuracy.HalfWidth95), expected + (2 * accuracy.HalfWidth95));
    }

    [Fact]
    public void Sets_are_drawn_apart_and_bad_numbers_are_refused()
    {
        Parameters<double> first = Tasks.Sample(1, 5);
        Parameters<double> other = Tasks.Resampled(supportDraw: 1).Sample(1, 5);
        Assert.Equal(Tensors.ToArray(first.QueryInputs), Tensors.ToArray(other.QueryInputs));
        Assert.NotEqual(Tensors.ToArray(first.SupportInputs), Tensors.ToArray(other.SupportInputs));
        Assert.Equal([0, 1, 2, 0, 1, 2], Tensors.ToArray(first.SupportTargets));
        Assert.Throws<ArgumentException>(static () => new GaussianClassTasks<double>(2, 1, 1, [], 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GaussianClassTasks<double>(2, 1, 1, [1, 0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new GaussianClassTasks<double>(1, 1, 1, [1], 1));
    }

    private static double Bayes(int index)
    {
        Parameters<double> task = Tasks.Sample(TestSeed, index);
        return Tasks.BayesClasses(task).Zip(Tensors.ToArray(task.QueryTargets), static (own, right) => own == right ? 1.0 : 0).Average();
    }

    private static Parameters<double> Trained(Learner<double> learner, int iterations, GaussianClassTasks<double>? tasks = null)
    {
        Trainer<double> trainer = new(new()
        {
            Learner = learner,
            Tasks = tasks ?? Tasks,
            Iterations = iterations,
            MetaBatch = 10,
            OuterStepSize = Schedule.Cosine(1e-2, 0, iterations),
        });
        return trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
    }
}
