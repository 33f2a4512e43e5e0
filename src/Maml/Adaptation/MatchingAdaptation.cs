using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Embedded support examples, to which a query attends by its cosine with each: the class with most of the attention is the
/// query's. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>, and <c>context.*</c> with a full context. x: <c>support</c>, [tasks, shots, numbers], and
/// <c>members</c>, [tasks, shots, ways], the weight of an example at its class. Scores are logarithms: score_k = log sum over the examples
/// of class k of exp(scale (cosine - 1)), whose softmax is the share of the attention. An embedding of length 0 has the cosine 0 with all.
/// Labels are class numbers; examples with weights count by them, without a full context. A class without support examples has the score
/// minus infinity. Source: Vinyals et al., Matching networks for one shot learning, 2016.</remarks>
public sealed class MatchingAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Support = "support";
    private const string Members = "members";
    private const string NetPart = "net";
    private const string ContextPart = "context";

    // exp(-2 * 40) is far above the least number of a float.
    private const double LargestScale = 40;

    private readonly Module<T> _embedding;
    private readonly int _ways;
    private readonly FullContext<T>? _context;
    private readonly T _scale;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">The net; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="context">How examples are embedded in the light of the support set; null for each by itself.</param>
    /// <param name="scale">What cosines are multiplied by in the attention; above 0 and at most 40.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public MatchingAdaptation(Module<T> embedding, int ways, FullContext<T>? context = null, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        if (!(scale > 0 && scale <= LargestScale))
        {
            throw new ArgumentOutOfRangeException(
                nameof(scale),
                FormattableString.Invariant($"Cosines are multiplied by a number above 0 and at most {LargestScale}, got {scale}."));
        }

        (_embedding, _ways, _context, _scale) = (embedding, ways, context, T.CreateChecked(scale));
        Parts = [new(NetPart, embedding.Parameters), .. context is null ? (MetaPart<T>[])[] : [new(ContextPart, context.Parameters)]];
    }

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"attention by {_scale} times the cosine, of {_ways} classes, by " +
            $"{_embedding.Description}{(_context is null ? string.Empty : $", {_context.Description}")}");

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        if (_context is not null && episode.Find(EpisodeNames.SupportWeights) is not null)
        {
            throw new ArgumentException(
                "A full context reads the whole support set, and padding with it, so that examples can't have weights: take tasks " +
                    $"without '{EpisodeNames.SupportWeights}', or no full context.");
        }

        Variable<T> members = LabelledExamples.Members(episode, _ways);
        Variable<T> support = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        return new([
            KeyValuePair.Create(Support, _context?.OfSupport(meta.Under(ContextPart), support) ?? support),
            KeyValuePair.Create(Members, members),
        ]);
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
        Variable<T> queries = Embedded(meta, inputs, pass);
        queries = _context?.OfQueries(meta.Under(ContextPart), queries, x[Support]) ?? queries;
        Variable<T> cosines = OfLengthOne(queries).MatMul(OfLengthOne(x[Support]), transposeRight: true);

        // At most 1, the greatest of all cosines, and as a logarithm the same for each class.
        Variable<T> sums = (_scale * (cosines - T.One)).Exp().MatMul(x[Members]);
        Variable<T> present = x[Members].Sum([1]).Greater(sums.Tape.Zeros([]));
        Variable<T> there = present.InsertAxis(1).BroadcastTo(sums.Shape);
        return ClassMeans.Among(Variable.Where(there, sums, sums.Tape.Ones(sums.Shape)).Log(), present);
    }

    private static Variable<T> OfLengthOne(Variable<T> rows)
    {
        Variable<T> length = rows.Norm([2], keepAxes: true);
        return rows / Variable.Where(length.Greater(length.Tape.Zeros([])), length, length.Tape.Ones(length.Shape));
    }

    private Variable<T> Scores(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout());

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass, _context?.Features);
}
