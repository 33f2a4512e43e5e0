using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The least and greatest eigenvalues of the Hessian of the support loss, before and after adaptation: a step of size alpha
/// shrinks what is missing along an eigenvector by 1 - alpha e, so that above 2 / alpha the inner loop diverges.</summary>
/// <remarks>Cost: two times the turns of products with the Hessian for each task, before and after, none formed. Source: power
/// iteration.</remarks>
public sealed record InnerCurvature
{
    /// <summary>Before adaptation, for each task.</summary>
    public required IReadOnlyList<Extremes> Before { get; init; }

    /// <summary>After it.</summary>
    public required IReadOnlyList<Extremes> After { get; init; }

    /// <summary>Measures a learner.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="turns">The turns of power iteration for each end.</param>
    /// <param name="communicator">What connects the processes that measure together, each a share of the tasks; null for one. All have the
    /// result.</param>
    /// <exception cref="ArgumentException">The learner takes no inner steps.</exception>
    public static InnerCurvature Measure<T>(Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta, ulong seed,
        int count, int turns = 60, ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        int steps = learner.GradientIn(learner.PhaseCount - 1).Steps;
        double[][] measured = MeasuredTasks.Of(communicator, count, index =>
        {
            InnerProbe<T> probe = new(learner.Adaptation, meta, tasks.Batch(seed, index, 1));
            List<Parameters<T>> path = probe.Path(steps);
            Extremes before = At(path[0], 0);
            Extremes after = At(path[^1], Math.Max(0, steps - 1));
            return [before.Least, before.Greatest, after.Least, after.Greatest];

            Extremes At(Parameters<T> x, int step)
                => Extremes.OfSymmetric(vector => probe.HessianTimes(x, step, vector), probe.AdaptingLength(x), turns);
        });
        return new()
        {
            Before = [.. measured.Select(static numbers => new Extremes(numbers[0], numbers[1]))],
            After = [.. measured.Select(static numbers => new Extremes(numbers[2], numbers[3]))],
        };
    }

    /// <summary>The means over the tasks as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Curvature of the support loss, mean over {Before.Count} tasks",
        [
            ["", "least", "greatest"],
            Extremes.Mean([.. Before]).Row("before adaptation"),
            Extremes.Mean([.. After]).Row("after adaptation"),
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        foreach ((string name, IReadOnlyList<Extremes> all) in ((string, IReadOnlyList<Extremes>)[])[("before", Before), ("after", After)])
        {
            writer.WriteStartArray(name);
            foreach (Extremes one in all)
            {
                writer.WriteStartObject();
                one.Write(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    });
}
