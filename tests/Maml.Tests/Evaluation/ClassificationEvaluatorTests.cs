using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

public class ClassificationEvaluatorTests
{
    private const ulong Seed = 31;
    private const int Classes = 3;

    private static readonly RandomTasks<double> Tasks = new(6, 9, 4, Classes, classes: true);

    [Theory]
    [InlineData("sgd", null)]
    [InlineData("adam", null)]
    [InlineData("adam", 2)]
    [InlineData("adam", 4)]
    [InlineData("adam, carried state", 2)]
    [InlineData("learned sizes", 3)]
    [InlineData("learned sizes", 5)]
    [InlineData("last layer only", null)]
    [InlineData("layers with values for each step", null)]
    public void After_k_steps_the_predictions_are_those_of_adapting_by_hand(string rule, int? batch)
    {
        NetAdaptation<double> net = Net(rule, batch);
        Learner<double> learner = new("tested", net, new FirstOrder<double>(4));
        Parameters<double> start = learner.Initialize(1);
        if (rule == "adam, carried state")
        {
            // As if half of the gradients so far had been of size 2.
            start = new(start.Select(static entry => entry.Key.StartsWith("inner", StringComparison.Ordinal)
                ? KeyValuePair.Create(
                    entry.Key,
                    Tensors.Create(Enumerable.Repeat(0.5, (int)entry.Value.FlattenedLength).ToArray(), Tensors.ShapeOf(entry.Value)))
                : entry));
        }

        using ClassificationEvaluator<double> evaluator = new(net, 4);
        Assert.Equal([0, 1, 2, 3, 4], evaluator.Steps);
        ClassificationResult result = evaluator.Evaluate(start, Tasks, Seed, count: 7);
        HashSet<double> seen = [];
        for (int index = 0; index < 7; index++)
        {
            Parameters<double> task = Tasks.Sample(Seed, index);
            TaskPredictions predictions = evaluator.Predict(start, task);
            for (int step = 0; step <= 4; step++)
            {
                (int[] together, int[] apart) = ByHand(learner, net, start, task, step);
                Assert.Equal(together, predictions.Transductive[step]);
                Assert.Equal(apart, predictions.NonTransductive[step]);
                Assert.Equal(Share(together, task), result.Transductive.Accuracies[step][index]);
                Assert.Equal(Share(apart, task), result.NonTransductive.Accuracies[step][index]);
                seen.Add(Share(together, task));
                seen.Add(Share(apart, task));
            }
        }

        Assert.True(seen.Count > 2, "All accuracies are alike, so nothing was compared.");
    }

    [Fact]
    public void A_classifier_that_knows_the_class_is_right_and_one_that_is_off_by_one_is_wrong()
    {
        NetAdaptation<double> net = new(new Linear<double>(Classes, Classes), Loss.CrossEntropy, StepSizes<double>.Constant(0.1));
        foreach ((int shift, double accuracy) in ((int, double)[])[(0, 1), (1, 0)])
        {
            var weight = new double[Classes * Classes];
            for (int k = 0; k < Classes; k++)
            {
                weight[((k + shift) % Classes * Classes) + k] = 1;
            }

            Parameters<double> parameters = new(
                [
                    KeyValuePair.Create("net.weight", Tensors.Wrap(weight, [Classes, Classes])),
                    KeyValuePair.Create("net.bias", Tensors.Wrap(new double[Classes], [Classes])),
                ]);
            using ClassificationEvaluator<double> evaluator = new(net, 0);
            ClassificationResult result = evaluator.Evaluate(parameters, new OneHotTasks(), Seed, 5);
            Assert.Equal(new AccuracySummary(accuracy, 0, 5), result.Transductive.After(0));
            Assert.Equal(new AccuracySummary(accuracy, 0, 5), result.NonTransductive.After(0));
        }
    }

