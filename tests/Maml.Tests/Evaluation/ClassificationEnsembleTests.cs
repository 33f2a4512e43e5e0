using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Evaluation;

public class ClassificationEnsembleTests
{
    private const ulong Seed = 31;
    private const int Classes = 3;
    private const int Count = 30;

    private static readonly RandomTasks<double> Tasks = new(6, 9, 4, Classes, classes: true);

    [Fact]
    public void One_net_is_told_as_it_is_after_its_last_step()
    {
        NetAdaptation<double> net = Net();
        using ClassificationEvaluator<double> evaluator = new(net, 3);
        Parameters<double> start = Start(net, 1);
        ClassificationEnsemble<double> ensemble = new([(evaluator, start)]);
        Assert.Equal((1, 3), (ensemble.Count, ensemble.Steps.Single()));
        ClassificationResult alone = evaluator.Evaluate(start, Tasks, Seed, Count);
        ClassificationResult told = ensemble.Evaluate(Tasks, Seed, Count);
        Assert.Equal(alone.Transductive.Accuracies[3], told.Transductive.Accuracies.Single());
        Assert.Equal(alone.NonTransductive.Accuracies[3], told.NonTransductive.Accuracies.Single());
        Assert.NotEqual(told.Transductive.Accuracies.Single(), told.NonTransductive.Accuracies.Single());
        TaskPredictions predictions = ensemble.Predict(Tasks.Sample(Seed, 0));
        Assert.Equal(evaluator.Predict(start, Tasks.Sample(Seed, 0)).Transductive[3], predictions.Transductive.Single());
        Assert.Equal(evaluator.Predict(start, Tasks.Sample(Seed, 0)).NonTransductive[3], predictions.NonTransductive.Single());
    }

