using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How much the inner loop stretches and shrinks: the least and greatest singular values of d x_K / d x_0, by which a
/// meta-gradient is multiplied, and of each step's factor, I - alpha H_k for plain descent. Over what adapts, with the rule's state carried
/// along.</summary>
/// <remarks>A greatest value that grows with depth is an exploding meta-gradient, a least one that goes to 0 a vanishing one
/// (docs/gallery.md, deep-unrolls, has three cures). What differentiating fewer steps would bring is told beside it. Cost: for each task
/// and each factor four times the turns of Jacobian products of a step, for the whole K times as many. The least value of the whole is told
/// to the rounding of the greatest. Source: power iteration on J'J.</remarks>
public sealed record InnerGrowth
{
    /// <summary>The singular values of d x_K / d x_0, mean over the tasks.</summary>
    public required Extremes Whole { get; init; }

    /// <summary>The same of d x_(k+1) / d x_k, for k from 0.</summary>
    public required IReadOnlyList<Extremes> Steps { get; init; }

    /// <summary>The same of d x_K / d x_(K-n), by which a meta-gradient is multiplied that is cut off before the last n steps; for each n
    /// that was asked for.</summary>
    public required IReadOnlyList<TruncatedGrowth> Truncated { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Measures a learner.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="steps">K; that of the learner by default.</param>
    /// <param name="turns">The turns of power iteration for each end.</param>
    /// <param name="differentiated">Numbers n of last steps, each from 1 to K, of which <see cref="Truncated"/> is to tell; none by
    /// default.</param>
    /// <param name="communicator">What connects the processes that measure together, each a share of the tasks; null for one. All have the
    /// result.</param>
    /// <exception cref="ArgumentException">The learner takes no inner steps.</exception>
    public static InnerGrowth Measure<T>(Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta, ulong seed, int count,
        int? steps = null, int turns = 60, IReadOnlyList<int>? differentiated = null, ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 1);
        int depth = steps ?? learner.GradientIn(learner.PhaseCount - 1).Steps;
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1, nameof(steps));
        foreach (int some in differentiated ?? [])
        {
            if (some < 1 || some > depth)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(differentiated), $"Of {depth} inner steps the last 1 to {depth} are differentiated, got {some}.");
            }
        }

        // The whole, the last steps alone, and each step.
        int truncated = differentiated?.Count ?? 0;
        double[][] measured = MeasuredTasks.Of(communicator, count, index =>
        {
            List<Extremes> values = [];
            InnerProbe<T> probe = new(learner.Adaptation, meta, tasks.Batch(seed, index, 1));
            List<Parameters<T>> path = probe.Path(depth);
            HashSet<string> adapting = probe.AdaptingNames(path[0]);
            values.Add(Singular(probe, path, adapting, 0, depth, turns));
            for (int k = 0; k < truncated; k++)
            {
                values.Add(Singular(probe, path, adapting, depth - differentiated![k], depth, turns));
            }

            for (int k = 0; k < depth; k++)
            {
                values.Add(Singular(probe, path, adapting, k, k + 1, turns));
            }

            return [.. values.SelectMany(static value => (double[])[value.Least, value.Greatest])];
        });
        Extremes Mean(int value) => Extremes.Mean(
            [.. measured.Select(numbers => new Extremes(numbers[2 * value], numbers[(2 * value) + 1]))]);

        return new()
        {
            Whole = Mean(0),
            Steps = [.. Enumerable.Range(0, depth).Select(step => Mean(1 + truncated + step))],
            Truncated = [.. Enumerable.Range(0, truncated).Select(k => new TruncatedGrowth(differentiated![k], Mean(1 + k)))],
            Tasks = count,
        };
    }

    /// <summary>The values as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Growth along {Steps.Count} inner steps, mean over {Tasks} tasks",
        [
            ["singular values", "least", "greatest"],
            Whole.Row($"d x_{Steps.Count} / d x_0"),
            .. Truncated.Select(one => one.Values.Row($"the last {one.Steps} steps alone")),
            .. Steps.Select(static (step, k) => step.Row($"step {k + 1}")),
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", Tasks);
        Whole.Write(writer);
        writer.WriteStartArray("steps");
        foreach (Extremes step in Steps)
        {
            writer.WriteStartObject();
            step.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("truncated");
        foreach (TruncatedGrowth one in Truncated)
        {
            writer.WriteStartObject();
            writer.WriteNumber("steps", one.Steps);
            one.Values.Write(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    // The roots of the ends of J'J, with J the derivative from x_from to x_to of what adapts.
    private static Extremes Singular<T>(InnerProbe<T> probe, List<Parameters<T>> path, HashSet<string> adapting, int from,
        int to, int turns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = probe.AdaptingLength(path[0]);
        Extremes squares = Extremes.OfSymmetric(vector =>
        {
            Parameters<T> moved = Filled(path[from], adapting, vector);
            for (int k = from; k < to; k++)
            {
                moved = probe.Forward(path[k], k, moved);
            }

            moved = Filled(path[from], adapting, Part(moved, adapting));
            for (int k = to - 1; k >= from; k--)
            {
                moved = probe.Backward(path[k], k, moved);
            }

            return Part(moved, adapting);
        }, length, turns);

        // Rounding may leave the least square a little below 0.
        return new(Math.Sqrt(Math.Max(0, squares.Least)), Math.Sqrt(Math.Max(0, squares.Greatest)));
    }

    private static double[] Part<T>(Parameters<T> x, HashSet<string> adapting)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => InnerProbe<T>.Flat(new(x.Where(entry => adapting.Contains(entry.Key))));

    // Zeros for what does not adapt.
    private static Parameters<T> Filled<T>(Parameters<T> layout, HashSet<string> adapting, double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = 0;
        return new(layout.Select(entry =>
        {
            var part = new T[entry.Value.FlattenedLength];
            if (adapting.Contains(entry.Key))
            {
                for (int k = 0; k < part.Length; k++)
                {
                    part[k] = T.CreateChecked(values[start++]);
                }
            }

            return KeyValuePair.Create(entry.Key, Tensors.Wrap(part, Tensors.ShapeOf(entry.Value)));
        }));
    }
}
