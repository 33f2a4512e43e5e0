using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>
/// Says of a meta-gradient whether it is second order, with the numbers that show it: the exact gradient confirmed by finite differences of
/// the loss after adaptation, and how far the first-order gradient and the one in question are from it, in all and for each meta-parameter.
/// </summary>
/// <remarks>
/// Values after adaptation don't depend on what becomes of the inner gradients, so the differences are the judge of both. Cost: two
/// meta-gradients and, in fast mode, four losses after adaptation for each projection; in full mode four for each element.
/// </remarks>
public sealed record MetaGradientCertificate
{
    /// <summary>Below this share of the whole, the second-order term is rounding.</summary>
    private const double Rounding = 1e-10;

    /// <summary>What the gradient in question is.</summary>
    public required MetaGradientKind Kind { get; init; }

    /// <summary>The verdict in a sentence, with its reason.</summary>
    public required string Explanation { get; init; }

    /// <summary>The exact meta-gradient.</summary>
    public required Parameters<double> Exact { get; init; }

    /// <summary>The first-order meta-gradient of the same learner.</summary>
    public required Parameters<double> FirstOrder { get; init; }

    /// <summary>The meta-gradient in question.</summary>
    public required Parameters<double> Judged { get; init; }

    /// <summary>The size of the second-order term relative to the whole: |exact - first order| / |exact|.</summary>
    public required double SecondOrderShare { get; init; }

    /// <summary>The cosine of the angle between the exact and the first-order gradient.</summary>
    public required double Cosine { get; init; }

    /// <summary>|judged - exact| / |exact|.</summary>
    public required double DistanceToExact { get; init; }

    /// <summary>|judged - first order| / |exact|.</summary>
    public required double DistanceToFirstOrder { get; init; }

    /// <summary>The same for each meta-parameter.</summary>
    public required IReadOnlyList<LayerCertificate> Layers { get; init; }

    /// <summary>The check of the exact gradient against finite differences.</summary>
    public required GradientReport Check { get; init; }

    /// <summary>Whether this meta-gradient is second order.</summary>
    public bool IsSecondOrder => Kind == MetaGradientKind.SecondOrder;