    [Fact]
    public void Threads_change_no_bit_and_the_number_of_tasks_done_is_told()
    {
        NetAdaptation<double> net = Net("adam");
        Parameters<double> start = MetaPart<double>.Initialize(net.Parts, 1);
        using ClassificationEvaluator<double> evaluator = new(net, 3);
        ClassificationResult one = evaluator.Evaluate(start, Tasks, Seed, 30, new EvaluationOptions { Threads = 1 });
        foreach (int threads in (int[])[2, 4])
        {
            List<int> done = [];
            ClassificationResult more = evaluator.Evaluate(
                start, Tasks, Seed, 30, new EvaluationOptions { Threads = threads, Report = done.Add });
            Assert.Equal(one.Transductive.Accuracies, more.Transductive.Accuracies);
            Assert.Equal(one.NonTransductive.Accuracies, more.NonTransductive.Accuracies);
            Assert.Equal(8, done.Count);
            Assert.Equal(30, done[^1]);
            Assert.Equal(done.Order(), done);
        }
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(7, 5)]
    [InlineData(30, 1)]
    public void How_many_tasks_are_computed_together_changes_no_bit(int tasksPerBlock, int blocks)
    {
        NetAdaptation<double> net = Net("adam");
        Parameters<double> start = MetaPart<double>.Initialize(net.Parts, 1);
        using ClassificationEvaluator<double> evaluator = new(net, 3);
        List<int> done = [];
        ClassificationResult usual = evaluator.Evaluate(start, Tasks, Seed, 30);
        ClassificationResult other = evaluator.Evaluate(
            start, Tasks, Seed, 30, new EvaluationOptions { Threads = 2, TasksPerBlock = tasksPerBlock, Report = done.Add });
        Assert.Equal(usual.Transductive.Accuracies, other.Transductive.Accuracies);
        Assert.Equal(usual.NonTransductive.Accuracies, other.NonTransductive.Accuracies);
        Assert.Equal(blocks, done.Count);
    }

    [Fact]
    public void Other_queries_move_a_transductive_prediction_and_never_a_non_transductive_one()
    {
        NetAdaptation<double> net = Net("sgd");
        Parameters<double> start = MetaPart<double>.Initialize(net.Parts, 1);
        using ClassificationEvaluator<double> evaluator = new(net, 2);
        int moved = 0;
        for (int index = 0; index < 20; index++)
        {
            Parameters<double> task = Tasks.Sample(Seed, index);
            double[] inputs = Tensors.ToArray(task.QueryInputs);
            for (int feature = 0; feature < 4; feature++)
            {
                inputs[feature] = 100 * (feature - 1.5);
            }

            Parameters<double> changed = FewShotTask.Of(
                task.SupportInputs, task.SupportTargets, Tensors.Wrap(inputs, [9, 4]), task.QueryTargets);
            TaskPredictions before = evaluator.Predict(start, task);
            TaskPredictions after = evaluator.Predict(start, changed);
            for (int step = 0; step <= 2; step++)
            {
                Assert.Equal(before.NonTransductive[step].Skip(1), after.NonTransductive[step].Skip(1));
                moved += before.Transductive[step].Skip(1).SequenceEqual(after.Transductive[step].Skip(1)) ? 0 : 1;
            }
        }

        Assert.True(moved > 10, $"Only {moved} of 60 transductive predictions moved.");
    }

    [Fact]
    public void Without_batch_normalization_both_ways_agree()
    {
        NetAdaptation<double> net = new(
            BatchNormNet.Of<double>(4, Classes, normalized: false), Loss.CrossEntropy, StepSizes<double>.Constant(0.5));
        using ClassificationEvaluator<double> evaluator = new(net, 3);
        ClassificationResult result = evaluator.Evaluate(MetaPart<double>.Initialize(net.Parts, 1), Tasks, Seed, 20);
        Assert.Equal(result.Transductive.Accuracies, result.NonTransductive.Accuracies);
        Assert.Contains(result.Transductive.Accuracies[3], static accuracy => accuracy is > 0 and < 1);
    }

