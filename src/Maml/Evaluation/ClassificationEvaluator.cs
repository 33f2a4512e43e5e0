using System.Collections.Concurrent;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How well a learner classifies the queries of tasks that it was not trained on, after given numbers of inner steps: the share of
/// queries for which the class with the greatest score is the right one; by the weights of the queries, where tasks have
/// <see cref="EpisodeNames.QueryWeights"/>.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Batch normalization by the statistics of the batch lets a query's prediction depend on the other queries, as soft k-means does, so
/// two numbers are told:</para>
/// <list type="bullet">
/// <item>Transductive: all queries of a task pass through the adapted net together and are normalized by their own mean and variance. The
/// numbers of the MAML paper are of this kind. Tasks of a single query have none.</item>
/// <item>Non-transductive: the support set passes through the adapted net, theta_k, and the mean and variance that each layer meets there
/// are kept; the queries are normalized by these. No query sees another. (The code of the Reptile paper passes the support set and one
/// query through together, so that the query has a share of one in n + 1 in the statistics; here it has none.)</item>
/// </list>
/// <para>The inner steps always normalize by the support set or its batch. For a net without batch normalization both are the same, but for
/// a <see cref="SoftKMeansNetwork{T}"/>.</para>
/// <para>Programs, blocks and cost: as for <see cref="Evaluator{T}"/>, with one pass of the support set and two of the queries for each
/// reported step.</para>
/// </remarks>
/// <example>
/// <code>
/// using var evaluator = new ClassificationEvaluator&lt;float&gt;(learner.Tested, steps: 3);
/// ClassificationResult result = evaluator.Evaluate(parameters, testEpisodes, seed: 7, count: 600);
/// AccuracySummary accuracy = result.Transductive.After(3);
/// </code>
/// </example>
public sealed class ClassificationEvaluator<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Fixed, so that the bits don't depend on the number of threads; few, because a block of 20-way tasks is large.
    private const int TasksPerBlock = 4;

    private readonly Adaptation<T> _adaptation;
    private readonly ConcurrentDictionary<TaskLayout, int> _classes = new();
    private readonly AdaptationRunners<T> _runners;
    private readonly int[] _after;

    /// <summary>Describes an evaluation of a learner as it was trained.</summary>
    /// <param name="learner">The learner.</param>
    public ClassificationEvaluator(Learner<T> learner)
        : this((learner ?? throw new ArgumentNullException(nameof(learner))).Tested, learner.GradientIn(learner.PhaseCount - 1).Steps)
    {
    }

    /// <summary>Describes an evaluation of any adaptation whose parts fit the meta-parameters: with other steps, batch, head or objective
    /// than it was trained with.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="after">After which numbers of steps predictions are made, each from 0 to K; by default after every one.</param>
    /// <exception cref="ArgumentException">A number of steps is not from 0 to K, or there is none.</exception>
    public ClassificationEvaluator(Adaptation<T> adaptation, int steps, IReadOnlyList<int>? after = null)
    {
        _runners = new(adaptation);
        _adaptation = adaptation;
        _after = EvaluatedSteps.Of(adaptation, steps, after);
    }

    /// <summary>After how many inner steps predictions are made, ascending.</summary>
    public IReadOnlyList<int> Steps => _after;

    /// <summary>Adapts to tasks and measures the accuracy on their queries.</summary>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="tasks">The tasks: targets are [examples] class numbers.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="options">Threads and reports.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <exception cref="ArgumentException">The targets are no class numbers of the net.</exception>
    public ClassificationResult Evaluate(
        Parameters<T> meta, ITaskDistribution<T> tasks, ulong seed, int count, EvaluationOptions? options = null,
        CancellationToken cancellation = default)
    {
        double[][] transductive = [.. _after.Select(_ => new double[count])];
        double[][] nonTransductive = [.. _after.Select(_ => new double[count])];
        EvaluatedShares shares = Look(meta, tasks, seed, count, options ?? new(), (runner, numbers) =>
        {
            TaskPredictions predictions = Predict(runner);
            for (int place = 0; place < _after.Length; place++)
            {
                for (int k = 0; k < numbers.Length; k++)
                {
                    transductive[place][numbers[k]] = Accuracy(predictions.Transductive[place], runner.Batch, k);
                    nonTransductive[place][numbers[k]] = Accuracy(predictions.NonTransductive[place], runner.Batch, k);
                }
            }
        }, cancellation);
        Array.ForEach(transductive, shares.Gather);
        Array.ForEach(nonTransductive, shares.Gather);
        return new(new(_after, transductive), new(_after, nonTransductive));
    }

    /// <summary>Adapts to one task and predicts the classes of its queries.</summary>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="task">The task; the targets of its queries play no part and may be missing.</param>
    public TaskPredictions Predict(Parameters<T> meta, Parameters<T> task)
    {
        TaskPredictions? predictions = null;
        Look(meta, task, runner => predictions = Predict(runner));
        return predictions!;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _runners.Dispose();

    /// <summary>Begins with tasks and hands the runners out.</summary>
    internal EvaluatedShares Look(
        Parameters<T> meta, ITaskDistribution<T> tasks, ulong seed, int count, EvaluationOptions options,
        Action<AdaptationRunner<T>, int[]> look, CancellationToken cancellation)
        => _runners.Run(meta, tasks, seed, count, TasksPerBlock, options, (runner, numbers) =>
        {
            RequireClassNumbers(meta, runner.Batch, [.. numbers.Select(static number => (long)number)], queries: true);
            look(runner, numbers);
        }, cancellation);

    /// <summary>Begins with one task, whose queries may have any targets or none, and hands the runner out.</summary>
    internal void Look(Parameters<T> meta, Parameters<T> task, Action<AdaptationRunner<T>> look)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(task);
        TaskBatch<T> batch = TaskBatch<T>.Of(task);
        TaskSets.Require(batch.Layout, null);
        if (TaskValues.FindNonFinite(batch, []) is { } found)
        {
            throw new ArgumentException(found, nameof(task));
        }

        TaskWeights.Require(batch, 0, null);

        // A task whose predictions are wanted may have any labels at its queries.
        RequireClassNumbers(meta, batch, [], queries: false);
        _runners.With(MetaPart<T>.Load(_adaptation.Parts, meta), batch, static () => true, () => batch, look);
    }

    /// <summary>Takes the inner steps that are left and scores the queries.</summary>
    internal Workspace<T> ScoresAtTheEnd(AdaptationRunner<T> runner) => ScoresAfter(runner, _after[^1]);

    private static Workspace<T> ScoresAfter(AdaptationRunner<T> runner, int steps)
    {
        while (runner.Steps < steps)
        {
            runner.Step();
        }

        return runner.Score();
    }

    // The predictions of several tasks stand one behind the other.
    private TaskPredictions Predict(AdaptationRunner<T> runner)
    {
        var transductive = new int[_after.Length][];
        var nonTransductive = new int[_after.Length][];
        for (int place = 0; place < _after.Length; place++)
        {
            Workspace<T> scores = ScoresAfter(runner, _after[place]);
            int classes = scores.Program.OutputShape(0)[-1];
            nonTransductive[place] = ClassScores.Greatest(scores.Output(AdaptationPrograms<T>.Apart), classes);
            transductive[place] = scores.Program.OutputNames.Contains(AdaptationPrograms<T>.Together)
                ? ClassScores.Greatest(scores.Output(AdaptationPrograms<T>.Together), classes)
                : [];
        }

        return new(_after, transductive, nonTransductive);
    }

    private void RequireClassNumbers(Parameters<T> meta, TaskBatch<T> batch, long[] numbers, bool queries)
    {
        string[] names = queries ? [EpisodeNames.SupportTargets, EpisodeNames.QueryTargets] : [EpisodeNames.SupportTargets];
        foreach (string name in names)
        {
            Shape shape = batch.Layout.Shapes[batch.Layout.PlaceOf(name)];
            if (shape.Rank != 1)
            {
                throw new ArgumentException(
                    $"The accuracy is of tasks whose targets are [examples] class numbers; '{name}' has shape {shape}.");
            }
        }

        int classes = _classes.GetOrAdd(
            batch.Layout, _ => TaskLabels.ClassesOf(_adaptation, MetaPart<T>.Load(_adaptation.Parts, meta), batch.Only(0)) ?? int.MaxValue);
        if (TaskLabels.Find(batch, classes, numbers, queries) is { } found)
        {
            throw new ArgumentException(found);
        }
    }

    private static double Accuracy(int[] predictions, TaskBatch<T> batch, int task)
    {
        int queries = predictions.Length / batch.Tasks;
        return ClassScores.Accuracy(predictions.AsSpan(task * queries, queries), batch, task);
    }
}
