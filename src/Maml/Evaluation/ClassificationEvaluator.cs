using System.Collections.Concurrent;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How well a net classifies the queries of tasks that it was not trained on, after given numbers of inner steps: the share of queries for
/// which the class with the greatest score is the right one.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Batch normalization by the statistics of the batch lets a query's prediction depend on the other queries, so two numbers are told:</para>
/// <list type="bullet">
/// <item>Transductive: all queries of a task pass through the adapted net together and are normalized by their own mean and variance. The numbers of
/// the MAML paper are of this kind.</item>
/// <item>Non-transductive: the support set passes through the adapted net, theta_k, and the mean and variance that each layer meets there are kept;
/// the queries are normalized by these. No query sees another. (The code of the Reptile paper passes the support set and one query through together,
/// so that the query has a share of one in n + 1 in the statistics; here it has none.)</item>
/// </list>
/// <para>The inner steps always normalize by the support set or its batch. For a net without batch normalization both are the same.</para>
/// <para>One inner step and one prediction are recorded as programs at the first task and replayed for all others, at every later evaluation too.
/// Tasks are computed in blocks of a fixed size, so the number of threads changes no bit. Memory: that of the two programs for each thread, whatever
/// the number of steps. Cost: K support gradients, and for each reported step one pass of the support set and two of the queries.</para>
/// </remarks>
/// <example>
/// <code>
/// using var evaluator = new ClassificationEvaluator&lt;float&gt;(innerLoop, steps: 3);
/// ClassificationResult result = evaluator.Evaluate(parameters, testEpisodes, seed: 7, count: 600);
/// AccuracySummary accuracy = result.Transductive.After(3);
/// </code>
/// </example>
public sealed class ClassificationEvaluator<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Fixed, so that the bits don't depend on the number of threads; few, because a block of 20-way tasks is large.
    private const int TasksPerBlock = 4;

    private readonly ConcurrentDictionary<(int Tasks, TaskShape Shape), Lazy<ClassificationPrograms<T>>> _programs = new();
    private readonly ConcurrentDictionary<(int Tasks, TaskShape Shape), ConcurrentBag<ClassificationReplay<T>>> _replays = new();
    private readonly ConcurrentDictionary<TaskShape, int> _classes = new();
    private readonly InnerLoop<T> _innerLoop;
    private readonly int[] _after;
    private readonly int? _batch;

    /// <summary>Describes the evaluation.</summary>
    /// <param name="innerLoop">The net, the loss and the inner steps.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="batch">How many support examples each inner step sees: each takes the next ones and goes round the set, so that none is
    /// left out. All, by default.</param>
    /// <param name="after">After which numbers of steps predictions are made, each from 0 to K; by default after every one.</param>
    /// <exception cref="ArgumentException">A number of steps is not from 0 to K, or there is none.</exception>
    public ClassificationEvaluator(InnerLoop<T> innerLoop, int steps, int? batch = null, IReadOnlyList<int>? after = null)
    {
        ArgumentNullException.ThrowIfNull(innerLoop);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        _innerLoop = innerLoop;
        _batch = batch;
        _after = [.. (after ?? [.. Enumerable.Range(0, steps + 1)]).Distinct().Order()];
        if (_after.Length == 0 || _after[0] < 0 || _after[^1] > steps)
        {
            throw new ArgumentException($"Expected numbers of steps from 0 to {steps} to predict after, got [{string.Join(", ", _after)}].", nameof(after));
        }
    }

    /// <summary>After how many inner steps predictions are made, ascending.</summary>
    public IReadOnlyList<int> Steps => _after;

    /// <summary>Adapts to tasks and measures the accuracy on their queries.</summary>
    /// <param name="metaParameters">The trained meta-parameters.</param>
    /// <param name="tasks">The tasks: targets are [examples] class numbers; all of the same shapes.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="options">Threads and reports.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <exception cref="ArgumentException">The tasks are not of one shape, or a set of one is empty, has not as many labels as inputs, or
    /// holds a number that is not finite or a label that is no class of the net; the message names the task.</exception>
    /// <exception cref="InvalidOperationException">A layer mixes the tasks on the task axis, or drops elements.</exception>
    public ClassificationResult Evaluate(
        Parameters<T> metaParameters,
        ITaskDistribution<T> tasks,
        ulong seed,
        int count,
        EvaluationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new EvaluationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        double[][] transductive = [.. _after.Select(_ => new double[count])];
        double[][] nonTransductive = [.. _after.Select(_ => new double[count])];
        Lock reporting = new();
        int done = 0;
        Blocks.Run(
            (count + TasksPerBlock - 1) / TasksPerBlock,
            options.Threads,
            block =>
            {
                int first = block * TasksPerBlock;
                var sampled = new FewShotTask<T>[Math.Min(TasksPerBlock, count - first)];
                for (int k = 0; k < sampled.Length; k++)
                {
                    sampled[k] = tasks.Sample(seed, first + k);
                }

                TaskPredictions predictions = Predict(metaParameters, sampled, first);
                for (int k = 0; k < sampled.Length; k++)
                {
                    for (int place = 0; place < _after.Length; place++)
                    {
                        transductive[place][first + k] = Accuracy(predictions.Transductive[place], sampled[k].QueryTargets, k);
                        nonTransductive[place][first + k] = Accuracy(predictions.NonTransductive[place], sampled[k].QueryTargets, k);
                    }
                }

                if (options.Report is { } report)
                {
                    lock (reporting)
                    {
                        done += sampled.Length;
                        report(done);
                    }
                }
            },
            cancellation);
        return new(new(_after, transductive), new(_after, nonTransductive));
    }

    /// <summary>Adapts to one task and predicts the classes of its queries.</summary>
    /// <param name="metaParameters">The trained meta-parameters.</param>
    /// <param name="task">The task; the targets of its queries play no part.</param>
    public TaskPredictions Predict(Parameters<T> metaParameters, FewShotTask<T> task)
    {
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(task);
        return Predict(metaParameters, [task], null);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (ConcurrentBag<ClassificationReplay<T>> replays in _replays.Values)
        {
            while (replays.TryTake(out ClassificationReplay<T>? replay))
            {
                replay.Dispose();
            }
        }
    }

    // The predictions of several tasks stand one behind the other.
    private TaskPredictions Predict(Parameters<T> metaParameters, FewShotTask<T>[] tasks, long? first)
    {
        for (int k = 0; k < tasks.Length; k++)
        {
            TaskSets.Require(tasks[k], first + k);
            TaskValues.RequireFinite(tasks[k], first + k);
        }

        TaskShape shape = TaskShape.Of(tasks[0]);
        foreach (FewShotTask<T> task in tasks)
        {
            if (!shape.Fits(task))
            {
                throw new ArgumentException($"The tasks of an evaluation have the same shapes; got {shape} and {TaskShape.Of(task)}.", nameof(tasks));
            }
        }

        // A task whose predictions are wanted may have any labels at its queries.
        int classes = _classes.GetOrAdd(shape, _ => ClassificationPrograms<T>.ClassesOf(_innerLoop, metaParameters, tasks[0]));
        for (int k = 0; k < tasks.Length; k++)
        {
            TaskLabels.Require(tasks[k], classes, first + k, queries: first is not null);
        }

        ConcurrentBag<ClassificationReplay<T>> replays = _replays.GetOrAdd((tasks.Length, shape), static _ => []);
        if (!replays.TryTake(out ClassificationReplay<T>? replay))
        {
            replay = new(_programs.GetOrAdd(
                (tasks.Length, shape),
                _ => new Lazy<ClassificationPrograms<T>>(() => new ClassificationPrograms<T>(_innerLoop, metaParameters, tasks, _after[^1], _batch))).Value);
        }

        try
        {
            return replay.Run(metaParameters, tasks, _after);
        }
        finally
        {
            replays.Add(replay);
        }
    }

    private static double Accuracy(int[] predictions, System.Numerics.Tensors.Tensor<T> targets, int task)
    {
        int queries = (int)targets.FlattenedLength;
        int right = 0;
        for (int query = 0; query < queries; query++)
        {
            right += T.CreateChecked(predictions[(task * queries) + query]) == targets[query] ? 1 : 0;
        }

        return (double)right / queries;
    }
}
