using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Computes the direction of one block of tasks, on a tape of its own that is used again for each meta-batch.</summary>
internal sealed class BlockRunner<T>(TrainingPlan<T> plan, int firstInBatch, int count) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape = new();
    private readonly FewShotTask<T>[] _tasks = new FewShotTask<T>[count];

    /// <summary>The loss of each task of the block.</summary>
    public T[] Losses { get; } = new T[count];

    /// <summary>The direction summed over the tasks of the block, one array per meta-parameter.</summary>
    public T[][] Gradient { get; private set; } = [];

    /// <summary>Whether losses and direction are all finite.</summary>
    public bool IsFinite => Losses.All(T.IsFinite) && Gradient.All(static values => values.All(T.IsFinite));

    public void Dispose() => _tape.Dispose();

    /// <summary>The number of the block's first task in an iteration.</summary>
    public long FirstTask(long iteration) => (iteration * plan.MetaBatch) + firstInBatch;

    public void Run(Parameters<T> metaParameters, long iteration)
    {
        Sample(iteration);
        EnsureGradient(metaParameters);
        if (plan.Execution == TaskExecution.TaskAxis)
        {
            _tape.Clear();
            MetaResult<T> result = plan.Learner.Compute(metaParameters.On(_tape), TaskData<T>.Stack(_tape, _tasks));
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
        }
    }

    private void EnsureGradient(Parameters<T> metaParameters)
    {
        if (Gradient.Length == 0)
        {
            Gradient = [.. metaParameters.Select(entry => new T[entry.Value.FlattenedLength])];
        }
    }

    private void Copy(Variables<T> gradient, bool add)
    {
        for (int k = 0; k < Gradient.Length; k++)
        {
            ReadOnlySpan<T> values = gradient.Values[k].Values;
            if (add)
            {
                TensorPrimitives.Add(Gradient[k], values, Gradient[k]);
            }
            else
            {
                values.CopyTo(Gradient[k]);
            }
        }
    }
}
