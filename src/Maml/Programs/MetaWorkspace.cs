using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The memory in which a <see cref="MetaProgram{T}"/> runs: write the meta-parameters and the tasks, run, read losses and
/// direction. For one thread at a time.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MetaWorkspace<T> : ITaskMemory<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _metaCount;
    private readonly int _arrayStart;
    private readonly int _keys;
    private readonly int _measureStart;

    private readonly TrajectoryRun<T>? _trajectory;

    internal MetaWorkspace(MetaProgram<T> program, BufferPool? pool)
    {
        MetaProgram = program;
        _arrayStart = program.Program.InputNumber($"{EpisodeNames.Episode}.{program.Layout.Names[0]}");
        _metaCount = _arrayStart;
        _trajectory = program.Trajectory is { } trajectory ? new(trajectory, _metaCount, pool) : null;
        Workspace = _trajectory?.Front ?? program.Program.CreateWorkspace(pool);
        _keys = program.Program.InputNumber(EpisodeNames.Keys);
        _measureStart = 1 + _metaCount;
    }

    /// <summary>The program that runs here.</summary>
    public MetaProgram<T> MetaProgram { get; }

    /// <summary>The layout of the tasks.</summary>
    public TaskLayout Layout => MetaProgram.Layout;

    /// <summary>The memory of <see cref="MetaProgram{T}.Program"/>, with all inputs and outputs by name. Of a way that goes along the
    /// trajectory that is the program of the end: inputs are written there, and what comes of a run is told by the members here
    /// alone.</summary>
    public Workspace<T> Workspace { get; }

    /// <summary>The losses of the last run, [tasks].</summary>
    public ReadOnlySpan<T> Losses => _trajectory is null ? Workspace.Output(0) : _trajectory.Losses;

    /// <summary>Who the tasks are: a key for each.</summary>
    internal ReadOnlySpan<T> Keys => Workspace.Input(_keys);

    /// <summary>A meta-parameter's values, to be written before a run; they stay until they are written again.</summary>
    /// <param name="parameter">Which one, in the order of the learner's parts.</param>
    public Span<T> Meta(int parameter) => Workspace.Input(parameter);

    /// <summary>The values of one array of all tasks, to be written before a run.</summary>
    /// <param name="array">Which array, by its place in the layout.</param>
    public Span<T> Array(int array) => Workspace.Input(_arrayStart + array);

    /// <summary>The values of one array of one task, to be written before a run.</summary>
    /// <param name="array">Which array, by its place in the layout.</param>
    /// <param name="task">Which task, from 0.</param>
    public Span<T> Array(int array, int task)
    {
        int length = MetaProgram.Layout.Shapes[array].ElementCount;
        return Array(array).Slice(task * length, length);
    }

    /// <summary>The direction of the last run for one meta-parameter, summed over the tasks.</summary>
    /// <param name="parameter">Which one, in the order of the learner's parts.</param>
    public ReadOnlySpan<T> Direction(int parameter)
        => _trajectory is null ? Workspace.Output(1 + parameter) : _trajectory.Direction(parameter);

    /// <summary>A measure of the last run, [tasks].</summary>
    /// <param name="measure">Which one, in the order of the program's names.</param>
    public ReadOnlySpan<T> Measure(int measure)
        => _trajectory is null ? Workspace.Output(_measureStart + measure) : _trajectory.Measure(measure);

    /// <summary>Lets the program read a meta-parameter where an outer step has it.</summary>
    /// <param name="parameter">Which one, in the order of the learner's parts.</param>
    /// <param name="outer">The outer step.</param>
    public void PlaceMeta(int parameter, OuterStep<T> outer)
    {
        ArgumentNullException.ThrowIfNull(outer);
        if (_trajectory is null)
        {
            outer.PlaceMeta(parameter, Workspace, parameter);
        }
        else
        {
            _trajectory.PlaceMeta(parameter, outer);
        }
    }

    /// <summary>Lets the program write the direction for a meta-parameter where an outer step reads it.</summary>
    /// <param name="parameter">Which one, in the order of the learner's parts.</param>
    /// <param name="outer">The outer step.</param>
    /// <param name="block">Which of its blocks.</param>
    /// <returns>Whether it is written there; if not, the caller copies it after each run.</returns>
    public bool PlaceDirection(int parameter, OuterStep<T> outer, int block)
    {
        ArgumentNullException.ThrowIfNull(outer);
        return _trajectory is null && outer.PlaceDirection(block, parameter, Workspace, 1 + parameter);
    }

    /// <summary>Says who a task is.</summary>
    /// <param name="task">Which task, from 0.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="iteration">The iteration.</param>
    /// <param name="number">The task's number in its distribution.</param>
    public void SetKey(int task, ulong seed, long iteration, long number)
        => RandomKey.Write(Workspace.Input(_keys).Slice(task * RandomKey.Length, RandomKey.Length), seed, iteration, number);

    /// <summary>Writes the tasks of a batch.</summary>
    /// <param name="tasks">Tasks of the program's layout, as many as it has.</param>
    /// <exception cref="ArgumentException">They are others, or more or fewer.</exception>
    public void Write(TaskBatch<T> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Tasks != MetaProgram.Tasks || !tasks.Layout.Equals(MetaProgram.Layout))
        {
            throw new ArgumentException(
                $"The program is for {MetaProgram.Tasks} tasks of {MetaProgram.Layout}, got {tasks.Tasks} of " +
                    $"{tasks.Layout}.",
                nameof(tasks));
        }

        for (int array = 0; array < tasks.Layout.Count; array++)
        {
            tasks.Array(array).CopyTo(Array(array));
        }

        tasks.Keys.CopyTo(Workspace.Input(_keys));
    }

    /// <summary>Writes the meta-parameters.</summary>
    /// <param name="meta">In the order of the learner's parts.</param>
    public void Write(Parameters<T> meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        for (int k = 0; k < _metaCount; k++)
        {
            Tensors.CopyTo(meta[k].Value, Meta(k));
        }
    }

    /// <summary>Runs the program on what was written. Allocates nothing.</summary>
    /// <param name="iteration">The iteration, for scheduled numbers; in the program's phase.</param>
    public void Run(long iteration)
    {
        if (_trajectory is not null)
        {
            _trajectory.Run(iteration);
            return;
        }

        foreach ((string input, Schedule schedule) in MetaProgram.Scheduled)
        {
            Workspace.Input(input)[0] = T.CreateChecked(schedule.At(iteration));
        }

        Workspace.Run();
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _trajectory?.Dispose();
        Workspace.Dispose();
    }
}
