using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Rapid learning or reuse of features: for each module of a net the norm of its inner gradient, the loss when it alone does not
/// adapt, and how alike its outputs are before and after adaptation.</summary>
/// <remarks>Similarity: linear CKA, |Y'X|_F^2 / (|X'X|_F |Y'Y|_F) with the columns of X and Y centred over the query examples. Cost: an
/// adaptation for each module with parameters, and two passes through the net. Source: Raghu, Raghu, Bengio and Vinyals, Rapid learning or
/// feature reuse?, 2020, sections 3.2 and 3.3; Kornblith, Norouzi, Lee and Hinton, Similarity of neural network representations revisited,
/// 2019, equation 4; norms by layer: Oh et al., BOIL, 2021.</remarks>
public sealed record FeatureReuse
{
    /// <summary>The modules with parameters, in order.</summary>
    public required IReadOnlyList<LayerReuse> Modules { get; init; }

    /// <summary>The query loss after adaptation as it is.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>The query loss without adaptation: all modules frozen.</summary>
    public required Estimate LossWithout { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Measures a learner that adapts a chain of modules.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner; its adaptation is a <see cref="NetAdaptation{T}"/> of a <see cref="Sequential{T}"/>.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 2.</param>
    /// <exception cref="ArgumentException">The learner adapts something else, or its net keeps statistics.</exception>
    public static FeatureReuse Measure<T>(Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta, ulong seed, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (learner.Adaptation is not NetAdaptation<T> { Net: Sequential<T> net } adaptation || net.Statistics.Count > 0)
        {
            throw new ArgumentException(
                $"The reuse of features is of a learner that adapts a Sequential without running statistics by a NetAdaptation, got " +
                $"{learner.Description}.",
                nameof(learner));
        }

        int steps = learner.GradientIn(learner.PhaseCount - 1).Steps;
        string[] modules = [.. net.Names.Where((_, k) => net[k].Parameters.Count > 0)];
        var norms = new double[modules.Length][];
        var similarities = new double[modules.Length][];
        for (int k = 0; k < modules.Length; k++)
        {
            (norms[k], similarities[k]) = (new double[count], new double[count]);
        }

        for (int index = 0; index < count; index++)
        {
            TaskBatch<T> batch = tasks.Batch(seed, index, 1);
            InnerProbe<T> probe = new(adaptation, meta, batch);
            List<Parameters<T>> path = probe.Path(steps);
            Parameters<T> gradient = probe.Gradient(path[0], 0);
            for (int k = 0; k < modules.Length; k++)
            {
                string prefix = $"{NetAdaptation<T>.NetPart}.{modules[k]}.";
                norms[k][index] = Math.Sqrt(InnerProbe<T>.Flat(new(
                    gradient.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))).Sum(static value => value * value));
                similarities[k][index] = Alignment(Outputs(net, modules[k], meta, path[0], batch),
                    Outputs(net, modules[k], meta, path[^1], batch));
            }
        }

        return new()
        {
            Modules = [.. modules.Select((module, k) => new LayerReuse(
                module, Estimate.Of(norms[k]), LossWithFrozen(module, name
                    => name.StartsWith($"{NetAdaptation<T>.NetPart}.{module}.", StringComparison.Ordinal)), Estimate.Of(similarities[k])))],
            Loss = LossAfter(adaptation, steps),
            LossWithout = LossAfter(adaptation, 0),
            Tasks = count,
        };

        // Where nothing else adapts, freezing it is taking no step.
        Estimate LossWithFrozen(string module, Func<string, bool> frozen)
            => net.Parameters.Any(parameter => adaptation.Adapts.Contains(parameter.Name)
                && !frozen($"{NetAdaptation<T>.NetPart}.{parameter.Name}"))
                ? LossAfter(new FrozenAdaptation<T>(adaptation, module, frozen), steps)
                : LossAfter(adaptation, 0);

        Estimate LossAfter(Adaptation<T> some, int taken)
        {
            using Evaluator<T> evaluator = new(some, taken, [taken]);
            return Estimate.Of(evaluator.Evaluate(meta, tasks, seed, count, new() { Threads = 1 }).Losses[0]);
        }
    }

    /// <summary>The modules as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Reuse of features, {Tasks} tasks: query loss {Loss} after adaptation, {LossWithout} without",
        [["module", "inner gradient", "loss when frozen", "similarity"],
            .. Modules.Select(static one => (string[])[one.Module, one.GradientNorm.ToString(), one.LossWhenFrozen.ToString(),
            one.Similarity.ToString()])]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", Tasks);
        Loss.WriteJson(writer, "loss");
        LossWithout.WriteJson(writer, "lossWithout");
        writer.WriteStartArray("modules");
        foreach (LayerReuse module in Modules)
        {
            module.WriteJson(writer);
        }

        writer.WriteEndArray();
    });

    /// <summary>Linear centred kernel alignment of two sets of rows, as many in both.</summary>
    internal static double Alignment(double[,] x, double[,] y)
    {
        Centre(x);
        Centre(y);
        return SquaredProduct(y, x) / Math.Sqrt(SquaredProduct(x, x) * SquaredProduct(y, y));
    }

    // The output of a module for the query inputs: a row for each example.
    private static double[,] Outputs<T>(Sequential<T> net, string module, Parameters<T> meta, Parameters<T> x, TaskBatch<T> batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Tape<T> tape = new();
        Sequential<T> part = net.Slice(0, net.Names.ToList().IndexOf(module) + 1);
        Variables<T> parameters = new(part.Parameters.Select(parameter =>
        {
            string name = $"{NetAdaptation<T>.NetPart}.{parameter.Name}";
            return KeyValuePair.Create(parameter.Name, x.TryGet(name, out System.Numerics.Tensors.Tensor<T>? own) ? tape.Input(own)
                : tape.Input(meta[name]));
        }));
        int place = batch.Layout.PlaceOf(EpisodeNames.QueryInputs);
        Variable<T> output = part.Forward(parameters, tape.Input(batch.Array(place), batch.Layout.Shapes[place].Prepend(1)),
            Pass<T>.Evaluation);
        int examples = output.Shape[1];
        T[] values = output.ToArray();
        var rows = new double[examples, values.Length / examples];
        for (int k = 0; k < values.Length; k++)
        {
            rows[k / rows.GetLength(1), k % rows.GetLength(1)] = double.CreateChecked(values[k]);
        }

        return rows;
    }

    private static void Centre(double[,] rows)
    {
        for (int column = 0; column < rows.GetLength(1); column++)
        {
            double mean = 0;
            for (int row = 0; row < rows.GetLength(0); row++)
            {
                mean += rows[row, column] / rows.GetLength(0);
            }

            for (int row = 0; row < rows.GetLength(0); row++)
            {
                rows[row, column] -= mean;
            }
        }
    }

    // |a'b|_F^2, by the examples' inner products: tr(aa' bb').
    private static double SquaredProduct(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(0); j++)
            {
                (double inA, double inB) = (0, 0);
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    inA += a[i, k] * a[j, k];
                }

                for (int k = 0; k < b.GetLength(1); k++)
                {
                    inB += b[i, k] * b[j, k];
                }

                sum += inA * inB;
            }
        }

        return sum;
    }
}
