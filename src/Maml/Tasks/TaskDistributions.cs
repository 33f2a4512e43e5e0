using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What can be done with any distribution of tasks.</summary>
public static class TaskDistributions
{
    /// <summary>A task as named tensors of the host.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="index">The task's number, from 0.</param>
    public static Parameters<T> Sample<T>(this ITaskDistribution<T> tasks, ulong seed, long index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tasks.Sample(new TaskNumber(seed, index));

    /// <summary>A task as named tensors of the host.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="task">Which task.</param>
    public static Parameters<T> Sample<T>(this ITaskDistribution<T> tasks, TaskNumber task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TaskBatch<T> batch = tasks.Batch([task]);
        return new(
            batch.Layout.Names.Select((name, k) => KeyValuePair.Create(name, Tensors.Create<T>(batch.Array(k), batch.Layout.Shapes[k]))));
    }

    /// <summary>Tasks with the given numbers, stacked.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="numbers">Which tasks; at least one, all of one layout.</param>
    /// <exception cref="ArgumentException">There is none, or their layouts differ.</exception>
    public static TaskBatch<T> Batch<T>(this ITaskDistribution<T> tasks, params ReadOnlySpan<TaskNumber> numbers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (numbers.Length == 0)
        {
            throw new ArgumentException("A meta-batch has at least one task, got none.", nameof(numbers));
        }

        TaskLayout layout = tasks.LayoutOf(numbers[0]);
        TaskBatch<T> batch = new(layout, numbers.Length);
        TaskArrays<T> arrays = new(batch, new());
        for (int k = 0; k < numbers.Length; k++)
        {
            TaskLayout own = tasks.LayoutOf(numbers[k]);
            if (!own.Equals(layout))
            {
                throw new ArgumentException(
                    $"Tasks that are computed together have the same arrays; task {numbers[0].Index} has {layout} and task " +
                        $"{numbers[k].Index} has {own}.",
                    nameof(numbers));
            }

            arrays.Task = k;
            tasks.Draw(numbers[k], arrays);
            batch.SetKey(k, numbers[k].Seed, 0, numbers[k].Index);
        }

        return batch;
    }

    /// <summary>Tasks from a number on, stacked.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="first">The first task's number.</param>
    /// <param name="count">How many.</param>
    public static TaskBatch<T> Batch<T>(this ITaskDistribution<T> tasks, ulong seed, long first, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => tasks.Batch([.. Enumerable.Range(0, count).Select(k => new TaskNumber(seed, first + k))]);

    /// <summary>The same distribution with its first tasks only, over and over: task i is task i modulo their number.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="count">How many tasks; at least 1.</param>
    public static ITaskDistribution<T> First<T>(this ITaskDistribution<T> tasks, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new FiniteTasks<T>(tasks, count);
    }

    /// <summary>The same tasks with another draw of their support or query sets: what the task is and the other set stay in every bit. For
    /// what is said of a set that happened to be drawn.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tasks">The distribution.</param>
    /// <param name="supportDraw">Which draw of the support sets, counted from those there are; 0 for these.</param>
    /// <param name="queryDraw">Which draw of the query sets.</param>
    /// <remarks>Where both are other ones, the query set is one that fits the support set: images are in one of the two only.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A draw is negative.</exception>
    /// <exception cref="ArgumentException">The distribution takes no notice of the draws, or draws more anew than it was asked for, or has
    /// no such sets; the message says which.</exception>
    public static ITaskDistribution<T> Resampled<T>(this ITaskDistribution<T> tasks, int supportDraw = 0, int queryDraw = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfNegative(supportDraw);
        ArgumentOutOfRangeException.ThrowIfNegative(queryDraw);
        Resampling.Require(tasks, supportDraw, queryDraw);
        return new ResampledTasks<T>(tasks, supportDraw, queryDraw);
    }

    private sealed class ResampledTasks<T>(ITaskDistribution<T> tasks, int supportDraw, int queryDraw) : TaskDecorator<T>(tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Description
            => string.Create(
                CultureInfo.InvariantCulture,
                $"{Tasks.Description}{(supportDraw == 0 ? string.Empty : $", support draw {supportDraw}")}" +
                    $"{(queryDraw == 0 ? string.Empty : $", query draw {queryDraw}")}");

        public override TaskLayout LayoutOf(TaskNumber task) => Tasks.LayoutOf(Other(task));

        public override void Draw(TaskNumber task, TaskArrays<T> arrays) => Tasks.Draw(Other(task), arrays);

        private TaskNumber Other(TaskNumber task)
            => task with { SupportDraw = checked(task.SupportDraw + supportDraw), QueryDraw = checked(task.QueryDraw + queryDraw) };
    }

    private sealed class FiniteTasks<T>(ITaskDistribution<T> tasks, long count) : TaskDecorator<T>(tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Description => FormattableString.Invariant($"{Tasks.Description}, the first {count} tasks");

        public override TaskLayout LayoutOf(TaskNumber task) => Tasks.LayoutOf(Among(task));

        public override void Draw(TaskNumber task, TaskArrays<T> arrays) => Tasks.Draw(Among(task), arrays);

        private TaskNumber Among(TaskNumber task) => task with { Index = task.Index % count };
    }
}
