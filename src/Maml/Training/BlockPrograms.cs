using System.Collections.Concurrent;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The programs of a training: one for each number of tasks and shape of their data, recorded when it is first met and then kept.</summary>
internal sealed class BlockPrograms<T>(TrainingPlan<T> plan, TaskAxisAgreement<T> agreement)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConcurrentDictionary<(int Tasks, TaskShape Shape), Lazy<Program<T>>> _programs = new();

    /// <summary>The program for some tasks. Its inputs are the meta-parameters in order, then support inputs and targets, query inputs and
    /// targets; its outputs the losses, then the direction in the order of the meta-parameters.</summary>
    public Program<T> For(Parameters<T> metaParameters, TaskShape shape, FewShotTask<T>[] tasks)
        => _programs.GetOrAdd((tasks.Length, shape), _ => new Lazy<Program<T>>(() => Record(metaParameters, tasks))).Value;

    private Program<T> Record(Parameters<T> metaParameters, FewShotTask<T>[] tasks)
    {
        using Tape<T> tape = new();
        Variables<T> parameters = metaParameters.On(tape);
        TaskData<T> data = plan.Execution == TaskExecution.TaskAxis ? TaskData<T>.Stack(tape, tasks) : TaskData<T>.Single(tape, tasks[0]);
        MetaResult<T> result = plan.Learner.Compute(parameters, data, DerivativeUse.Differentiable);
        if (plan.Execution == TaskExecution.TaskAxis)
        {
            agreement.Require(metaParameters, tasks, result);
        }

        try
        {
            return tape.Compile(
                [.. parameters.Values, data.SupportInputs, data.SupportTargets, data.QueryInputs, data.QueryTargets],
                [result.Losses, .. result.Gradient.Values],
                plan.Products);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(
                $"The learner '{plan.Learner.Name}' can't be replayed: {exception.Message} Or train with TrainingOptions.Replay = false, which records anew for " +
                $"each block{(plan.Products == ProductOrder.AsRecorded ? string.Empty : ", and a plan whose Products are ProductOrder.AsRecorded")}.",
                exception);
        }
    }
}
