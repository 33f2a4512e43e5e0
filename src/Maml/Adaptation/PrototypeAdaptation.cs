using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The mean of each class's embedded support examples, and queries scored by the squared distance to it. A start and no
/// steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>. x: <c>prototypes</c>, [tasks, ways, numbers], and <c>present</c>, [tasks, ways], 1 for a class
/// that has support examples. Labels are class numbers, <c>support.targets</c> [tasks, shots] and <c>query.targets</c> [tasks, queries];
/// examples with weights count by them. A class without support examples has the score minus infinity: no query is of it. Source: Snell,
/// Swersky and Zemel, Prototypical networks for few-shot learning, 2017.</remarks>
public sealed class PrototypeAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Prototypes = "prototypes";
    private const string Present = "present";
    private const string NetPart = "net";

    private readonly Module<T> _embedding;
    private readonly int _ways;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public PrototypeAdaptation(Module<T> embedding, int ways)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        (_embedding, _ways) = (embedding, ways);
        Parts = [new(NetPart, embedding.Parameters)];
    }

    /// <inheritdoc/>
    public override string Description => $"prototypes of {_ways} classes by {_embedding.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variable<T> embedded = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        (Variable<T> means, Variable<T> present) = ClassMeans.Of(embedded, LabelledExamples.Members(episode, _ways));
        return new([KeyValuePair.Create(Prototypes, means), KeyValuePair.Create(Present, present)]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => NetAdaptation<T>.Judge(
            Loss.CrossEntropy, Scores(x, meta, episode), episode[EpisodeNames.QueryTargets], episode.Find(EpisodeNames.QueryWeights));

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => [LabelledExamples.Accuracy(Scores(x, meta, episode), episode)];

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        // -|q - c|^2, the squares of differences themselves: no digits are lost where the two are near each other.
        Variable<T> queries = Embedded(meta, inputs, pass).InsertAxis(2);
        Variable<T> scores = -(queries - x[Prototypes].InsertAxis(1)).Square().Sum([3]);
        return ClassMeans.Among(scores, x[Present]);
    }

    private Variable<T> Scores(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout());

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass);
}
