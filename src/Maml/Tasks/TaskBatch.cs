using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Some tasks of one layout, each array with the task axis in front, and who they are.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TaskBatch<T> : ITaskMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] _arrays;
    private readonly T[] _keys;

    /// <summary>Makes room for tasks; all zero at first.</summary>
    /// <param name="layout">The names and shapes of a task's arrays.</param>
    /// <param name="tasks">The number of tasks; at least 1.</param>
    public TaskBatch(TaskLayout layout, int tasks)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 1);
        Layout = layout;
        Tasks = tasks;
        _arrays = [.. layout.Shapes.Select(shape => new T[checked(tasks * shape.ElementCount)])];
        _keys = new T[tasks * RandomKey.Length];
    }

    /// <summary>The names and shapes of a task's arrays.</summary>
    public TaskLayout Layout { get; }

    /// <summary>The number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>Who the tasks are: a key for each.</summary>
    public ReadOnlySpan<T> Keys => _keys;

    /// <summary>The keys, to be written whole.</summary>
    internal Span<T> KeysToWrite => _keys;

    /// <summary>Stacks tasks given as named tensors.</summary>
    /// <param name="tasks">The tasks, of the same names and shapes; at least one.</param>
    /// <exception cref="ArgumentException">There is none, or their layouts differ.</exception>
    public static TaskBatch<T> Of(params ReadOnlySpan<Parameters<T>> tasks)
    {
        if (tasks.Length == 0)
        {
            throw new ArgumentException("A meta-batch has at least one task, got none.", nameof(tasks));
        }

        TaskBatch<T> batch = new(LayoutOf(tasks[0]), tasks.Length);
        for (int task = 0; task < tasks.Length; task++)
        {
            TaskLayout layout = LayoutOf(tasks[task]);
            if (!layout.Equals(batch.Layout))
            {
                throw new ArgumentException(
                    $"Tasks that are computed together have the same arrays; the first has {batch.Layout} and task {task} has " +
                        $"{layout}.",
                    nameof(tasks));
            }

            for (int array = 0; array < layout.Count; array++)
            {
                Tensors.CopyTo(tasks[task][array].Value, batch.Array(array, task));
            }

            batch.SetKey(task, 0, 0, task);
        }

        return batch;
    }

    /// <summary>The values of an array, of all tasks.</summary>
    /// <param name="array">Which array, by its place in the layout.</param>
    public Span<T> Array(int array) => _arrays[array];

    /// <summary>The values of an array of one task.</summary>
    /// <param name="array">Which array, by its place in the layout.</param>
    /// <param name="task">Which task, from 0.</param>
    public Span<T> Array(int array, int task)
    {
        int length = Layout.Shapes[array].ElementCount;
        return _arrays[array].AsSpan(task * length, length);
    }

    /// <summary>Says who a task is.</summary>
    /// <param name="task">Which task of the batch, from 0.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="iteration">The iteration.</param>
    /// <param name="number">The task's number in its distribution.</param>
    public void SetKey(int task, ulong seed, long iteration, long number)
        => RandomKey.Write(_keys.AsSpan(task * RandomKey.Length, RandomKey.Length), seed, iteration, number);

    /// <summary>Some of the tasks by themselves.</summary>
    /// <param name="tasks">Which ones, from 0; at least one.</param>
    public TaskBatch<T> Only(params ReadOnlySpan<int> tasks)
    {
        TaskBatch<T> some = new(Layout, tasks.Length);
        for (int k = 0; k < tasks.Length; k++)
        {
            for (int array = 0; array < Layout.Count; array++)
            {
                Array(array, tasks[k]).CopyTo(some.Array(array, k));
            }

            _keys.AsSpan(tasks[k] * RandomKey.Length, RandomKey.Length).CopyTo(some._keys.AsSpan(k * RandomKey.Length));
        }

        return some;
    }

    /// <summary>Puts the tasks on a tape.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="iteration">The iteration, for schedules.</param>
    public Episode<T> On(Tape<T> tape, long iteration = 0)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Variables<T> arrays = new(Layout.Names.Select((name, k) => KeyValuePair.Create(
            name, tape.Input(_arrays[k], Layout.Shapes[k].Prepend(Tasks), $"{EpisodeNames.Episode}.{name}"))));
        return new(arrays, tape.Input(_keys, [Tasks, RandomKey.Length], EpisodeNames.Keys), iteration);
    }

    private static TaskLayout LayoutOf(Parameters<T> task)
        => new([.. task.Select(static entry => (entry.Key, Tensors.ShapeOf(entry.Value)))]);
}
