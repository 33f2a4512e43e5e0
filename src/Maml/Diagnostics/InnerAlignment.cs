using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Where the first inner step points: its cosine with the way to the task's optimum, and the cosine of different tasks' first
/// gradients with each other.</summary>
/// <remarks>An optimum that is not told is taken to be where a long descent ends: the learner's own inner steps, many of them. Cost: those,
/// and a gradient for each task.</remarks>
public sealed record InnerAlignment
{
    /// <summary>The cosine of x_1 - x_0 with optimum - x_0, mean over the tasks.</summary>
    public required Estimate WithOptimum { get; init; }

    /// <summary>The cosine of two tasks' gradients at x_0: of each task with the next, mean over the pairs.</summary>
    public required Estimate BetweenTasks { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Measures a learner.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 3.</param>
    /// <param name="optimum">The optimum of a task, by the names of what adapts (<c>net.weight</c>); null for a long descent.</param>
    /// <param name="descent">The number of steps of the long descent.</param>
    /// <param name="communicator">What connects the processes that measure together, each a share of the tasks; null for one. All have the
    /// result.</param>
    /// <exception cref="ArgumentException">The learner takes no inner steps.</exception>
    public static InnerAlignment Measure<T>(
        Learner<T> learner,
        ITaskDistribution<T> tasks,
        Parameters<T> meta,
        ulong seed,
        int count,
        Func<TaskNumber, Parameters<T>>? optimum = null,
        int descent = 200,
        ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(descent, 2);
        // The cosine, and behind it the gradient.
        double[][] measured = MeasuredTasks.Of(communicator, count, index =>
        {
            TaskNumber number = new(seed, index);
            InnerProbe<T> probe = new(learner.Adaptation, meta, tasks.Batch(number));
            List<Parameters<T>> path = probe.Path(optimum is null ? descent : 1);
            HashSet<string> adapting = probe.AdaptingNames(path[0]);
            Parameters<T> end = optimum?.Invoke(number) ?? path[^1];
            double[] start = Of(path[0]);
            double home = InnerProbe<T>.Cosine(Less(Of(path[1]), start), Less(Of(end), start));
            return [home, .. InnerProbe<T>.Flat(probe.Gradient(path[0], 0))];

            double[] Of(Parameters<T> x) => InnerProbe<T>.Flat(new(
                path[0].Names.Where(adapting.Contains).Select(name => KeyValuePair.Create(name, x[name]))));
        });
        double[] home = [.. measured.Select(static numbers => numbers[0])];
        double[][] gradients = [.. measured.Select(static numbers => numbers[1..])];
        double[] pairs = [.. Enumerable.Range(0, count).Select(k => InnerProbe<T>.Cosine(gradients[k], gradients[(k + 1) % count]))];
        return new() { WithOptimum = Estimate.Of(home), BetweenTasks = Estimate.Of(pairs), Tasks = count };
    }

    /// <summary>The values as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Alignment of the first inner step, {Tasks} tasks",
        [["cosine with the way to the optimum", WithOptimum.ToString()], ["cosine of two tasks' gradients", BetweenTasks.ToString()]]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", Tasks);
        WithOptimum.WriteJson(writer, "withOptimum");
        BetweenTasks.WriteJson(writer, "betweenTasks");
    });

    private static double[] Less(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x - y)];
}
