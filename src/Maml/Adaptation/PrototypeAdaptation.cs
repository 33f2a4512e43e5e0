using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The mean of each class's embedded support examples, and queries scored by the squared distance to it. A start and no
/// steps. With refinements, the queries that are scored together move the means first: soft k-means.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>. x: <c>prototypes</c>, [tasks, ways, numbers], and <c>present</c>, [tasks, ways], 1 for a class
/// that has support examples; with refinements <c>counts</c> too, [tasks, ways], how many those are, by their weights. Labels are class
/// numbers, <c>support.targets</c> [tasks, shots] and <c>query.targets</c> [tasks, queries]; examples with weights count by them. A class
/// without support examples has the score minus infinity: no query is of it. A refinement: z_jk = softmax over k of -|f(q_j) - c_k|^2,
/// c_k = (n_k m_k + sum_j z_jk f(q_j)) / (n_k + sum_j z_jk), with m_k the mean of the n_k support examples of class k; in a pass that
/// brings statistics, by which queries are told one by one, each moves means of its own. Sources: Snell, Swersky and Zemel, Prototypical
/// networks for few-shot learning, 2017; Ren et al., Meta-learning for semi-supervised few-shot classification, 2018, equations 4 and
/// 5.</remarks>
public sealed class PrototypeAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Prototypes = "prototypes";
    private const string Present = "present";
    private const string Counts = "counts";
    private const string NetPart = "net";

    private readonly Module<T> _embedding;
    private readonly int _ways;
    private readonly int _refinements;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="refinements">How often the queries move the means; 0 for the means of the support examples.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public PrototypeAdaptation(Module<T> embedding, int ways, int refinements = 0)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(refinements);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        (_embedding, _ways, _refinements) = (embedding, ways, refinements);
        Parts = [new(NetPart, embedding.Parameters)];
    }

    /// <inheritdoc/>
    public override string Description
        => $"prototypes of {_ways} classes{(_refinements > 0 ? $", refined {_refinements} times," : string.Empty)} by " +
            _embedding.Description;

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variable<T> embedded = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        (Variable<T> means, Variable<T> present, Variable<T> counts) = ClassMeans.Of(embedded, LabelledExamples.Members(episode, _ways));
        List<KeyValuePair<string, Variable<T>>> x = [new(Prototypes, means), new(Present, present)];
        if (_refinements > 0)
        {
            x.Add(new(Counts, counts));
        }

        return new(x);
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
        // Queries that are normalized by the statistics of the support set are told one by one, and move the means one by one.
        Variable<T> queries = Embedded(meta, inputs, pass);
        return pass.BringsStatistics ? ScoresApart(x, queries) : ScoresTogether(x, queries, null);
    }

    private Variable<T> Scores(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => ScoresTogether(
            x, Embedded(meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout()),
            episode.Find(EpisodeNames.QueryWeights));

    private Variable<T> ScoresTogether(Variables<T> x, Variable<T> queries, Variable<T>? weights)
    {
        Variable<T> scores = ClassMeans.Among(-Distances(x[Prototypes], queries), x[Present]);
        for (int k = 0; k < _refinements; k++)
        {
            Variable<T> shares = weights is { } some ? scores.Softmax() * some.InsertAxis(-1) : scores.Softmax();
            Variable<T> sums = shares.MatMul(queries, transposeLeft: true) + (x[Prototypes] * x[Counts].InsertAxis(-1));
            Variable<T> moved = sums / Total(x[Counts], x[Present], shares.Sum([1])).InsertAxis(-1);
            scores = ClassMeans.Among(-Distances(moved, queries), x[Present]);
        }

        return scores;
    }

    // A mean that one query alone moves is n / (n + z) times as far from it as before, so that the order of the classes stays.
    private Variable<T> ScoresApart(Variables<T> x, Variable<T> queries)
    {
        Variable<T> distances = Distances(x[Prototypes], queries);
        Variable<T> scores = ClassMeans.Among(-distances, x[Present]);
        for (int k = 0; k < _refinements; k++)
        {
            Variable<T> counts = x[Counts].InsertAxis(1);
            Variable<T> nearer = counts / Total(counts, x[Present].InsertAxis(1), scores.Softmax());
            scores = ClassMeans.Among(-(distances * nearer.Square()), x[Present]);
        }

        return scores;
    }

    // n + z; 1 for a class without support examples, which has no share in any query and stays at 0.
    private static Variable<T> Total(Variable<T> counts, Variable<T> present, Variable<T> shares)
        => Variable.Where(present.BroadcastTo(shares.Shape), counts + shares, shares.Tape.Ones(shares.Shape));

    // |q - c|^2, the squares of differences themselves: no digits are lost where the two are near each other.
    private static Variable<T> Distances(Variable<T> means, Variable<T> queries)
        => (queries.InsertAxis(2) - means.InsertAxis(1)).Square().Sum([3]);

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass);
}
