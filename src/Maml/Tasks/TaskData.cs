using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The data of one task, or of several of the same shape stacked on a task axis, on a tape.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="SupportInputs">[shots, features...], or [tasks, shots, features...].</param>
/// <param name="SupportTargets">[shots, outputs...], with the task axis in front where there is one.</param>
/// <param name="QueryInputs">[queries, features...], with the task axis in front where there is one.</param>
/// <param name="QueryTargets">[queries, outputs...], with the task axis in front where there is one.</param>
/// <param name="HasTaskAxis">Whether the first axis of each is the task axis.</param>
public sealed record TaskData<T>(
    Variable<T> SupportInputs, Variable<T> SupportTargets, Variable<T> QueryInputs, Variable<T> QueryTargets, bool HasTaskAxis)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many leading axes are task axes: 0 or 1.</summary>
    public int TaskAxes => HasTaskAxis ? 1 : 0;

    /// <summary>Puts one task on a tape, without a task axis.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="task">The task.</param>
    public static TaskData<T> Single(Tape<T> tape, FewShotTask<T> task)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(task);
        return new(
            tape.Input(task.SupportInputs), tape.Input(task.SupportTargets), tape.Input(task.QueryInputs), tape.Input(task.QueryTargets), false);
    }

    /// <summary>Stacks tasks of the same shapes on the task axis and puts them on a tape.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="tasks">The tasks; at least one.</param>
    /// <exception cref="ArgumentException">There is none, or their shapes differ.</exception>
    public static TaskData<T> Stack(Tape<T> tape, ReadOnlySpan<FewShotTask<T>> tasks)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return new(
            StackPart(tape, tasks, "support inputs", static task => task.SupportInputs),
            StackPart(tape, tasks, "support targets", static task => task.SupportTargets),
            StackPart(tape, tasks, "query inputs", static task => task.QueryInputs),
            StackPart(tape, tasks, "query targets", static task => task.QueryTargets),
            true);
    }

    /// <summary>The data in words: the shapes.</summary>
    public override string ToString()
        => $"{(HasTaskAxis ? "tasks" : "a task")}: support {SupportInputs.Shape} with {SupportTargets.Shape}, " +
            $"query {QueryInputs.Shape} with {QueryTargets.Shape}";

    /// <summary>Throws unless both sets hold examples, each with one target.</summary>
    internal void RequireSets()
    {
        TaskSets.Require("support", SupportInputs.Shape, SupportTargets.Shape, TaskAxes);
        TaskSets.Require("query", QueryInputs.Shape, QueryTargets.Shape, TaskAxes);
    }

    private static Variable<T> StackPart(
        Tape<T> tape, ReadOnlySpan<FewShotTask<T>> tasks, string name, Func<FewShotTask<T>, System.Numerics.Tensors.Tensor<T>> part)
    {
        if (tasks.Length == 0)
        {
            throw new ArgumentException("A meta-batch has at least one task, got none.", nameof(tasks));
        }

        Shape shape = Tensors.ShapeOf(part(tasks[0]));
        var values = new T[tasks.Length * shape.ElementCount];
        for (int k = 0; k < tasks.Length; k++)
        {
            Shape other = Tensors.ShapeOf(part(tasks[k]));
            if (other != shape)
            {
                throw new ArgumentException(
                    $"Tasks on the task axis have the same shapes; the {name} are {shape} in the first task and {other} in task {k}. Run tasks of " +
                    "different shapes in a loop.",
                    nameof(tasks));
            }

            Tensors.CopyTo(part(tasks[k]), values.AsSpan(k * shape.ElementCount, shape.ElementCount));
        }

        return tape.Input(values, shape.Prepend(tasks.Length));
    }
}
