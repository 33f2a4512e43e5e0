using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Computes one block of the tasks of an iteration: draws them, groups those of one layout in the order of their first task, and
/// runs each group by its program or anew on a tape. The direction, summed in that order, lies where the outer step reads it.</summary>
internal sealed class BlockRunner<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingPlan<T> _plan;
    private readonly TrainingPrograms<T>? _programs;
    private readonly OuterStep<T> _outer;
    private readonly int _block;
    private readonly int _first;
    private readonly int _metaCount;
    private readonly Tape<T> _tape = new();
    private readonly TaskScratch _scratch = new();
    private readonly TaskGroups _tasks;
    private readonly List<BlockWorkspace<T>> _workspaces = [];
    private readonly HeldBlock<T>? _held;
    private readonly HashSet<(TaskLayout Layout, int Tasks, int Phase)> _checked = [];
    private readonly Dictionary<(TaskLayout Layout, int Tasks), (TaskBatch<T> Batch, TaskArrays<T> Arrays)> _batches = [];

    /// <summary>Makes the runner of a block.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="programs">The programs; null to record anew each time.</param>
    /// <param name="outer">The outer step, which reads the directions.</param>
    /// <param name="block">Which block.</param>
    /// <param name="metaCount">The number of meta-parameters.</param>
    public BlockRunner(TrainingPlan<T> plan, TrainingPrograms<T>? programs, OuterStep<T> outer, int block, int metaCount)
    {
        (_plan, _programs, _outer, _block, _metaCount) = (plan, programs, outer, block, metaCount);
        _first = block * plan.BlockSize;
        int count = Math.Min(plan.BlockSize, plan.MetaBatch - _first);
        _tasks = new(count);
        Losses = new T[count];
        if (plan.Search is not null)
        {
            (_held, Answer) = (new(), new(
                count,
                plan.Learner.Adaptation.Parts.Sum(static part => part.Parameters.Sum(static parameter => parameter.Shape.ElementCount))));
        }
    }

    /// <summary>The programs in use with their memory.</summary>
    public IEnumerable<MetaWorkspace<T>> Workspaces => _workspaces.Select(static workspace => workspace.Workspace);

    /// <summary>The loss of each task of the block.</summary>
    public T[] Losses { get; }

    /// <summary>The sum of each measure over the tasks of the block that told it, and how many these are, by its name.</summary>
    public Dictionary<string, (double Sum, long Tasks)> Measures { get; } = [];

    /// <summary>What the block said last to an outer search; null where there is none.</summary>
    public OuterAnswer<T>? Answer { get; }

    /// <summary>Whether losses and direction are all finite.</summary>
    public bool IsFinite
    {
        get
        {
            bool finite = TensorPrimitives.IsFiniteAll<T>(Losses);
            for (int k = 0; k < _metaCount && finite; k++)
            {
                Span<T> direction = _outer.Direction(_block, k);
                finite = direction.IsEmpty || TensorPrimitives.IsFiniteAll<T>(direction);
            }

            return finite;
        }
    }

    public void Dispose()
    {
        _tape.Dispose();
        foreach (BlockWorkspace<T> workspace in _workspaces)
        {
            workspace.Dispose();
        }
    }

    /// <summary>The number of the block's first task in an iteration.</summary>
    public long FirstTask(long iteration) => (iteration * _plan.MetaBatch) + _first;

    public void Run(long iteration)
    {
        try
        {
            Compute(iteration);
        }
        catch (ArgumentOutOfRangeException exception) when (FindLabel(iteration) is { } found)
        {
            throw new ArgumentException(found, exception);
        }
    }

    /// <summary>Draws the tasks of a coming iteration into the memory of programs that are there already. Nothing of the iteration before
    /// may be read there any more.</summary>
    public void DrawAhead(long iteration)
    {
        if (_programs is null)
        {
            return;
        }

        try
        {
            ReadLayouts(iteration);
            for (int task = 0; task < _tasks.Count; task++)
            {
                ReadOnlySpan<int> group = _tasks.Of(task);
                if (!group.IsEmpty && KnownFor(_tasks[task], group.Length, _plan.Learner.PhaseOf(iteration)) is { } own)
                {
                    Draw(own, group, iteration);
                }
            }
        }
        catch (Exception)
        {
            // The iteration draws it once more when it is its turn, and that is when it is told.
        }
    }

    /// <summary>Answers a question of an outer search about the tasks of the iteration that was run.</summary>
    public void Ask(OuterQuestions<T> questions, OuterQuestion question, OuterProblem<T> problem)
    {
        Answer!.Sum.AsSpan().Clear();
        foreach (HeldTasks<T> tasks in _held!.Groups)
        {
            questions.Ask(question, tasks, problem, Losses, Answer);
        }
    }

    /// <summary>Where the data of the block are not finite, in words; null if they are.</summary>
    public string? FindNonFiniteData(long iteration)
        => Look(iteration, static (batch, numbers) => TaskValues.FindNonFinite(batch, numbers));

    private string? FindLabel(long iteration)
    {
        Parameters<T> meta = _outer.MetaToParameters();
        return Look(iteration, (batch, numbers) => TaskLabels.Find(_plan.Learner.Adaptation, meta, batch, numbers));
    }

    private string? Look(long iteration, Func<TaskBatch<T>, long[], string?> look)
    {
        for (int task = 0; task < _tasks.Count; task++)
        {
            TaskNumber number = Number(task, iteration);
            if (look(_plan.Tasks.Batch(number), [number.Index]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void Compute(long iteration)
    {
        ResetMeasures();
        _held?.Clear();
        int done = 0;
        ReadLayouts(iteration);
        for (int task = 0; task < _tasks.Count; task++)
        {
            ReadOnlySpan<int> group = _tasks.Of(task);
            if (group.IsEmpty)
            {
                continue;
            }

            if (_programs is null)
            {
                Record(_tasks[task], group, iteration, add: done > 0);
            }
            else
            {
                Replay(_tasks[task], group, iteration, add: done > 0);
            }

            done += group.Length;
        }
    }

    private void ReadLayouts(long iteration)
    {
        for (int task = 0; task < _tasks.Count; task++)
        {
            _tasks[task] = _plan.Tasks.LayoutOf(Number(task, iteration));
        }
    }

    /// <summary>Computes the block once more with everything kept on the tape, and looks for where the first NaN or infinity
    /// arises.</summary>
    public NonFinite? FindNonFinite(Parameters<T> meta, long iteration)
    {
        using Tape<T> tape = new();
        for (int task = 0; task < _tasks.Count; task++)
        {
            tape.Clear();
            TaskBatch<T> batch = _plan.Tasks.Batch(Number(task, iteration));
            batch.SetKey(0, _plan.Seed, iteration, Number(task, iteration).Index);
            _plan.Learner.Compute(meta.On(tape), batch.On(tape, iteration), _plan.Learner.PhaseOf(iteration), DerivativeUse.Differentiable);
            if (tape.FindNonFinite() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private TaskNumber Number(int task, long iteration) => new(_plan.Seed, FirstTask(iteration) + task);

    private void Replay(TaskLayout layout, ReadOnlySpan<int> tasks, long iteration, bool add)
    {
        BlockWorkspace<T> own = WorkspaceFor(layout, tasks, iteration);
        MetaWorkspace<T> workspace = own.Workspace;
        if (own.DrawnFor != iteration)
        {
            Draw(own, tasks, iteration);
        }

        workspace.Run(iteration);
        _held?.Hold(workspace, tasks);
        Scatter(workspace.Losses, tasks);
        for (int k = 0; k < own.Program.MeasureNames.Count; k++)
        {
            AddMeasure(own.Program.MeasureNames[k], workspace.Measure(k));
        }

        for (int k = 0; k < _metaCount; k++)
        {
            if (!own.IsPlaced(k))
            {
                Write(k, workspace.Direction(k), add);
            }
        }
    }

    private BlockWorkspace<T> WorkspaceFor(TaskLayout layout, ReadOnlySpan<int> tasks, long iteration)
    {
        int phase = _plan.Learner.PhaseOf(iteration);
        if (KnownFor(layout, tasks.Length, phase) is { } known)
        {
            return known;
        }

        TaskSets.Require(layout, Number(tasks[0], iteration).Index);
        var numbers = new TaskNumber[tasks.Length];
        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] = Number(tasks[k], iteration);
        }

        MetaProgram<T> program = _programs!.For(layout, numbers, phase, iteration, _outer.MetaToParameters);
        BlockWorkspace<T> made = new(program, _scratch, _outer, _block, _metaCount, fillsBlock: tasks.Length == _tasks.Count);
        if (_workspaces.Count >= TrainingPrograms<T>.MostKept)
        {
            _workspaces[0].Dispose();
            _workspaces.RemoveAt(0);
        }

        _workspaces.Add(made);
        return made;
    }

    private BlockWorkspace<T>? KnownFor(TaskLayout layout, int tasks, int phase)
    {
        foreach (BlockWorkspace<T> candidate in _workspaces)
        {
            if (candidate.Program.Tasks == tasks && candidate.Program.Phase == phase && candidate.Program.Layout.Equals(layout))
            {
                return candidate;
            }
        }

        return null;
    }

    private void Record(TaskLayout layout, ReadOnlySpan<int> tasks, long iteration, bool add)
    {
        if (!_batches.TryGetValue((layout, tasks.Length), out (TaskBatch<T> Batch, TaskArrays<T> Arrays) own))
        {
            TaskSets.Require(layout, Number(tasks[0], iteration).Index);
            TaskBatch<T> batch = new(layout, tasks.Length);
            _batches.Add((layout, tasks.Length), own = (batch, new(batch, _scratch)));
        }

        Draw(own.Batch, own.Arrays, tasks, iteration);
        _tape.Clear();
        Parameters<T> meta = _outer.MetaToParameters();
        int phase = _plan.Learner.PhaseOf(iteration);
        bool isNew = _checked.Add((layout, tasks.Length, phase));
        if (isNew)
        {
            TasksApart.RequireLayers(_plan.Learner, meta, own.Batch);
        }

        Episode<T> episode = own.Batch.On(_tape, iteration);
        HostResults<T>? hosts = _held is null ? null : HostResults<T>.Keeping();
        episode.Hosts = hosts;
        MetaOutcome<T> outcome = _plan.Learner.Compute(meta.On(_tape), episode, phase);
        _held?.Hold(own.Batch, hosts!.Results, phase, tasks);
        if (isNew)
        {
            TasksApart.Require(_plan.Learner, meta, own.Batch, outcome.Losses.Values, phase);
        }

        Scatter(outcome.Losses.Values, tasks);
        foreach (Measure<T> measure in outcome.Measures)
        {
            AddMeasure(measure.Name, measure.Values.Values);
        }

        for (int k = 0; k < _metaCount; k++)
        {
            Write(k, outcome.Direction.Values[k].Values, add);
        }
    }

    private void Draw(BlockWorkspace<T> own, ReadOnlySpan<int> tasks, long iteration)
    {
        own.DrawnFor = -1;
        Draw(own.Workspace, own.Arrays, tasks, iteration);
        own.DrawnFor = iteration;
    }

    private void Draw(ITaskMemory<T> memory, TaskArrays<T> arrays, ReadOnlySpan<int> tasks, long iteration)
    {
        for (int k = 0; k < tasks.Length; k++)
        {
            TaskNumber number = Number(tasks[k], iteration);
            arrays.Task = k;
            _plan.Tasks.Draw(number, arrays);
            TaskWeights.Require(memory, k, number.Index);
            memory.SetKey(k, _plan.Seed, iteration, number.Index);
        }
    }

    private void Write(int parameter, ReadOnlySpan<T> direction, bool add)
    {
        Span<T> target = _outer.Direction(_block, parameter);
        if (add)
        {
            TensorPrimitives.Add(target, direction, target);
        }
        else
        {
            direction.CopyTo(target);
        }
    }

    private void Scatter(ReadOnlySpan<T> losses, ReadOnlySpan<int> tasks)
    {
        for (int k = 0; k < tasks.Length; k++)
        {
            Losses[tasks[k]] = losses[k];
        }
    }

    private void AddMeasure(string name, ReadOnlySpan<T> values)
    {
        (double sum, long tasks) = Measures.GetValueOrDefault(name);
        foreach (T value in values)
        {
            sum += double.CreateChecked(value);
        }

        Measures[name] = (sum, tasks + values.Length);
    }

    private void ResetMeasures()
    {
        foreach (string name in Measures.Keys)
        {
            Measures[name] = default;
        }
    }
}
