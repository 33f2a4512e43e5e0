using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread adapts to tasks by <see cref="AdaptationPrograms{T}"/>: begin, step, and look at losses or
/// scores after any of the steps.</summary>
internal sealed class AdaptationRunner<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AdaptationPrograms<T> _programs;
    private readonly TrajectoryMemory<T> _start;
    private readonly Dictionary<TrajectoryProgram<T>, TrajectoryMemory<T>> _others = [];
    private readonly int[] _meta;
    private readonly int[] _arrays;
    private readonly T[] _x;
    private TaskBatch<T>? _tasks;

    /// <summary>Makes the memory.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="meta">The meta-parameters' names, in order.</param>
    /// <param name="layout">The tasks' arrays.</param>
    public AdaptationRunner(AdaptationPrograms<T> programs, IEnumerable<string> meta, TaskLayout layout)
    {
        _programs = programs;
        _start = new(programs.Start, programs.XLengths, null);
        _x = new T[programs.XLengths.Sum()];
        _meta = [.. meta.Select(name => programs.Start.Program.InputNumber($"{EpisodeNames.Meta}.{name}"))];
        _arrays = [.. layout.Names.Select(name => programs.Start.Program.InputNumber($"{EpisodeNames.Episode}.{name}"))];
    }

    /// <summary>The tasks that it has begun with.</summary>
    public TaskBatch<T> Batch => _tasks!;

    /// <summary>The number of steps taken.</summary>
    public int Steps { get; private set; }

    public void Dispose()
    {
        foreach (TrajectoryMemory<T> memory in _others.Values)
        {
            memory.Workspace.Dispose();
        }

        // The start's memory holds what the others read.
        _start.Workspace.Dispose();
    }

    /// <summary>Begins with tasks.</summary>
    public void Begin(Parameters<T> meta, TaskBatch<T> tasks)
    {
        (_tasks, Steps) = (tasks, 0);
        for (int k = 0; k < _meta.Length; k++)
        {
            Tensors.CopyTo(meta[k].Value, _start.Workspace.Input(_meta[k]));
        }

        for (int array = 0; array < _arrays.Length; array++)
        {
            tasks.Array(array).CopyTo(_start.Workspace.Input(_arrays[array]));
        }

        tasks.Keys.CopyTo(_start.Workspace.Input(EpisodeNames.Keys));
        _start.Workspace.Run();
        _start.TakeX(_x);
    }

    /// <summary>Takes a step.</summary>
    public void Step()
    {
        Run(_programs.Step, Steps).TakeX(_x);
        Steps++;
    }

    /// <summary>Runs the program of the end, with losses and measures.</summary>
    public Workspace<T> End() => Run(_programs.Ending, Math.Max(0, Steps - 1)).Workspace;

    /// <summary>Runs the program of the scores.</summary>
    public Workspace<T> Score() => Run(_programs.Scoring, Math.Max(0, Steps - 1)).Workspace;

    private TrajectoryMemory<T> Run(TrajectoryProgram<T> program, int number)
    {
        if (!_others.TryGetValue(program, out TrajectoryMemory<T>? memory))
        {
            memory = new(program, _programs.XLengths, null, _start);
            _others.Add(program, memory);
        }

        memory.WriteX(_x);
        memory.Number(number);
        memory.Workspace.Run();
        return memory;
    }
}
