using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>An inner batch goes round the support set, and every input has one target.</summary>
public class InnerBatchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_that_does_not_divide_the_set_shows_each_example_equally_often(bool hasTaskAxis)
    {
        using Tape<double> tape = new();
        List<double[]> seen = [];
        InnerLoop<double> loop = new(
            new Linear<double>(1, 1),
            (prediction, target, axes) =>
            {
                seen.Add(target.ToArray());
                return Loss.MeanSquaredError(prediction, target, axes);
            },
            InnerStepSize<double>.Constant(0.001));
        double[] targets = [.. Enumerable.Range(0, hasTaskAxis ? 50 : 25).Select(static k => (double)k)];
        Variable<double> y = tape.Input(targets, hasTaskAxis ? [2, 25, 1] : [25, 1]);
        loop.Adapt(loop.InitializeMetaParameters(1).On(tape), y / 25, y, 10, hasTaskAxis, batch: 10);
        for (int step = 0; step < 10; step++)
        {
            double[] first = [.. Enumerable.Range(step * 10, 10).Select(static k => (double)(k % 25))];
            Assert.Equal(hasTaskAxis ? [.. first, .. first.Select(static k => k + 25)] : first, seen[step]);
        }

        // Two rounds of five steps show each example four times.
        Assert.All(seen.SelectMany(static values => values).CountBy(static value => value), static pair => Assert.Equal(4, pair.Value));
        Assert.Equal(targets.Length, seen.SelectMany(static values => values).Distinct().Count());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Replayed_and_recorded_anew_and_in_a_loop_a_training_sees_the_same_batches(int batch)
    {
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Learners.Loop<double>(), 7, batch)) with { Tasks = new RandomTasks<double>(6, 5, 2, 2) };
        Trainer<double> trainer = new(plan);
        TrainingState<double> replayed = trainer.Run(trainer.Start());
        Same.Bits(replayed, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        Trainer<double> loop = new(plan with { Execution = TaskExecution.Loop });
        Testing.Near.Close(Flat.Of(replayed.MetaParameters), Flat.Of(loop.Run(loop.Start()).MetaParameters), 1e-13);
    }

    [Fact]
    public void In_a_test_of_seven_ways_by_batches_of_five_every_class_is_learned()
    {
        // The input says the class and all weights start at 0: a class is right once its example was seen.
        const int Ways = 7;
        InnerLoop<double> loop = new(
            new Linear<double>(Ways, Ways, weightInitializer: Initializers.Constant(0.0)), Loss.CrossEntropy, InnerStepSize<double>.Constant(5));
        using ClassificationEvaluator<double> evaluator = new(loop, 2, batch: 5);
        ClassificationResult result = evaluator.Evaluate(loop.InitializeMetaParameters(1), new OneHotClasses(Ways), seed: 1, count: 5);
        Assert.Equal(new AccuracySummary(1, 0, 5), result.Transductive.After(2));
        Assert.Equal(new AccuracySummary(1, 0, 5), result.NonTransductive.After(2));
    }

    [Theory]
    [InlineData(24, null)]
    [InlineData(26, null)]
    [InlineData(24, 10)]
    [InlineData(26, 10)]
    [InlineData(24, 5)]
    [InlineData(26, 5)]
    public void Twenty_four_or_twenty_six_targets_for_twenty_five_inputs_are_refused(int targets, int? batch)
    {
        // A loss that broadcasts would take them.
        InnerLoop<double> loop = new(
            new Linear<double>(1, 1),
            static (prediction, target, axes) => axes == 0 ? prediction.Mean() * target.Mean() : prediction.Mean([1, 2]) * target.Mean([1, 2]),
            InnerStepSize<double>.Constant(0.1));
        string expected = $"support set has 25 inputs and {targets} targets: each input has one target.";
        using Tape<double> tape = new();
        Variables<double> theta = loop.InitializeMetaParameters(1).On(tape);
        Assert.Equal($"The {expected}", Assert.Throws<ArgumentException>(
            () => loop.Adapt(theta, tape.Ones([25, 1]), tape.Ones([targets, 1]), 1, batch: batch)).Message);
        Assert.Equal($"The {expected}", Assert.Throws<ArgumentException>(
            () => loop.Adapt(theta, tape.Ones([2, 25, 1]), tape.Ones([2, targets, 1]), 1, hasTaskAxis: true, batch: batch)).Message);

        RandomTasks<double> good = new(25, 3, 1, 1);
        ChangedTasks<double> tasks = new(good, 5, task => task with { SupportTargets = Tensors.Wrap(new double[targets], [targets, 1]) });
        Trainer<double> trainer = new(Plans.Of(new Reptile<double>(loop, 2, batch)) with { Tasks = tasks });
        Assert.Equal($"Task 5: the {expected}", Assert.Throws<ArgumentException>(() => trainer.Run(trainer.Start())).Message);
        Assert.Equal($"Task 5: the {expected}", Assert.Throws<ArgumentException>(
            () => Evaluator.Evaluate(loop, loop.InitializeMetaParameters(1), tasks, 1, 10, 1)).Message);
    }

    /// <summary>One example of each class, whose input says the class.</summary>
    private sealed class OneHotClasses(int ways) : ITaskDistribution<double>
    {
        public string Description => "one-hot classes";

        public FewShotTask<double> Sample(ulong seed, long index)
        {
            var inputs = new double[ways * ways];
            for (int k = 0; k < ways; k++)
            {
                inputs[(k * ways) + k] = 1;
            }

            double[] labels = [.. Enumerable.Range(0, ways).Select(static k => (double)k)];
            var (x, y) = (Tensors.Wrap(inputs, [ways, ways]), Tensors.Wrap(labels, [ways]));
            return new(x, y, x, y);
        }
    }
}
