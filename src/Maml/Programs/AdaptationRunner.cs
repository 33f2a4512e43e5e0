using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread adapts to tasks by <see cref="AdaptationPrograms{T}"/>: begin, step, and look at losses or scores after any of the steps.</summary>
internal sealed class AdaptationRunner<T>(AdaptationPrograms<T> programs) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Program<T>, Part> _parts = [];
    private readonly string[] _names = [.. programs.Start.OutputNames];
    private Parameters<T>? _meta;
    private TaskBatch<T>? _tasks;
    private T[][] _x = [];

    /// <summary>The tasks that it has begun with.</summary>
    public TaskBatch<T> Batch => _tasks!;

    /// <summary>The number of steps taken.</summary>
    public int Steps { get; private set; }

    public void Dispose()
    {
        foreach (Part part in _parts.Values)
        {
            part.Workspace.Dispose();
        }
    }

    /// <summary>Begins with tasks.</summary>
    public void Begin(Parameters<T> meta, TaskBatch<T> tasks)
    {
        (_meta, _tasks, Steps) = (meta, tasks, 0);
        Part start = Written(programs.Start);
        start.Workspace.Run();
        if (_x.Length == 0)
        {
            _x = [.. _names.Select(name => new T[start.Workspace.Output(name).Length])];
        }

        TakeX(start);
    }

    /// <summary>Takes a step.</summary>
    public void Step()
    {
        Part step = Written(programs.Step);
        step.Workspace.Input(AdaptationPrograms<T>.Number)[0] = T.CreateChecked(Steps);
        step.Workspace.Run();
        TakeX(step);
        Steps++;
    }

    /// <summary>Runs the program of the end, with losses and measures.</summary>
    public Workspace<T> End() => AfterSteps(programs.Ending);

    /// <summary>Runs the program of the scores.</summary>
    public Workspace<T> Score() => AfterSteps(programs.Scoring);

    private Workspace<T> AfterSteps(Program<T> program)
    {
        Workspace<T> workspace = Written(program).Workspace;
        workspace.Input(AdaptationPrograms<T>.Number)[0] = T.CreateChecked(Math.Max(0, Steps - 1));
        workspace.Run();
        return workspace;
    }

    private void TakeX(Part part)
    {
        for (int k = 0; k < _x.Length; k++)
        {
            part.Workspace.Output(part.XOut[k]).CopyTo(_x[k]);
        }
    }

    private Part Written(Program<T> program)
    {
        if (!_parts.TryGetValue(program, out Part? part))
        {
            part = new(program, _meta!, _tasks!.Layout, _names);
            _parts.Add(program, part);
        }

        for (int k = 0; k < part.Meta.Length; k++)
        {
            Tensors.CopyTo(_meta![k].Value, part.Workspace.Input(part.Meta[k]));
        }

        for (int array = 0; array < part.Arrays.Length; array++)
        {
            _tasks!.Array(array).CopyTo(part.Workspace.Input(part.Arrays[array]));
        }

        _tasks!.Keys.CopyTo(part.Workspace.Input(EpisodeNames.Keys));
        for (int k = 0; k < part.XIn.Length; k++)
        {
            _x[k].CopyTo(part.Workspace.Input(part.XIn[k]));
        }

        return part;
    }

    /// <summary>One program with its memory, and where its inputs and outputs of each name are.</summary>
    private sealed class Part(Program<T> program, Parameters<T> meta, TaskLayout layout, string[] x)
    {
        public Workspace<T> Workspace { get; } = program.CreateWorkspace();

        public int[] Meta { get; } = [.. meta.Names.Select(name => program.InputNumber($"{EpisodeNames.Meta}.{name}"))];

        public int[] Arrays { get; } = [.. layout.Names.Select(name => program.InputNumber($"{EpisodeNames.Episode}.{name}"))];

        /// <summary>Where x is read; nowhere in the start.</summary>
        public int[] XIn { get; } = x.Any(program.InputNames.Contains) ? [.. x.Select(program.InputNumber)] : [];

        /// <summary>Where x is written; by the start and the step alone.</summary>
        public int[] XOut { get; } = x.Any(program.OutputNames.Contains) ? [.. x.Select(program.OutputNumber)] : [];
    }
}
