using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Computes the direction of one block of tasks: by a program, or anew on a tape of its own that is used again for each
/// meta-batch.</summary>
internal sealed class BlockRunner<T>(
    TrainingPlan<T> plan, TaskAxisAgreement<T> agreement, BlockPrograms<T>? programs, int firstInBatch, int count) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape = new();
    private readonly List<BlockReplay<T>> _replays = [];
    private readonly FewShotTask<T>[] _tasks = new FewShotTask<T>[count];

    /// <summary>The loss of each task of the block.</summary>
    public T[] Losses { get; } = new T[count];

    /// <summary>The direction summed over the tasks of the block, one array per meta-parameter.</summary>
    public T[][] Gradient { get; private set; } = [];

    /// <summary>Whether losses and direction are all finite.</summary>
    public bool IsFinite => TensorPrimitives.IsFiniteAll<T>(Losses) && Gradient.All(static values => values.Length == 0 || TensorPrimitives.IsFiniteAll<T>(values));

    public void Dispose()
    {
        _tape.Dispose();
        foreach (BlockReplay<T> replay in _replays)
        {
            replay.Dispose();
        }
    }

    /// <summary>The number of the block's first task in an iteration.</summary>
    public long FirstTask(long iteration) => (iteration * plan.MetaBatch) + firstInBatch;

    public void Run(Parameters<T> metaParameters, long iteration)
    {
        Sample(iteration);
        EnsureGradient(metaParameters);
        try
        {
            Compute(metaParameters);
        }
        catch (ArgumentOutOfRangeException exception)
            when (TaskLabels.Find<T>(plan.Learner.InnerLoop, metaParameters, _tasks, FirstTask(iteration)) is { } found)
        {
            throw new ArgumentException(found, exception);
        }
    }

    /// <summary>Where the data of the block are not finite, in words; null if they are.</summary>
    public string? FindNonFiniteData(long iteration)
    {
        Sample(iteration);
        for (int k = 0; k < count; k++)
        {
            if (TaskValues.FindNonFinite(_tasks[k], FirstTask(iteration) + k) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void Compute(Parameters<T> metaParameters)
    {
        if (programs is not null)
        {
            Replay(programs, metaParameters);
            return;
        }

        if (plan.Execution == TaskExecution.TaskAxis)
        {
            _tape.Clear();
            MetaResult<T> result = plan.Learner.Compute(metaParameters.On(_tape), TaskData<T>.Stack(_tape, _tasks));
            agreement.Require(metaParameters, _tasks, result);
            result.Losses.Values.CopyTo(Losses);
            Copy(result.Gradient, add: false);
            return;
        }

        for (int k = 0; k < count; k++)
        {
            _tape.Clear();
            MetaResult<T> result = plan.Learner.Compute(metaParameters.On(_tape), TaskData<T>.Single(_tape, _tasks[k]));
            Losses[k] = result.Losses.Scalar;
            Copy(result.Gradient, add: k > 0);
        }
    }

    /// <summary>Computes the block once more with everything kept on the tape, and looks for where the first NaN or infinity arises.</summary>
    public NonFinite? FindNonFinite(Parameters<T> metaParameters, long iteration)
    {
        Sample(iteration);
        using Tape<T> tape = new();
        if (plan.Execution == TaskExecution.TaskAxis)
        {
            plan.Learner.Compute(metaParameters.On(tape), TaskData<T>.Stack(tape, _tasks), DerivativeUse.Differentiable);
            return tape.FindNonFinite();
        }

        foreach (FewShotTask<T> task in _tasks)
        {
            tape.Clear();
            plan.Learner.Compute(metaParameters.On(tape), TaskData<T>.Single(tape, task), DerivativeUse.Differentiable);
            if (tape.FindNonFinite() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void Sample(long iteration)
    {
        for (int k = 0; k < count; k++)
        {
            _tasks[k] = plan.Tasks.Sample(plan.Seed, FirstTask(iteration) + k);
            TaskSets.Require(_tasks[k], FirstTask(iteration) + k);
        }
    }

    private void EnsureGradient(Parameters<T> metaParameters)
    {
        if (Gradient.Length == 0)
        {
            Gradient = [.. metaParameters.Select(entry => new T[entry.Value.FlattenedLength])];
        }
    }

    private void Replay(BlockPrograms<T> programs, Parameters<T> metaParameters)
    {
        int together = plan.Execution == TaskExecution.TaskAxis ? count : 1;
        for (int from = 0; from < count; from += together)
        {
            ReadOnlySpan<FewShotTask<T>> tasks = _tasks.AsSpan(from, together);
            RequireSameShapes(tasks);
            BlockReplay<T>? replay = _replays.Find(candidate => candidate.Shape.Fits(_tasks[from]));
            if (replay is null)
            {
                TaskShape shape = TaskShape.Of(tasks[0]);
                replay = new BlockReplay<T>(shape, programs.For(metaParameters, shape, tasks.ToArray()));
                _replays.Add(replay);
            }

            replay.Run(metaParameters, tasks);
            replay.Losses.CopyTo(Losses.AsSpan(from));
            for (int k = 0; k < Gradient.Length; k++)
            {
                Copy(replay.Gradient(k), Gradient[k], add: from > 0);
            }
        }
    }

    private static void RequireSameShapes(ReadOnlySpan<FewShotTask<T>> tasks)
    {
        TaskShape expected = TaskShape.Of(tasks[0]);
        for (int k = 1; k < tasks.Length; k++)
        {
            if (!expected.Fits(tasks[k]))
            {
                throw new ArgumentException(
                    $"Tasks on the task axis have the same shapes; a block's first task has {expected} and task {k} has {TaskShape.Of(tasks[k])}. Run tasks " +
                    "of different shapes with TaskExecution.Loop.");
            }
        }
    }

    private void Copy(Variables<T> gradient, bool add)
    {
        for (int k = 0; k < Gradient.Length; k++)
        {
            Copy(gradient.Values[k].Values, Gradient[k], add);
        }
    }

    private static void Copy(ReadOnlySpan<T> values, T[] target, bool add)
    {
        if (add)
        {
            TensorPrimitives.Add(target, values, target);
        }
        else
        {
            values.CopyTo(target);
        }
    }
}
