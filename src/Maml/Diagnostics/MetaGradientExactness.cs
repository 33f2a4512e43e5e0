using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How far a learner's direction is from the exact meta-gradient of the same adaptation, and from the first-order one: of any
/// learner, exact or not. A <see cref="MetaGradientCertificate"/> says more of those that claim to be a gradient, and holds them against
/// differences.</summary>
/// <remarks>Cost: three meta-gradients. Exact is <see cref="Unrolled{T}"/> through the learner's own steps.</remarks>
public sealed record MetaGradientExactness
{
    /// <summary>For each meta-parameter that has a direction, and <c>all</c>, how the direction and first order are to the exact
    /// one.</summary>
    public required IReadOnlyList<LayerExactness> Layers { get; init; }

    /// <summary>All meta-parameters together.</summary>
    public LayerExactness Whole => Layers[^1];

    /// <summary>Measures a learner.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="learner">The learner, in its last phase.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks, of one layout, whose directions are summed; at least 1.</param>
    public static MetaGradientExactness Measure<T>(Learner<T> learner, ITaskDistribution<T> tasks, Parameters<T> meta,
        ulong seed, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        TaskBatch<T> batch = tasks.Batch(seed, 0, count);
        Parameters<T> ordered = learner.Load(meta);
        MetaGradient<T> way = learner.GradientIn(learner.PhaseCount - 1);
        IReadOnlyDictionary<string, OuterSource> sources = OuterDirection.SourcesOf(learner.Adaptation);
        Parameters<T> own = Direction(way);
        Parameters<T> exact = Direction(way.AsExact ?? new Unrolled<T>(way.Steps));
        Parameters<T> first = Direction(way.AsFirstOrder ?? new FirstOrder<T>(way.Steps));
        return new()
        {
            Layers =
            [
                .. exact.Names.Select(name => LayerExactness.Of(name, Flat(exact, name), Flat(first, name), Flat(own, name))),
                LayerExactness.Of("all", InnerProbe<T>.Flat(exact), InnerProbe<T>.Flat(first), InnerProbe<T>.Flat(own)),
            ],
        };

        // What is assigned or frozen has no gradient.
        Parameters<T> Direction(MetaGradient<T> gradient)
        {
            using Tape<T> tape = new();
            Parameters<T> all = new Learner<T>(learner.Name, learner.Adaptation, gradient)
                .Compute(ordered.On(tape), batch.On(tape, learner.BeginOfLastPhase))
                .Direction.ToParameters();
            return new(all.Where(entry => sources.GetValueOrDefault(entry.Key) == OuterSource.Gradient));
        }

        static double[] Flat(Parameters<T> set, string name) => InnerProbe<T>.Flat(new([KeyValuePair.Create(name, set[name])]));
    }

    /// <summary>The values as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        "Exactness: this direction and first order against the exact meta-gradient",
        [
            ["", "|exact|", "2nd order", "cos 1st order", "this one off", "cosine"],
            .. Layers.Select(static one => (string[])
            [
                one.Name, FormattableString.Invariant($"{one.ExactNorm:E2}"), FormattableString.Invariant($"{one.SecondOrderShare:E2}"),
                    FormattableString.Invariant($"{one.FirstOrderCosine:F4}"),
                FormattableString.Invariant($"{one.Distance:E2}"), FormattableString.Invariant($"{one.Cosine:F4}"),
            ]),
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        writer.WriteStartArray("layers");
        foreach (LayerExactness layer in Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", layer.Name);
            DiagnosticText.Number(writer, "exactNorm", layer.ExactNorm);
            DiagnosticText.Number(writer, "secondOrderShare", layer.SecondOrderShare);
            DiagnosticText.Number(writer, "firstOrderCosine", layer.FirstOrderCosine);
            DiagnosticText.Number(writer, "distance", layer.Distance);
            DiagnosticText.Number(writer, "cosine", layer.Cosine);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
