using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Rapid learning or reuse of features: for each module of a net the norm of its inner gradient, the loss and, for classes, the
/// accuracy when it alone does not adapt, and how alike its outputs are before and after adaptation.</summary>
/// <remarks>Similarity: linear CKA, |Y'X|_F^2 / (|X'X|_F |Y'Y|_F) with the columns of X and Y centred over the query examples; and SVCCA,
/// the mean singular value of U_x' U_y, with U the left singular vectors that hold 99 % of the variance. Where a task has no more query
/// examples than such directions, any two are alike to SVCCA. Cost: an adaptation for each module with parameters, for classes two, two
/// passes through the net and two singular value decompositions of [queries, outputs] for each module. Source: Raghu, Raghu, Bengio and
/// Vinyals, Rapid learning or feature reuse?, 2020, sections 3.2 and 3.3; Kornblith, Norouzi, Lee and Hinton, Similarity of neural network
/// representations revisited, 2019, equation 4; Raghu, Gilmer, Yosinski and Sohl-Dickstein, SVCCA, 2017; norms by layer: Oh et al., BOIL,
/// 2021.</remarks>
public sealed record FeatureReuse
{
    /// <summary>The modules with parameters, in order.</summary>
    public required IReadOnlyList<LayerReuse> Modules { get; init; }

    /// <summary>The query loss after adaptation as it is.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>The query loss without adaptation: all modules frozen.</summary>
    public required Estimate LossWithout { get; init; }

    /// <summary>The accuracy on the queries after adaptation as it is; null where targets are no class numbers.</summary>
    public Estimate? Accuracy { get; init; }

    /// <summary>The accuracy without adaptation.</summary>
    public Estimate? AccuracyWithout { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Measures a learner that adapts a chain of modules.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner; its adaptation is a <see cref="NetAdaptation{T}"/> of a <see cref="Sequential{T}"/>.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 2.</param>
    /// <param name="communicator">What connects the processes that measure together, each a share of the tasks; null for one. All have the
    /// result.</param>
    /// <exception cref="ArgumentException">The learner adapts something else, or its net keeps statistics.</exception>
    public static FeatureReuse Measure<T>(
        Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta, ulong seed, int count, ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (learner.Tested is not NetAdaptation<T> { Net: Sequential<T> net } adaptation || net.Statistics.Count > 0)
        {
            throw new ArgumentException(
                $"The reuse of features is of a learner that adapts a Sequential without running statistics by a NetAdaptation, got " +
                $"{learner.Description}.",
                nameof(learner));
        }

        int steps = learner.GradientIn(learner.PhaseCount - 1).Steps;
        string[] modules = [.. net.Names.Where((_, k) => net[k].Parameters.Count > 0)];
        EvaluationOptions options = new() { Threads = 1, Communicator = communicator };

        // Of each module the norm, the similarity and the correlation.
        double[][] measured = MeasuredTasks.Of(communicator, count, index =>
        {
            var numbers = new double[3 * modules.Length];
            TaskBatch<T> batch = tasks.Batch(seed, index, 1);
            InnerProbe<T> probe = new(adaptation, meta, batch);
            List<Parameters<T>> path = probe.Path(steps);
            Parameters<T> gradient = probe.Gradient(path[0], 0);
            for (int k = 0; k < modules.Length; k++)
            {
                string prefix = $"{NetAdaptation<T>.NetPart}.{modules[k]}.";
                numbers[3 * k] = Math.Sqrt(InnerProbe<T>.Flat(new(
                    gradient.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))).Sum(static value => value * value));
                double[,] before = Outputs(net, modules[k], meta, path[0], batch);
                double[,] after = Outputs(net, modules[k], meta, path[^1], batch);
                numbers[(3 * k) + 1] = OutputSimilarity.Alignment(before, after);
                numbers[(3 * k) + 2] = OutputSimilarity.CanonicalCorrelation(before, after);
            }

            return numbers;
        });
        double[] Column(int number) => [.. measured.Select(numbers => numbers[number])];

        bool classifies = TaskLabels.ClassesOf(adaptation, MetaPart<T>.Load(adaptation.Parts, meta), tasks.Batch(seed, 0, 1)) is not null;
        return new()
        {
            Modules = [.. modules.Select((module, k) => Module(module, Column(3 * k), Column((3 * k) + 1), Column((3 * k) + 2)))],
            Loss = LossAfter(adaptation, steps),
            LossWithout = LossAfter(adaptation, 0),
            Accuracy = AccuracyAfter(adaptation, steps),
            AccuracyWithout = AccuracyAfter(adaptation, 0),
            Tasks = count,
        };

        LayerReuse Module(string module, double[] norm, double[] similarity, double[] correlation)
        {
            bool Frozen(string name) => name.StartsWith($"{NetAdaptation<T>.NetPart}.{module}.", StringComparison.Ordinal);

            // Where nothing else adapts, freezing it is taking no step.
            bool others = net.Parameters.Any(parameter => adaptation.Adapts.Contains(parameter.Name)
                && !Frozen($"{NetAdaptation<T>.NetPart}.{parameter.Name}"));
            Adaptation<T> frozen = others ? new FrozenAdaptation<T>(adaptation, module, Frozen) : adaptation;
            int taken = others ? steps : 0;
            return new(module, Estimate.Of(norm), LossAfter(frozen, taken), AccuracyAfter(frozen, taken), Estimate.Of(similarity),
                Estimate.Of(correlation));
        }

        Estimate LossAfter(Adaptation<T> some, int taken)
        {
            using Evaluator<T> evaluator = new(some, taken, [taken]);
            return Estimate.Of(evaluator.Evaluate(meta, tasks, seed, count, options).Losses[0]);
        }

        Estimate? AccuracyAfter(Adaptation<T> some, int taken)
        {
            if (!classifies)
            {
                return null;
            }

            using ClassificationEvaluator<T> evaluator = new(some, taken, [taken]);
            return Estimate.Of(evaluator.Evaluate(meta, tasks, seed, count, options).Transductive.Accuracies[0]);
        }
    }

    /// <summary>The modules as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Reuse of features, {Tasks} tasks: query loss {Loss} after adaptation, {LossWithout} without"
            + (Accuracy is null ? string.Empty : $"; accuracy {Accuracy} after, {AccuracyWithout} without"),
        [
            ["module", "inner gradient", "loss when frozen", .. Accuracy is null ? (string[])[] : ["accuracy when frozen"], "CKA", "SVCCA"],
            .. Modules.Select(one => (string[])[one.Module, one.GradientNorm.ToString(), one.LossWhenFrozen.ToString(),
                .. one.AccuracyWhenFrozen is { } accuracy ? (string[])[accuracy.ToString()] : [], one.Similarity.ToString(),
                one.Correlation.ToString()]),
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteNumber("tasks", Tasks);
        Loss.WriteJson(writer, "loss");
        LossWithout.WriteJson(writer, "lossWithout");
        Accuracy?.WriteJson(writer, "accuracy");
        AccuracyWithout?.WriteJson(writer, "accuracyWithout");
        writer.WriteStartArray("modules");
        foreach (LayerReuse module in Modules)
        {
            module.WriteJson(writer);
        }

        writer.WriteEndArray();
    });

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
}
