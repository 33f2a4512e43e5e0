using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Records <see cref="InnerAlignment"/> along a training: the visitor of a <see cref="Trainer{T}"/> that looks at the same tasks
/// each time, so that what changes is the start alone.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="learner">The learner that is trained.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="seed">The seed of the tasks: another than that of training.</param>
/// <param name="count">The number of tasks; at least 3.</param>
/// <param name="optimum">The optimum of a task, by the names of what adapts; null for a long descent.</param>
/// <param name="descent">The number of steps of the long descent.</param>
/// <param name="communicator">What connects the processes that train together; null for one. Each looks at a share of the tasks.</param>
/// <example>
/// <code>
/// InnerAlignmentCourse&lt;double&gt; course = new(learner, tasks, seed: 7, count: 20);
/// course.Look(trainer.Start());
/// trainer.Run(trainer.Start(), new() { VisitEvery = 100 }, course.Look);
/// </code>
/// </example>
public sealed class InnerAlignmentCourse<T>(Learner<T> learner, ITaskDistribution<T> tasks, ulong seed, int count,
    Func<TaskNumber, Parameters<T>>? optimum = null, int descent = 200,
    ICommunicator? communicator = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(long Iteration, InnerAlignment Alignment)> _points = [];

    /// <summary>What was seen, in order: after how many outer steps, and what.</summary>
    public IReadOnlyList<(long Iteration, InnerAlignment Alignment)> Points => _points;

    /// <summary>Measures the alignment at a state of the training.</summary>
    /// <param name="state">The state.</param>
    /// <exception cref="ArgumentException">The learner takes no inner steps.</exception>
    public void Look(TrainingState<T> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _points.Add((
            state.Iteration, InnerAlignment.Measure(learner, tasks, state.MetaParameters, seed, count, optimum, descent, communicator)));
    }

    /// <summary>The points as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Alignment of the first inner step along the training, {count} tasks",
        [
            ["iteration", "with the way to the optimum", "of two tasks' gradients"],
            .. _points.Select(static point => (string[])[FormattableString.Invariant($"{point.Iteration}"),
                point.Alignment.WithOptimum.ToString(), point.Alignment.BetweenTasks.ToString()]),
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", count);
        writer.WriteStartArray("points");
        foreach ((long iteration, InnerAlignment alignment) in _points)
        {
            writer.WriteStartObject();
            writer.WriteNumber("iteration", iteration);
            alignment.WithOptimum.WriteJson(writer, "withOptimum");
            alignment.BetweenTasks.WriteJson(writer, "betweenTasks");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
