using System.Globalization;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>Results print as one reads them, with the same numbers in every culture.</summary>
public sealed class ResultWordsTests : IDisposable
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public ResultWordsTests()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Theory]
    [InlineData(0.4543999999, 0.0179, "45.4 +- 1.8 %")]
    [InlineData(0.98403, 0.0018, "98.40 +- 0.18 %")]
    [InlineData(1, 0, "100.0 +- 0.0 %")]
    [InlineData(0.5, double.NaN, "50.0 %")]
    public void An_accuracy(double mean, double halfWidth, string words)
        => Assert.Equal(words, new AccuracySummary(mean, halfWidth, 600).ToString());

    [Theory]
    [InlineData(0.4123, 0.0312, 0, "0.4123 +- 0.031, median 0.3981")]
    [InlineData(0.4123, double.NaN, 0, "0.4123, median 0.3981")]
    [InlineData(double.PositiveInfinity, double.NaN, 3, "Infinity, median 0.3981, 3 of 100 diverged")]
    public void A_loss(double mean, double halfWidth, int diverged, string words)
        => Assert.Equal(words, new LossSummary(mean, 0.39812, halfWidth, diverged, 100).ToString());

    [Fact]
    public void Curves_and_what_they_are_made_of()
    {
        AccuracyCurve curve = new([0, 3], [[0.25, 0.75], [1, 1]]);
        Assert.Equal("50.0 +- 49.0 % after 0 steps, 100.0 +- 0.0 % after 3 steps", curve.ToString());
        Assert.Equal($"transductive: {curve}\nnon-transductive: {curve}", new ClassificationResult(curve, curve).ToString());
        Assert.Equal(
            "after 0 steps: 1.5 +- 0.98, median 1.5\nafter 1 steps: 1 +- 0, median 1",
            new AdaptationCurve([0, 1], [[1, 2], [1, 1]], new Dictionary<string, IReadOnlyList<double[]>>()).ToString());
        Assert.Equal(
            "after 0 steps: transductive [0, 2], non-transductive [1, -1]", new TaskPredictions([0], [[0, 2]], [[1, -1]]).ToString());
        Assert.Equal("classes [3, 7], support [0, 1], query [4, 5]", new ImageEpisode([3, 7], [0, 1], [4, 5]).ToString());
    }

    [Fact]
    public void Trainings()
    {
        Assert.Equal("iteration 100 of 1000: loss 0.4123, gradient norm 1.3", new TrainingProgress(100, 1000, 0.41234, 1.3, []).ToString());
        Assert.Equal(
            "iteration 100 of 1000: loss 0.4123, gradient norm 1.3, accuracy 0.5",
            new TrainingProgress(100, 1000, 0.41234, 1.3, [new("accuracy", 0.5)]).ToString());
        TrainingPlan<double> plan = Plans.Of(Learners.Get<double>("maml"));
        Assert.Equal($"3 iterations; {plan.Description}", plan.ToString());
        Assert.Equal("after 0 iterations: 65 numbers in 6 meta-parameters", new Trainer<double>(plan).Start().ToString());
        Assert.Equal(
            "2 threads, replayed, a checkpoint in 'here' every 1000 iterations, no reports",
            new TrainingOptions { Threads = 2, CheckpointPath = "here" }.ToString());
        Assert.Equal("2 threads, no reports", new EvaluationOptions { Threads = 2 }.ToString());
        Assert.Equal("2 threads, blocks of 1, no reports", new EvaluationOptions { Threads = 2, TasksPerBlock = 1 }.ToString());
    }

    [Fact]
    public void Tasks_and_what_is_computed_of_them()
    {
        Assert.Equal("2.5 sin(x - 0.3)", new Sinusoid(2.5, 0.3).ToString());
        Assert.Equal("running statistics, momentum 0.1", NormalizationPolicy.Running().ToString());
        Assert.Equal("weight [2, 3]", new Linear<double>(3, 2).Parameters[0].ToString());
        Assert.Equal(
            "0.weight [2, 3]: |exact| 1.50E+000, 2nd order 1.00E-001, cosine 0.990000, judged 0.00E+000, differences 1.00E-009, ok",
            new LayerCertificate("0.weight", [2, 3], 1.5, 1, 0.1, 0.99, 0, 1e-9, true).ToString());
    }
}