    [Fact]
    public void The_mean_of_probabilities_counts_and_not_that_of_scores_or_votes()
    {
        // Of probabilities (0.62, 0.38, ..), (0.62, 0.38, ..) and (0, 1, 0): two votes for the first class, the mean is for the second; and
        // two scores of 50 for the first are a probability of 1 each, however far below that of the third is.
        Assert.All(Told([0.5, 0, -9], [0.5, 0, -9], [-50, 0, -50]), static told => Assert.Equal(1, told));
        Assert.All(Told([0.5, 0, -9], [0.5, 0, -9]), static told => Assert.Equal(0, told));
        Assert.All(Told([5, 0, -9], [5, 0, -9], [0, 1000, 0]), static told => Assert.Equal(0, told));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_score_that_is_not_finite_is_no_prediction_of_any(double score)
        => Assert.All(Told([5, 0, 0], [0, score, 0]), static told => Assert.Equal(-1, told));

    [Fact]
    public void Minus_infinity_is_the_score_of_a_class_that_there_is_not()
        => Assert.All(
            Told([double.NegativeInfinity, 0, 1], [9, 0, double.NegativeInfinity]), static told => Assert.Equal(0, told));

    [Fact]
    public void Probabilities_of_nets_that_adapt_are_those_of_adapting_each()
    {
        NetAdaptation<double> steps = Plain();
        Learner<double> learner = new("tested", steps, new FirstOrder<double>(2));
        PrototypeAdaptation<double> prototypes = new(new Linear<double>(4, 3), Classes);
        Parameters<double> adapting = Start(steps, 1);
        Parameters<double> metric = MetaPart<double>.Initialize(prototypes.Parts, 2);
        using ClassificationEvaluator<double> first = new(steps, 2);
        using ClassificationEvaluator<double> second = new(prototypes, 0);
        ClassificationEnsemble<double> ensemble = new([(first, adapting), (second, metric)]);
        Assert.Equal([2], ensemble.Steps);
        int others = 0;
        for (int index = 0; index < 20; index++)
        {
            Parameters<double> task = Tasks.Sample(Seed, index);
            using Tape<double> tape = new();
            Variable<double> queries = tape.Input(task.QueryInputs);
            Variable<double> adapted = steps.Net.Forward(learner.Adapt(adapting, task, 2).Adapted.Under("net").On(tape), queries);

            // -|f(x) - c|^2, c the mean of a class's features; a support set drawn at random may have none of a class, which then is of
            // no query.
            Variables<double> weights = metric.Under("net").On(tape);
            Linear<double> net = new(4, 3);
            double[] features = net.Forward(weights, queries).Values.ToArray();
            double[] support = net.Forward(weights, tape.Input(task.SupportInputs)).Values.ToArray();
            double[] targets = Tensors.ToArray(task.SupportTargets);
            int[][] rows = [.. Enumerable.Range(0, Classes).Select(k => (int[])[.. targets.Index()
                .Where(entry => entry.Item == k).Select(static entry => entry.Index)])];
            double[] probabilities = adapted.Softmax().Values.ToArray();
            TaskPredictions told = ensemble.Predict(task);
            for (int query = 0; query < 9; query++)
            {
                double[] near = [.. rows.Select(of => of.Length == 0 ? 0 : Math.Exp(-Enumerable.Range(0, 3).Sum(feature
                    => Math.Pow(of.Average(row => support[(row * 3) + feature]) - features[(query * 3) + feature], 2))))];
                double[] sums = [.. near.Select((value, k) => (value / near.Sum()) + probabilities[(query * Classes) + k])];
                int expected = Array.IndexOf(sums, sums.Max());
                Assert.Equal(expected, told.NonTransductive[0][query]);
                Assert.Equal(expected, told.Transductive[0][query]);
                others += expected != Array.IndexOf(near, near.Max()) ? 1 : 0;
            }
        }

        Assert.InRange(others, 10, 170);
    }

    [Fact]
    public void Threads_and_ranks_change_no_bit_and_what_is_done_is_told_for_each_net()
    {
        NetAdaptation<double> net = Net();
        using ClassificationEvaluator<double> evaluator = new(net, 2, [2]);
        ClassificationEnsemble<double> ensemble = new([.. Enumerable.Range(1, 3).Select(seed => (evaluator, Start(net, (ulong)seed)))]);
        ClassificationResult one = ensemble.Evaluate(Tasks, Seed, Count, new() { Threads = 1 });
        List<int> done = [];
        ClassificationResult more = ensemble.Evaluate(Tasks, Seed, Count, new() { Threads = 3, Report = done.Add });
        Assert.Equal(one.Transductive.Accuracies, more.Transductive.Accuracies);
        Assert.Equal(one.NonTransductive.Accuracies, more.NonTransductive.Accuracies);
        Assert.Equal((24, 3 * Count), (done.Count, done[^1]));
        Assert.Equal(done.Order(), done);
        ClassificationResult[] ranked = RanksInProcess.Run(
            2, ranks => ensemble.Evaluate(Tasks, Seed, Count, new() { Threads = 1, Communicator = ranks }));
        Assert.All(ranked, result =>
        {
            Assert.Equal(one.Transductive.Accuracies, result.Transductive.Accuracies);
            Assert.Equal(one.NonTransductive.Accuracies, result.NonTransductive.Accuracies);
        });
    }

    [Fact]
    public void A_task_of_a_single_query_has_nothing_that_is_told_together()
    {
        RandomTasks<double> tasks = new(6, 1, 4, Classes, classes: true);
        NetAdaptation<double> net = Net();
        using ClassificationEvaluator<double> evaluator = new(net, 2);
        Parameters<double> start = Start(net, 1);
        ClassificationEnsemble<double> ensemble = new([(evaluator, start), (evaluator, start)]);
        ClassificationResult alone = evaluator.Evaluate(start, tasks, Seed, Count);
        ClassificationResult told = ensemble.Evaluate(tasks, Seed, Count);
        Assert.Equal(alone.NonTransductive.Accuracies[2], told.NonTransductive.Accuracies.Single());
        Assert.All(told.Transductive.Accuracies.Single(), static accuracy => Assert.Equal(double.NaN, accuracy));
        TaskPredictions predictions = ensemble.Predict(tasks.Sample(Seed, 0));
        Assert.Empty(predictions.Transductive.Single());
        Assert.Equal(evaluator.Predict(start, tasks.Sample(Seed, 0)).NonTransductive[2], predictions.NonTransductive.Single());
    }

    [Fact]
    public void What_is_no_ensemble_is_refused()
    {
        Assert.StartsWith(
            "An ensemble has at least one member, got none.",
            Assert.Throws<ArgumentException>(static () => new ClassificationEnsemble<double>([])).Message, StringComparison.Ordinal);
        NetAdaptation<double> three = Plain();
        NetAdaptation<double> four = new(new Linear<double>(4, 4), Loss.CrossEntropy, StepSizes<double>.Constant(0.1));
        using ClassificationEvaluator<double> first = new(three, 0);
        using ClassificationEvaluator<double> second = new(four, 0);
        ClassificationEnsemble<double> ensemble = new([(first, Start(three, 1)), (second, Start(four, 1))]);
        Assert.Equal(
            "The nets of an ensemble tell equally many classes; one tells 3 and another 4.",
            Assert.Throws<ArgumentException>(() => ensemble.Predict(Tasks.Sample(Seed, 0))).Message);
    }

    /// <summary>What nets tell that have the same scores for all queries.</summary>
    private static int[] Told(params double[][] scores)
    {
        NetAdaptation<double> net = Plain();
        using ClassificationEvaluator<double> evaluator = new(net, 0);
        ClassificationEnsemble<double> ensemble = new([.. scores.Select(own => (evaluator, new Parameters<double>(
            Start(net, 1).Select(entry => KeyValuePair.Create(entry.Key, entry.Key == "net.bias"
                ? Tensors.Wrap(own, [Classes]) : Tensors.Wrap(new double[4 * Classes], [Classes, 4]))))))]);
        TaskPredictions told = ensemble.Predict(Tasks.Sample(Seed, 0));
        Assert.Equal(told.Transductive[0], told.NonTransductive[0]);
        return told.Transductive[0];
    }

    private static Parameters<double> Start(NetAdaptation<double> net, ulong seed) => MetaPart<double>.Initialize(net.Parts, seed);

    private static NetAdaptation<double> Plain()
        => new(new Linear<double>(4, Classes), Loss.CrossEntropy, StepSizes<double>.Constant(0.5));

    private static NetAdaptation<double> Net()
        => new(
            BatchNormNet.Of<double>(4, Classes), Loss.CrossEntropy, StepSizes<double>.Constant(0.4),
            queryStatistics: QueryStatistics.Batch);
}
