using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread adapts to tasks by <see cref="AdaptationPrograms{T}"/>: begin, step, and look at losses or scores after any of the steps.</summary>
internal sealed class AdaptationRunner<T>(AdaptationPrograms<T> programs) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Program<T>, Workspace<T>> _workspaces = [];
    private Parameters<T>? _meta;
    private TaskBatch<T>? _tasks;
    private T[][] _x = [];

    /// <summary>The tasks that it has begun with.</summary>
    public TaskBatch<T> Batch => _tasks!;

    /// <summary>The number of steps taken.</summary>
    public int Steps { get; private set; }

    public void Dispose()
    {
        foreach (Workspace<T> workspace in _workspaces.Values)
        {
            workspace.Dispose();
        }
    }

    /// <summary>Begins with tasks.</summary>
    public void Begin(Parameters<T> meta, TaskBatch<T> tasks)
    {
        (_meta, _tasks, Steps) = (meta, tasks, 0);
        Workspace<T> workspace = Written(programs.Start);
        workspace.Run();
        if (_x.Length == 0)
        {
            _x = [.. Enumerable.Range(0, programs.Start.OutputCount).Select(k => new T[programs.Start.OutputShape(k).ElementCount])];
        }

        TakeX(workspace);
    }

    /// <summary>Takes a step.</summary>
    public void Step()
    {
        Workspace<T> workspace = Written(programs.Step);
        workspace.Input(AdaptationPrograms<T>.Number)[0] = T.CreateChecked(Steps);
        workspace.Run();
        TakeX(workspace);
        Steps++;
    }

    /// <summary>Runs the program of the end, with losses and measures.</summary>
    public Workspace<T> End() => AfterSteps(programs.Ending);

    /// <summary>Runs the program of the scores.</summary>
    public Workspace<T> Score() => AfterSteps(programs.Scoring);

    private Workspace<T> AfterSteps(Program<T> program)
    {
        Workspace<T> workspace = Written(program);
        workspace.Input(AdaptationPrograms<T>.Number)[0] = T.CreateChecked(Math.Max(0, Steps - 1));
        workspace.Run();
        return workspace;
    }

    private void TakeX(Workspace<T> workspace)
    {
        for (int k = 0; k < _x.Length; k++)
        {
            workspace.Output(k).CopyTo(_x[k]);
        }
    }

    private Workspace<T> Written(Program<T> program)
    {
        if (!_workspaces.TryGetValue(program, out Workspace<T>? workspace))
        {
            workspace = program.CreateWorkspace();
            _workspaces.Add(program, workspace);
        }

        int input = 0;
        foreach ((_, System.Numerics.Tensors.Tensor<T> tensor) in _meta!)
        {
            Tensors.CopyTo(tensor, workspace.Input(input++));
        }

        for (int array = 0; array < _tasks!.Layout.Count; array++)
        {
            _tasks.Array(array).CopyTo(workspace.Input(input++));
        }

        _tasks.Keys.CopyTo(workspace.Input(input++));
        input++;
        for (int k = 0; input < program.InputCount; k++)
        {
            _x[k].CopyTo(workspace.Input(input++));
        }

        return workspace;
    }
}
