using System.Collections.Concurrent;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Runs an adaptation on many tasks, in blocks of a fixed size on some threads. Within a block, tasks of one layout go
/// together.</summary>
internal sealed class AdaptationRunners<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Adaptation<T> _adaptation;
    private readonly ConcurrentDictionary<(int Tasks, TaskLayout Layout), Lazy<AdaptationPrograms<T>>> _programs = new();
    private readonly ConcurrentDictionary<(int Tasks, TaskLayout Layout), ConcurrentBag<AdaptationRunner<T>>> _runners = new();

    public AdaptationRunners(Adaptation<T> adaptation)
    {
        ArgumentNullException.ThrowIfNull(adaptation);
        _adaptation = adaptation;
    }

    /// <summary>Runs tasks 0 to count - 1 of a seed.</summary>
    /// <param name="meta">The meta-parameters, in any order.</param>
    /// <param name="tasks">The distribution.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="usualBlock">The size of the blocks where the options name none.</param>
    /// <param name="options">Threads and reports.</param>
    /// <param name="look">Is given a runner that has begun with some tasks, and their numbers.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>What gathers what the ranks found.</returns>
    public EvaluatedShares Run(
        Parameters<T> meta,
        ITaskDistribution<T> tasks,
        ulong seed,
        int count,
        int usualBlock,
        EvaluationOptions options,
        Action<AdaptationRunner<T>, int[]> look,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        int tasksPerBlock = options.TasksPerBlock ?? usualBlock;
        ArgumentOutOfRangeException.ThrowIfLessThan(tasksPerBlock, 1, nameof(options.TasksPerBlock));
        Parameters<T> ordered = MetaPart<T>.Load(_adaptation.Parts, meta);
        Lock reporting = new();
        int done = 0;
        EvaluatedShares shares = new(options.Communicator, count, tasksPerBlock);
        shares.Run(
            options.Threads,
            block =>
            {
                int first = block * tasksPerBlock;
                int[] numbers = [.. Enumerable.Range(first, Math.Min(tasksPerBlock, count - first))];
                foreach (IGrouping<TaskLayout, int> group in numbers.GroupBy(number => tasks.LayoutOf(new(seed, number))))
                {
                    int[] own = [.. group];
                    long[] named = [.. own.Select(static number => (long)number)];
                    TaskSets.Require(group.Key, named[0]);
                    TaskBatch<T> batch = tasks.Batch([.. own.Select(number => new TaskNumber(seed, number))]);
                    if (TaskValues.FindNonFinite(batch, named) is { } found)
                    {
                        throw new ArgumentException(found);
                    }

                    for (int k = 0; k < named.Length; k++)
                    {
                        TaskWeights.Require(batch, k, named[k]);
                    }

                    try
                    {
                        With(
                            ordered,
                            batch,
                            () => TaskLabels.Find(_adaptation, ordered, batch, named) is null,
                            () => Others(ordered, tasks, batch, seed, own),
                            runner => look(runner, own));
                    }
                    catch (ArgumentOutOfRangeException exception) when (TaskLabels.Find(_adaptation, ordered, batch, named) is { } label)
                    {
                        throw new ArgumentException(label, exception);
                    }
                }

                if (options.Report is { } report)
                {
                    lock (reporting)
                    {
                        done += numbers.Length;
                        report(done);
                    }
                }
            },
            cancellation);
        return shares;
    }

    /// <summary>Begins with some tasks and hands the runner out for as long as the call takes.</summary>
    /// <param name="ordered">The meta-parameters.</param>
    /// <param name="batch">The tasks.</param>
    /// <param name="areFit">Whether programs may be recorded with them that others use too; asked where there may be none yet.</param>
    /// <param name="others">Other tasks of their layout to hold the programs against, where they are recorded.</param>
    /// <param name="look">Is given the runner.</param>
    public void With(
        Parameters<T> ordered, TaskBatch<T> batch, Func<bool> areFit, Func<TaskBatch<T>> others, Action<AdaptationRunner<T>> look)
    {
        (int Tasks, TaskLayout Layout) key = (batch.Tasks, batch.Layout);
        ConcurrentBag<AdaptationRunner<T>> runners = _runners.GetOrAdd(key, static _ => []);
        if (runners.TryTake(out AdaptationRunner<T>? runner) || areFit())
        {
            runner ??= new(
                _programs.GetOrAdd(key, _ => new(() => Programs(ordered, batch, others()))).Value, ordered.Names, batch.Layout);
            try
            {
                runner.Begin(ordered, batch);
                look(runner);
            }
            finally
            {
                runners.Add(runner);
            }

            return;
        }

        // They will be refused, and programs are recorded when they are first asked for, with the tasks that were there first, whoever
        // asks: others would be refused for these.
        using AdaptationRunner<T> own = new(Programs(ordered, batch, others()), ordered.Names, batch.Layout);
        own.Begin(ordered, batch);
        look(own);
    }

    // Tasks with labels that the net has no class for are told of when it is their turn; until then they are nothing to hold a recording
    // against.
    private TaskBatch<T> Others(Parameters<T> ordered, ITaskDistribution<T> tasks, TaskBatch<T> batch, ulong seed, int[] numbers)
    {
        TaskNumber[] names = OtherTasks.Of(tasks, batch.Layout, [.. numbers.Select(number => new TaskNumber(seed, number))]);
        TaskBatch<T> others = tasks.Batch(names);
        return TaskLabels.Find(_adaptation, ordered, others, [.. names.Select(static name => name.Index)]) is null ? others : batch;
    }

    private AdaptationPrograms<T> Programs(Parameters<T> ordered, TaskBatch<T> batch, TaskBatch<T> others)
        => LayersOnTaskAxis.Find(_adaptation, ordered, batch) is { } fault
            ? throw new MetaProgramException(fault.ToString())
            : new(_adaptation, ordered, batch, others);

    public void Dispose()
    {
        foreach (ConcurrentBag<AdaptationRunner<T>> runners in _runners.Values)
        {
            while (runners.TryTake(out AdaptationRunner<T>? runner))
            {
                runner.Dispose();
            }
        }
    }
}