    /// <summary>Examines the meta-gradient of a learner, or one computed elsewhere for the same learner and tasks.</summary>
    /// <param name="learner">The learner, whose way of differentiating is unrolled or first order; its own gradient is the one in question,
    /// unless another is given.</param>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks. Losses and gradients are summed over them.</param>
    /// <param name="options">How the exact gradient is checked; by default by projections, to 1e-6.</param>
    /// <param name="candidate">A gradient computed elsewhere, under the names of the meta-parameters: a sum over the tasks, like the
    /// others.</param>
    /// <param name="candidateTolerance">How near it must be to count as the exact or the first-order one, relative to the exact one; but it
    /// is never more than a hundredth of the second-order term.</param>
    /// <returns>The certificate.</returns>
    /// <exception cref="ArgumentException">The candidate is not laid out like the meta-parameters, or the learner's way is neither exact
    /// nor first order.</exception>
    public static MetaGradientCertificate Issue(
        Learner<double> learner,
        Parameters<double> metaParameters,
        TaskBatch<double> tasks,
        GradientCheckOptions? options = null,
        Parameters<double>? candidate = null,
        double candidateTolerance = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(metaParameters);
        ArgumentNullException.ThrowIfNull(tasks);
        candidate?.RequireSameLayout(metaParameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(candidateTolerance);
        MetaGradient<double> way = learner.GradientIn(learner.PhaseCount - 1);
        if (way.AsExact is not { } exactWay || way.AsFirstOrder is not { } firstOrderWay)
        {
            throw new ArgumentException(
                $"The way '{way.Name}' of '{learner.Name}' has no exact counterpart to be judged by: a certificate is of a gradient of " +
                    "the loss after adaptation.",
                nameof(learner));
        }

        // What is assigned or frozen has no gradient that could be exact or not.
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(learner.Adaptation);
        Parameters<double> Descended(Parameters<double> all)
            => new(all.Where(entry => sources.GetValueOrDefault(entry.Key) == OuterSource.Gradient));
        Learner<double> exactLearner = new(learner.Name, learner.Adaptation, exactWay);
        Parameters<double> exact = Descended(Gradient(exactLearner, metaParameters, tasks));
        Parameters<double> first = Descended(Gradient(new(learner.Name, learner.Adaptation, firstOrderWay), metaParameters, tasks));
        Parameters<double> judged = Descended(candidate ?? Gradient(learner, metaParameters, tasks));
        GradientReport check = MetaGradientCheck.Run(exactLearner, metaParameters, tasks, options ?? new() { Tolerance = 1e-6 });
        double norm = exact.Norm();
        double share = (exact - first).Norm() / norm;
        double toExact = (judged - exact).Norm() / norm;
        double toFirst = (judged - first).Norm() / norm;
        double nearness = Math.Min(candidateTolerance, share / 100);
        (MetaGradientKind kind, string why) = Judge(check, share, toExact, toFirst, nearness);
        return new()
        {
            Kind = kind,
            Explanation = why,
            Exact = exact,
            FirstOrder = first,
            Judged = judged,
            SecondOrderShare = share,
            Cosine = exact.Dot(first) / (norm * first.Norm()),
            DistanceToExact = toExact,
            DistanceToFirstOrder = toFirst,
            Layers = [.. exact.Select((entry, k) => Layer(entry.Key, entry.Value, first[k].Value, judged[k].Value, check))],
            Check = check,
        };
    }

    /// <summary>The certificate as a table.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"Meta-gradient certificate: {(IsSecondOrder ? "second order" : Kind.ToString())}\n  {Explanation}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  |exact - first order| / |exact| = {SecondOrderShare:E2}, cosine {Cosine:F6}; |judged - exact| / |exact| = " +
                $"{DistanceToExact:E2}\n\n");
        int width = Math.Max(14, Layers.Max(static layer => layer.Name.Length));
        text.Append(
            CultureInfo.InvariantCulture,
            $"    {"meta-parameter".PadRight(width)}   {"|exact|",9}  {"2nd order",9}  {"cosine",9}  {"judged",9}  {"differences",11}\n");
        foreach (LayerCertificate layer in Layers)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"    {layer.Name.PadRight(width)}   {layer.ExactNorm,9:E2}  {layer.SecondOrderShare,9:E2}  {layer.Cosine,9:F6}  " +
                    $"{layer.JudgedError,9:E2}  ");
            text.Append(CultureInfo.InvariantCulture, $"{layer.DifferenceError,9:E2} {(layer.Confirmed ? "ok" : "FAILED")}\n");
        }

        if (!Check.Passed)
        {
            text.Append('\n').Append(Check.ToString());
        }

        return text.ToString();
    }

    /// <summary>Writes the certificate as a JSON object, without the gradients themselves.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("kind", Kind.ToString());
        writer.WriteBoolean("secondOrder", IsSecondOrder);
        writer.WriteString("explanation", Explanation);
        Number(writer, "secondOrderShare", SecondOrderShare);
        Number(writer, "cosine", Cosine);
        Number(writer, "distanceToExact", DistanceToExact);
        Number(writer, "distanceToFirstOrder", DistanceToFirstOrder);
        writer.WriteStartArray("layers");
        foreach (LayerCertificate layer in Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", layer.Name);
            writer.WriteString("shape", layer.Shape.ToString());
            Number(writer, "exactNorm", layer.ExactNorm);
            Number(writer, "firstOrderNorm", layer.FirstOrderNorm);
            Number(writer, "secondOrderShare", layer.SecondOrderShare);
            Number(writer, "cosine", layer.Cosine);
            Number(writer, "judgedError", layer.JudgedError);
            Number(writer, "differenceError", layer.DifferenceError);
            writer.WriteBoolean("confirmed", layer.Confirmed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("check");
        Check.WriteJson(writer);
        writer.WriteEndObject();
    }

    /// <summary>The certificate as JSON text.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            WriteJson(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static (MetaGradientKind Kind, string Why) Judge(
        GradientReport check, double share, double toExact, double toFirst, double nearness)
    {
        if (!check.Passed)
        {
            return (
                MetaGradientKind.Unconfirmed,
                $"The exact gradient does not agree with finite differences of the loss after adaptation. {check.Explanation}");
        }

        if (!(share > Rounding))
        {
            return (
                MetaGradientKind.Indistinguishable,
                "The exact and the first-order gradient are equal to rounding here, so none can be shown to be second order: the support " +
                    "loss has no curvature, or the inner step is zero.");
        }

        string size = share.ToString("E1", CultureInfo.InvariantCulture);
        if (toExact <= nearness)
        {
            return (
                MetaGradientKind.SecondOrder,
                "This meta-gradient is second order: it agrees with finite differences of the loss after adaptation, and the " +
                    $"second-order term, {size} of the whole, is in it.");
        }

        return toFirst <= nearness
            ? (MetaGradientKind.FirstOrder,
                $"This meta-gradient is not second order: it equals the first-order one. The second-order term, {size} of the whole, is " +
                    "missing.")
            : (MetaGradientKind.Neither, string.Create(
                CultureInfo.InvariantCulture,
                $"This meta-gradient is not second order: it does not agree with finite differences. It is {toExact:E1} of the whole " +
                    $"from the exact one and {toFirst:E1} from the first-order one."));
    }

    private static LayerCertificate Layer(
        string name, Tensor<double> exact, Tensor<double> first, Tensor<double> judged, GradientReport check)
    {
        double[] e = Tensors.ToArray(exact);
        double[] f = Tensors.ToArray(first);
        double[] j = Tensors.ToArray(judged);
        double norm = TensorPrimitives.Norm<double>(e);
        double firstNorm = TensorPrimitives.Norm<double>(f);
        InputAgreement? agreement = check.Inputs.FirstOrDefault(input => input.Input == name);
        return new(
            name,
            Tensors.ShapeOf(exact),
            norm,
            firstNorm,
            TensorPrimitives.Distance<double>(e, f) / norm,
            TensorPrimitives.Dot<double>(e, f) / (norm * firstNorm),
            TensorPrimitives.Distance<double>(j, e) / norm,
            agreement?.LargestError ?? double.NaN,
            agreement?.Passed ?? false);
    }

    private static Parameters<double> Gradient(Learner<double> learner, Parameters<double> metaParameters, TaskBatch<double> tasks)
    {
        using Tape<double> tape = new();
        return learner.Compute(metaParameters.On(tape), tasks.On(tape), learner.PhaseCount - 1).Direction.ToParameters();
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        // JSON has no NaN and no infinity.
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
