using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Adaptation;

/// <summary>An inner batch goes round the support set, and every input has one target.</summary>
public class InnerBatchTests
{
    private const int Ways = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_batch_that_does_not_divide_the_set_shows_each_example_equally_often(int tasks)
    {
        List<double[]> seen = [];
        NetAdaptation<double> adaptation = new(
            new Linear<double>(1, 1),
            (prediction, target, axes) =>
            {
                seen.Add(target.ToArray());
                return Loss.MeanSquaredError(prediction, target, axes);
            },
            StepSizes<double>.Constant(0.001),
            batch: 10);
        Learner<double> learner = new Reptile<double>(adaptation, 10);
        learner.Numbers(learner.Initialize(1), [.. Enumerable.Range(0, tasks).Select(static task => Counting(task * 25))]);
        for (int step = 0; step < 10; step++)
        {
            double[] first = [.. Enumerable.Range(step * 10, 10).Select(static k => (double)(k % 25))];
            Assert.Equal(tasks == 2 ? [.. first, .. first.Select(static k => k + 25)] : first, seen[step]);
        }

        // Two rounds of five steps show each example four times.
        Assert.All(
            seen.Take(10).SelectMany(static values => values).CountBy(static value => value), static pair => Assert.Equal(4, pair.Value));
        Assert.Equal(25 * tasks, seen.Take(10).SelectMany(static values => values).Distinct().Count());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Replayed_and_recorded_anew_and_in_a_loop_a_training_sees_the_same_batches(int batch)
    {
        TrainingPlan<double> plan = Plans.Of(new Reptile<double>(Learners.Net<double>(batch: batch), 7)) with
        {
            Tasks = new RandomTasks<double>(6, 5, 2, 2),
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> replayed = trainer.Run(trainer.Start());
        Same.Bits(replayed, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false }));
        Trainer<double> loop = new(plan with { TasksPerBlock = 1 });
        Testing.Near.Close(Flat.Of(replayed.MetaParameters), Flat.Of(loop.Run(loop.Start()).MetaParameters), 1e-13);
    }

    [Theory]
    [InlineData(25, 10)]
    [InlineData(25, 7)]
    [InlineData(6, 6)]
    [InlineData(6, 1)]
    public void Reshuffled_each_round_shows_every_example_once_in_an_order_of_its_own(int examples, int size)
    {
        const int Rounds = 6;
        int tasks = 3;
        int steps = Rounds * examples / size;
        TaskBatch<double> batch = new RandomTasks<double>(examples, 5, 2, 2).Batch(3, 0, tasks);
        using Tape<double> tape = new();
        Episode<double> episode = batch.On(tape);
        Variable<double> numbered = tape.Constant(
            [.. Enumerable.Range(0, tasks * examples).Select(static k => (double)k)], [tasks, examples, 1]);
        List<double>[] seen = [.. Enumerable.Range(0, tasks).Select(static _ => new List<double>())];
        for (int step = 0; step < steps; step++)
        {
            double[] known = new InnerStep<double>(episode, step).Batch(numbered, size, reshuffled: true).ToArray();
            Assert.Equal(known, new InnerStep<double>(episode, tape.Input((double)step)).Batch(numbered, size, reshuffled: true).ToArray());
            for (int task = 0; task < tasks; task++)
            {
                seen[task].AddRange(known[(task * size)..((task + 1) * size)]);
            }
        }

        for (int task = 0; task < tasks; task++)
        {
            double[][] rounds = [.. seen[task].Chunk(examples).Where(round => round.Length == examples)];
            double[] all = [.. Enumerable.Range(task * examples, examples).Select(static k => (double)k)];
            if (size == examples)
            {
                // One batch is the whole set: there is nothing to order.
                Assert.All(rounds, round => Assert.Equal(all, round));
                continue;
            }

            Assert.All(rounds, round => Assert.Equal(all, round.Order()));
            Assert.Equal(rounds.Length, rounds.Select(static round => string.Join(' ', round)).Distinct().Count());
        }

        // Each task has an order of its own.
        Assert.True(size == examples || !seen[0].Select(k => k + examples).SequenceEqual(seen[1]));
    }

