using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// How much of the meta-gradient is noise, and where that comes from: the drawing of tasks, of support sets, of query sets. A crossed
/// design: of each task every support draw meets every query draw, so that the parts are told apart without bias.
/// </summary>
/// <remarks>
/// With g(s, q) the gradient of a task for support draw s of S and query draw q of Q, and bars for means over what is left out: both = sum
/// |g(s, q) - g(s, .) - g(., q) + g(., .)|^2 / ((S - 1)(Q - 1)); support = sum |g(s, .) - g(., .)|^2 / (S - 1) - both / Q; query likewise;
/// task = the variance of g(., .) between tasks less (support / S + query / Q + both / (S Q)). Scheduled numbers have the values with which
/// the last phase begins. Intervals are over the tasks, for task and
/// signal by the jackknife. On quadratics the parts are known: <see cref="QuadraticOracle.MetaGradientVariance"/>. Cost: tasks S Q
/// meta-gradients.
/// </remarks>
public sealed record MetaGradientVariance
{
    /// <summary>All meta-parameters that have a gradient together.</summary>
    public required LayerVariance Whole { get; init; }

    /// <summary>Each meta-parameter that has a gradient: no running statistics, no state that is carried.</summary>
    public required IReadOnlyList<LayerVariance> Layers { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Measures a learner.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner, in its last phase.</param>
    /// <param name="tasks">The tasks: a distribution that has other draws of its sets
    /// (<see cref="TaskDistributions.Resampled{T}"/>).</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 2.</param>
    /// <param name="supportDraws">S; at least 2.</param>
    /// <param name="queryDraws">Q; at least 2.</param>
    /// <param name="communicator">What connects the processes that measure together, each a share of the tasks; null for one. All have the
    /// result.</param>
    /// <exception cref="ArgumentException">The distribution has no other draws of its sets.</exception>
    public static MetaGradientVariance Measure<T>(
        Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta, ulong seed, int count, int supportDraws = 4,
        int queryDraws = 4, ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(supportDraws, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(queryDraws, 2);
        Resampling.Require(tasks, 1, 1);
        Parameters<T> ordered = learner.Load(meta);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(learner.Adaptation);

        // What is assigned or frozen has no gradient.
        int[] places =
        [
            .. ordered.Names.Index().Where(entry => sources[entry.Item] == OuterSource.Gradient).Select(static entry => entry.Index),
        ];
        Dictionary<TaskLayout, MetaWorkspace<T>> workspaces = [];
        CrossedGradients[] layers =
        [
            .. places.Select(place => new CrossedGradients((int)ordered.Values[place].FlattenedLength, count, supportDraws, queryDraws)),
        ];
        try
        {
            double[][] measured = MeasuredTasks.Of(communicator, count, task =>
            {
                for (int support = 0; support < supportDraws; support++)
                {
                    for (int query = 0; query < queryDraws; query++)
                    {
                        MetaWorkspace<T> workspace = Run(new TaskNumber(seed, task, support, query));
                        for (int k = 0; k < layers.Length; k++)
                        {
                            layers[k].Add(support, query, workspace.Direction(places[k]));
                        }
                    }
                }

                return [.. layers.SelectMany(static layer => layer.EndTask())];
            });
            for (int task = 0; task < count; task++)
            {
                ReadOnlySpan<double> numbers = measured[task];
                foreach (CrossedGradients layer in layers)
                {
                    numbers = layer.Keep(task, numbers);
                }
            }
        }
        finally
        {
            foreach (MetaWorkspace<T> workspace in workspaces.Values)
            {
                workspace.Dispose();
            }
        }

        return new()
        {
            Whole = CrossedGradients.Result("all", layers),
            Layers = [.. places.Select((place, k) => CrossedGradients.Result(ordered.Names[place], [layers[k]]))],
            Tasks = count,
        };

        MetaWorkspace<T> Run(TaskNumber number)
        {
            TaskBatch<T> batch = tasks.Batch(number);
            if (!workspaces.TryGetValue(batch.Layout, out MetaWorkspace<T>? workspace))
            {
                TaskBatch<T> others = tasks.Batch(OtherTasks.Of(tasks, batch.Layout, [number]));
                workspace = new MetaProgram<T>(learner, ordered, batch, others, learner.PhaseCount - 1).CreateWorkspace();
                workspace.Write(ordered);
                workspaces.Add(batch.Layout, workspace);
            }

            workspace.Write(batch);
            workspace.Run(learner.BeginOfLastPhase);
            return workspace;
        }
    }

    /// <summary>The parts as a table, and the signal to noise of a single task and the tasks that would bring it to 1.</summary>
    public override string ToString() => DiagnosticText.Table(
        FormattableString.Invariant(
            $"Variance of one task's meta-gradient, {Tasks} tasks; signal to noise of a task {Whole.SignalToNoise(1):G3}, ")
        + FormattableString.Invariant($"a meta-batch of {Whole.MetaBatchFor(1):G3} has 1, four times as many 2"),
        [["", "tasks", "support", "query", "both", "|mean|^2"], .. Layers.Append(Whole).Select(Row)]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", Tasks);
        writer.WriteStartArray("layers");
        foreach (LayerVariance layer in Layers.Append(Whole))
        {
            layer.WriteJson(writer);
        }

        writer.WriteEndArray();
    });

    private static string[] Row(LayerVariance layer)
        => [layer.Name, layer.Task.ToString(), layer.Support.ToString(), layer.Query.ToString(), layer.Both.ToString(),
            layer.Signal.ToString()];
}