    [Fact]
    public void Only_the_steps_asked_for_are_reported()
    {
        NetAdaptation<double> net = Net("sgd");
        Parameters<double> start = MetaPart<double>.Initialize(net.Parts, 1);
        using ClassificationEvaluator<double> all = new(net, 5);
        using ClassificationEvaluator<double> some = new(net, 5, after: [5, 2, 5]);
        Assert.Equal([2, 5], some.Steps);
        AccuracyCurve every = all.Evaluate(start, Tasks, Seed, 6).NonTransductive;
        AccuracyCurve few = some.Evaluate(start, Tasks, Seed, 6).NonTransductive;
        Assert.Equal(every.Accuracies[2], few.Accuracies[0]);
        Assert.Equal(every.Accuracies[5], few.Accuracies[1]);
        Assert.Equal(every.After(5), few.After(5));
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentOutOfRangeException>(() => few.After(3)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "0 to 5", Assert.Throws<ArgumentException>(() => new ClassificationEvaluator<double>(net, 5, after: [6])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_score_that_is_not_finite_is_no_prediction(double score)
    {
        using ClassificationEvaluator<double> evaluator = new(Scoring(0, score, 0, out Parameters<double> endless), 0);
        Assert.All(evaluator.Predict(endless, Tasks.Sample(Seed, 0)).Transductive[0], static prediction => Assert.Equal(-1, prediction));
        Assert.Equal(0, evaluator.Evaluate(endless, Tasks, Seed, 5).NonTransductive.After(0).Mean);
    }

    [Fact]
    public void A_score_of_minus_infinity_is_that_of_no_class_that_there_is()
    {
        const double None = double.NegativeInfinity;
        using ClassificationEvaluator<double> some = new(Scoring(0, None, None, out Parameters<double> first), 0);
        Assert.All(some.Predict(first, Tasks.Sample(Seed, 0)).Transductive[0], static prediction => Assert.Equal(0, prediction));
        using ClassificationEvaluator<double> none = new(Scoring(None, None, None, out Parameters<double> nothing), 0);
        Assert.All(none.Predict(nothing, Tasks.Sample(Seed, 0)).Transductive[0], static prediction => Assert.Equal(-1, prediction));

        // Of the classes that a support set has no example of a metric learner says it: of queries of the others it is right as often.
        PrototypeAdaptation<double> prototypes = new(new Linear<double>(4, 2), Classes + 1);
        using ClassificationEvaluator<double> metric = new(prototypes, 0);
        Parameters<double> start = MetaPart<double>.Initialize(prototypes.Parts, 1);
        using ClassificationEvaluator<double> exact = new(new PrototypeAdaptation<double>(new Linear<double>(4, 2), Classes), 0);
        Assert.Equal(
            exact.Evaluate(start, Tasks, Seed, 5).NonTransductive.After(0),
            metric.Evaluate(start, Tasks, Seed, 5).NonTransductive.After(0));
    }

    private static NetAdaptation<double> Scoring(double first, double second, double third, out Parameters<double> parameters)
    {
        NetAdaptation<double> net = new(new Linear<double>(4, Classes), Loss.CrossEntropy, StepSizes<double>.Constant(0.1));
        parameters = new(MetaPart<double>.Initialize(net.Parts, 1).Select(entry => KeyValuePair.Create(
            entry.Key, entry.Key == "net.bias" ? Tensors.Wrap([first, second, third], [Classes]) : entry.Value)));
        return net;
    }

    [Fact]
    public void A_cancelled_evaluation_ends_at_once()
    {
        NetAdaptation<double> net = Net("sgd");
        using CancellationTokenSource source = new();
        source.Cancel();
        using ClassificationEvaluator<double> evaluator = new(net, 1);
        Assert.ThrowsAny<OperationCanceledException>(
            () => evaluator.Evaluate(
                MetaPart<double>.Initialize(net.Parts, 1), Tasks, Seed, 5, new EvaluationOptions { Threads = 1 }, source.Token));
    }

    [Fact]
    public void Targets_that_are_no_class_numbers_are_refused()
    {
        NetAdaptation<double> net = Learners.Net<double>();
        using ClassificationEvaluator<double> evaluator = new(net, 1);
        string message = Assert.Throws<ArgumentException>(
            () => evaluator.Evaluate(MetaPart<double>.Initialize(net.Parts, 1), new RandomTasks<double>(5, 6, 2, 2), Seed, 2)).Message;
        Assert.Contains("[5, 2]", message, StringComparison.Ordinal);
    }

    private static NetAdaptation<double> Net(string rule, int? batch = null)
    {
        Sequential<double> net = BatchNormNet.Of<double>(
            4, Classes, policy: rule.StartsWith("layers", StringComparison.Ordinal)
                ? NormalizationPolicy.PerInnerStep(3)
                : NormalizationPolicy.Batch);
        bool adam = rule.StartsWith("adam", StringComparison.Ordinal);
        return new(
            net,
            Loss.CrossEntropy,
            rule == "learned sizes" ? StepSizes<double>.Learned(0.3, 2) : StepSizes<double>.Constant(adam ? 0.05 : 0.4),
            adam ? new Adam<double>(beta1: 0) : new Sgd<double>(),
            rule == "last layer only" ? Selection.Only($"{net.Count - 1}") : null,
            batch,
            carriesState: rule == "adam, carried state",
            queryStatistics: QueryStatistics.Batch);
    }

    /// <summary>The same with a task alone on a tape, operation by operation.</summary>
    private static (int[] Together, int[] Apart) ByHand(
        Learner<double> learner, NetAdaptation<double> net, Parameters<double> start, Parameters<double> task, int steps)
    {
        using Tape<double> tape = new();
        Parameters<double> adapted = learner.Adapt(start, task, steps).Adapted.Under("net");
        Parameters<double> whole = start.Under("net");
        Variables<double> theta = new Parameters<double>(
            whole.Select(entry => KeyValuePair.Create(entry.Key, adapted.TryGet(entry.Key, out var own) ? own : entry.Value))).On(tape);
        StatisticsCollector<double> support = new();
        Pass<double> pass = Pass<double>.Evaluation.AtInnerStep(Math.Max(0, steps - 1));
        net.Net.Forward(theta, tape.Input(task.SupportInputs), pass.Collecting(support));
        Variable<double> together = net.Net.Forward(theta, tape.Input(task.QueryInputs), pass);
        Variable<double> apart = net.Net.Forward(theta, tape.Input(task.QueryInputs), pass.NormalizingBy(support.Statistics));
        return (Classified(together), Classified(apart));
    }

    private static int[] Classified(Variable<double> scores)
        => [.. scores.ArgMax([-1]).Values.ToArray().Select(static value => (int)value)];

    private static double Share(int[] predictions, Parameters<double> task)
        => predictions.Zip(Tensors.ToArray(task.QueryTargets)).Count(static pair => pair.First == pair.Second) / (double)predictions.Length;

    /// <summary>Tasks whose inputs say the class.</summary>
    private sealed class OneHotTasks : ITaskDistribution<double>
    {
        private static readonly TaskLayout Layout = new(
            (EpisodeNames.SupportInputs, [Classes, Classes]), (EpisodeNames.SupportTargets, [Classes]),
            (EpisodeNames.QueryInputs, [Classes, Classes]), (EpisodeNames.QueryTargets, [Classes]));

        public string Description => "one-hot";

        public TaskLayout LayoutOf(TaskNumber task) => Layout;

        public void Draw(TaskNumber task, TaskArrays<double> arrays)
        {
            arrays[EpisodeNames.SupportInputs].Clear();
            arrays[EpisodeNames.QueryInputs].Clear();
            for (int k = 0; k < Classes; k++)
            {
                int of = (int)((k + task.Index) % Classes);
                arrays[EpisodeNames.SupportInputs][(k * Classes) + of] = arrays[EpisodeNames.QueryInputs][(k * Classes) + of] = 1;
                arrays[EpisodeNames.SupportTargets][k] = arrays[EpisodeNames.QueryTargets][k] = of;
            }
        }
    }
}
