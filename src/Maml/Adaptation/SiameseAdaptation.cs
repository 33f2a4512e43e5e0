using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Embedded support examples, with each of which a query makes a pair that is of one class or of two, by a learned distance. A
/// start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>, and <c>distance.weight</c> [1, numbers] and <c>distance.bias</c> [1] of the logistic output. x:
/// <c>support</c>, [tasks, shots, numbers], and <c>members</c>, [tasks, shots, ways], the weight of an example at its class. The loss is of
/// pairs, those of one class and those of two counting half each, however many there are; a pair weighs the product of the weights of its
/// examples. The score of a class is the logit of the most probable pair with one of its examples, minus infinity where there is none.
/// Memory: shots * queries * numbers. Source: Koch, Zemel and Salakhutdinov, Siamese neural networks for one-shot image recognition,
/// 2015.</remarks>
public sealed class SiameseAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Support = "support";
    private const string Members = "members";
    private const string NetPart = "net";
    private const string DistancePart = "distance";

    private readonly Module<T> _embedding;
    private readonly Linear<T> _distance;
    private readonly int _ways;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">The net; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="numbers">How many numbers the embedding of an example has.</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public SiameseAdaptation(Module<T> embedding, int numbers, int ways)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        (_embedding, _ways) = (embedding, ways);

        // What is far apart is less probably of one class, from the beginning.
        _distance = new(numbers, 1, weightInitializer: Initializers.Constant(T.CreateChecked(-1 / Math.Sqrt(numbers))));
        Parts = [new(NetPart, embedding.Parameters), new(DistancePart, _distance.Parameters)];
    }

    /// <inheritdoc/>
    public override string Description => $"pairs by a weighted distance, of {_ways} classes, by {_embedding.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variable<T> members = LabelledExamples.Members(episode, _ways);
        Variable<T> support = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        return new([KeyValuePair.Create(Support, support), KeyValuePair.Create(Members, members)]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        Variable<T> ofQueries = LabelledExamples.OneHot(episode[EpisodeNames.QueryTargets], _ways);
        Variable<T> weights = x[Members].Sum([2]).InsertAxis(1);
        if (episode.Find(EpisodeNames.QueryWeights) is { } some)
        {
            ofQueries *= some.InsertAxis(-1);
            weights *= some.InsertAxis(-1);
        }

        // The weight of a pair of one class, and of any pair.
        Variable<T> same = ofQueries.MatMul(x[Members], transposeRight: true);
        weights = weights.BroadcastTo(same.Shape);
        Variable<T> logits = Logits(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout());
        Variable<T> losses = Loss.BinaryCrossEntropyWithLogits(logits, same.Greater(same.Tape.Zeros([])), taskAxes: 3);
        return T.CreateChecked(0.5) * (Mean(losses, same) + Mean(losses, weights - same));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => [LabelledExamples.Accuracy(Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout()), episode)];

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        Variable<T> logits = Logits(x, meta, inputs, pass).InsertAxis(2);
        Variable<T> members = x[Members].SwapAxes(1, 2).InsertAxis(1);
        Shape all = logits.Shape.With(2, _ways);
        return Variable.Where(
            members.Greater(members.Tape.Zeros([])).BroadcastTo(all), logits.BroadcastTo(all), members.Tape.Constant(T.NegativeInfinity)
                .BroadcastTo(all)).Max([3]);
    }

    private static Variable<T> Mean(Variable<T> losses, Variable<T> weights)
    {
        Variable<T> total = weights.Sum([1, 2]);
        return (weights * losses).Sum([1, 2]) / Variable.Where(total.Greater(total.Tape.Zeros([])), total, total.Tape.Ones(total.Shape));
    }

    // The logit of a query with each support example, [tasks, queries, shots].
    private Variable<T> Logits(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        Variable<T> queries = Embedded(meta, inputs, pass);
        Variable<T> distances = (queries.InsertAxis(2) - x[Support].InsertAxis(1)).Abs();
        return _distance.Forward(meta.Under(DistancePart), distances).Reshape(distances.Shape.Without(3));
    }

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass, _distance.Inputs);
}