    [Fact]
    public void Reshuffled_batches_replayed_recorded_anew_and_in_a_loop_are_the_same_and_others_than_without()
    {
        Module<double> net = new Linear<double>(2, 2);
        TrainingPlan<double> Plan(bool reshuffles) => Plans.Of(new Reptile<double>(
            new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1), batch: 4, reshuffles: reshuffles),
            7)) with
        { Tasks = new RandomTasks<double>(6, 5, 2, 2) };
        Trainer<double> trainer = new(Plan(true));
        TrainingState<double> replayed = trainer.Run(trainer.Start());
        Same.Bits(replayed, trainer.Run(trainer.Start(), new TrainingOptions { Replay = false, Threads = 2 }));
        Trainer<double> loop = new(Plan(true) with { TasksPerBlock = 1 });
        Testing.Near.Close(Flat.Of(replayed.MetaParameters), Flat.Of(loop.Run(loop.Start()).MetaParameters), 1e-13);
        Trainer<double> inOrder = new(Plan(false));
        Assert.NotEqual(Flat.Of(replayed.MetaParameters), Flat.Of(inOrder.Run(inOrder.Start()).MetaParameters));
        Assert.NotEqual(Plan(true).Learner.Description, Plan(false).Learner.Description);
        Assert.Throws<ArgumentException>(
            () => new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1), reshuffles: true));
    }

    [Fact]
    public void In_a_test_of_seven_ways_by_batches_of_five_every_class_is_learned()
    {
        // The input says the class and all weights start at 0: a class is right once its example was seen.
        Module<double> net = new Linear<double>(Ways, Ways, weightInitializer: Initializers.Constant(0.0));
        Maml<double> learner = new(new NetAdaptation<double>(net, Loss.CrossEntropy, StepSizes<double>.Constant(5), batch: 5), 2);
        using ClassificationEvaluator<double> evaluator = new(learner);
        ClassificationResult result = evaluator.Evaluate(learner.Initialize(1), new OneHotClasses(), seed: 1, count: 5);
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
        Reptile<double> learner = new(
            new NetAdaptation<double>(
                new Linear<double>(1, 1),
                static (prediction, target, axes) => axes == 0
                    ? prediction.Mean() * target.Mean()
                    : prediction.Mean([1, 2]) * target.Mean([1, 2]),
                StepSizes<double>.Constant(0.1),
                batch: batch),
            2);
        string expected = $"support set has 25 inputs and {targets} targets: each input has one target.";
        RandomTasks<double> good = new(25, 3, 1, 1);
        ChangedTasks<double> tasks = new(good, 5, task => FewShotTask.Of(
            task.SupportInputs, Tensors.Wrap(new double[targets], [targets, 1]), task.QueryInputs, task.QueryTargets));
        Assert.StartsWith(
            $"The {expected}", Assert.Throws<ArgumentException>(() => learner.Adapt(learner.Initialize(1), tasks.Sample(1, 5))).Message,
            StringComparison.Ordinal);
        Trainer<double> trainer = new(Plans.Of(learner) with { Tasks = tasks });
        Assert.Equal($"Task 5: the {expected}", Assert.Throws<ArgumentException>(() => trainer.Run(trainer.Start())).Message);
        using Evaluator<double> evaluator = new(learner);
        Assert.Equal(
            $"Task 5: the {expected}",
            Assert.Throws<ArgumentException>(() => evaluator.Evaluate(learner.Initialize(1), tasks, 1, 10)).Message);
    }

    // Examples whose targets are the numbers from one on.
    private static Parameters<double> Counting(int first)
    {
        double[] targets = [.. Enumerable.Range(first, 25).Select(static k => (double)k)];
        var (x, y) = (Tensors.Wrap([.. targets.Select(static k => k / 25)], [25, 1]), Tensors.Wrap(targets, [25, 1]));
        return FewShotTask.Of(x, y, x, y);
    }

    /// <summary>One example of each class, whose input says the class.</summary>
    private sealed class OneHotClasses : ITaskDistribution<double>
    {
        private static readonly TaskLayout Layout = new(
            (EpisodeNames.SupportInputs, [Ways, Ways]), (EpisodeNames.SupportTargets, [Ways]), (EpisodeNames.QueryInputs, [Ways, Ways]),
            (EpisodeNames.QueryTargets, [Ways]));

        public string Description => "one-hot classes";

        public TaskLayout LayoutOf(TaskNumber task) => Layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            for (int k = 0; k < Ways; k++)
            {
                arrays[EpisodeNames.SupportInputs][(k * Ways) + k] = arrays[EpisodeNames.QueryInputs][(k * Ways) + k] = 1;
                arrays[EpisodeNames.SupportTargets][k] = arrays[EpisodeNames.QueryTargets][k] = k;
            }
        }
    }
}
