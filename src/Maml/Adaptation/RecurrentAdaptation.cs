using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The support set as a sequence, in which a net reads each example beside the label of the one before: (x_1, nothing), (x_2,
/// y_1), ..., and behind it a query. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c> of the embedding, where it has any, and <c>sequence.*</c>. x: <c>sequence</c>, [tasks, shots,
/// numbers + ways], what was read, and <c>label</c>, [tasks, ways], the last label. The order of the support set is that of the sequence.
/// Each query is read by itself behind a copy of the whole sequence, which serves any net that looks back: memory and operations of queries
/// * (shots + 1) steps. Examples of the support set have no weights; queries may. Sources: see <see cref="RecurrentLoss"/>.</remarks>
public sealed class RecurrentAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Sequence = "sequence";
    private const string Label = "label";
    private const string NetPart = "net";
    private const string SequencePart = "sequence";

    private readonly Module<T> _embedding;
    private readonly Module<T> _sequence;
    private readonly int _ways;
    private readonly RecurrentLoss _loss;
    private readonly int[] _instances;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">From an example to numbers; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="sequence">From the steps of a sequence to scores; [tasks, sequences, steps, numbers + ways] to [tasks, sequences,
    /// steps, ways], in which a step goes by those up to it alone.</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="loss">What is judged.</param>
    /// <param name="instances">With <see cref="RecurrentLoss.EveryStep"/>, of which presentations of a class the accuracy is told, from 1,
    /// as <c>instance k</c>; by default of the 1st, 2nd, 5th and 10th. Left out are those beyond steps / ways; of the others each sequence
    /// has one.</param>
    /// <exception cref="ArgumentException">A net keeps running statistics.</exception>
    public RecurrentAdaptation(
        Module<T> embedding, Module<T> sequence, int ways, RecurrentLoss loss = RecurrentLoss.Queries, IReadOnlyList<int>? instances = null)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        ContextAdaptation<T>.RequireNoStatistics(sequence, nameof(sequence));
        (_embedding, _sequence, _ways) = (embedding, sequence, ways);
        _loss = Enum.IsDefined(loss) ? loss : throw new ArgumentOutOfRangeException(nameof(loss), loss, "There is no such loss.");
        _instances = [.. instances ?? [1, 2, 5, 10]];
        foreach (int instance in _instances)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(instance, 1, nameof(instances));
        }

        Parts =
        [
            .. embedding.Parameters.Count > 0 ? [new(NetPart, embedding.Parameters)] : (MetaPart<T>[])[],
            new(SequencePart, sequence.Parameters),
        ];
    }

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"reads examples of {_ways} classes by {_embedding.Description}, as a sequence by {_sequence.Description}; judged by {_loss}");

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    private static Pass<T> Pass => Pass<T>.Evaluation.RefusingDropout();

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        if (episode.Find(EpisodeNames.SupportWeights) is not null)
        {
            throw new ArgumentException(
                "A sequence is read as it is, with its padding, so that its examples can't have weights: take tasks without " +
                $"'{EpisodeNames.SupportWeights}'.");
        }

        Variable<T> labels = LabelledExamples.OneHot(episode[EpisodeNames.SupportTargets], _ways);
        Variable<T> support = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass);
        int steps = labels.Shape[1];
        Variable<T> before = labels.Pad(1, 1, 0).Slice(1, 0, steps);
        return new(
        [
            KeyValuePair.Create(Sequence, Variable.Concatenate<T>([support, before], 2)),
            KeyValuePair.Create(Label, labels.At(1, steps - 1)),
        ]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => _loss == RecurrentLoss.EveryStep
            ? NetAdaptation<T>.Judge(Loss.CrossEntropy, OfEveryStep(x, meta), episode[EpisodeNames.SupportTargets], null)
            : NetAdaptation<T>.Judge(
                Loss.CrossEntropy, OfQueries(x, meta, episode), episode[EpisodeNames.QueryTargets],
                episode.Find(EpisodeNames.QueryWeights));

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => _loss == RecurrentLoss.EveryStep
            ? OfInstances(x, meta, episode)
            : [LabelledExamples.Accuracy(OfQueries(x, meta, episode), episode)];

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        Variable<T> queries = Embedded(meta, inputs, pass);
        (int tasks, int count, int steps) = (queries.Shape[0], queries.Shape[1], x[Sequence].Shape[1]);
        Variable<T> last = Variable.Concatenate<T>([queries, x[Label].InsertAxis(1).BroadcastTo([tasks, count, _ways])], 2);
        RequireFits(x[Sequence], last);
        Variable<T> read = x[Sequence].InsertAxis(1).BroadcastTo([tasks, count, steps, last.Shape[2]]);
        return Scores(meta, Variable.Concatenate<T>([read, last.InsertAxis(2)], 2), pass).At(2, steps);
    }

    // Of the steps at which a class is there for the k-th time, the share at which it is told.
    private List<Measure<T>> OfInstances(Variables<T> x, Variables<T> meta, Episode<T> episode)
    {
        Variable<T> labels = episode[EpisodeNames.SupportTargets];
        Variable<T> right = OfEveryStep(x, meta).ArgMax([-1]).EqualTo(labels);
        Variable<T> classes = LabelledExamples.OneHot(labels, _ways);
        Variable<T> presentation = (classes.CumulativeSum(1) * classes).Sum([2]);
        List<Measure<T>> measures = [];
        foreach (int instance in _instances.Where(instance => instance <= labels.Shape[1] / _ways))
        {
            Variable<T> there = presentation.EqualTo(labels.Tape.Constant(T.CreateChecked(instance)));
            measures.Add(new(FormattableString.Invariant($"instance {instance}"), (there * right).Sum([1]) / there.Sum([1])));
        }

        return measures;
    }

    // [tasks, steps, ways].
    private Variable<T> OfEveryStep(Variables<T> x, Variables<T> meta)
    {
        Variable<T> scores = Scores(meta, x[Sequence].InsertAxis(1), Pass);
        return scores.Reshape(scores.Shape.Without(1));
    }

    private Variable<T> OfQueries(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass);

    private Variable<T> Scores(Variables<T> meta, Variable<T> steps, Pass<T> pass)
    {
        Variable<T> scores = _sequence.Forward(meta.Under(SequencePart), steps, pass);
        Shape expected = steps.Shape.With(3, _ways);
        return scores.Shape == expected
            ? scores
            : throw new ArgumentException(
                $"The net that reads a sequence gave shape {scores.Shape} for {steps.Shape}, expected {expected}: scores of the classes " +
                    "at each step.");
    }

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass);

    private static void RequireFits(Variable<T> sequence, Variable<T> last)
    {
        if (sequence.Shape[2] != last.Shape[2])
        {
            throw new ArgumentException(
                $"The embedding gave {last.Shape[2]} numbers of a query with the label before it, and the sequence has " +
                    $"{sequence.Shape[2]}: queries have the shape of support examples.");
        }
    }
}
