using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A linear map from embedded support examples to their targets by ridge regression, in closed form: W = (X'X + lambda I)^-1 X'Y =
/// X'(XX' + lambda I)^-1 Y, and predictions a f(q) W + b. A start and no steps.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// X is f of the support inputs, [tasks, examples, features], and Y their targets, [tasks, examples, outputs], for classes with 1 in the
/// place of the class and 0 elsewhere. Meta-parameters: <c>net.*</c>, and <c>ridge.log_lambda</c>, <c>ridge.scale</c> (a) and
/// <c>ridge.shift</c> (b), a number each. x: <c>head</c>, [tasks, features, outputs]. Weights of examples multiply their squared errors, so
/// that an example of weight 0 plays no part. The two forms are the same by Woodbury's identity; the one with the smaller matrix is taken,
/// of examples or of features. Cost: its cube, and one pass of each set. Source: Bertinetto, Henriques, Torr and Vedaldi, Meta-learning
/// with differentiable closed-form solvers, 2019.
/// </remarks>
public sealed class RidgeAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string NetPart = "net";
    private const string RidgePart = "ridge";
    private const string LogLambda = "log_lambda";
    private const string Scale = "scale";
    private const string Shift = "shift";
    private const string Head = "head";

    private readonly Module<T> _embedding;
    private readonly LossFunction<T> _loss;
    private readonly int _outputs;
    private readonly bool _classifies;
    private readonly double _regularization;
    private readonly double _scale;

    /// <summary>Describes it for classes: labels are class numbers, and queries are judged by the cross-entropy of the
    /// predictions.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="regularization">Where lambda starts; above 0.</param>
    /// <param name="scale">Where a starts.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public RidgeAdaptation(Module<T> embedding, int ways, double regularization = 1, double scale = 1)
        : this(embedding, Loss.CrossEntropy, ways, regularization, scale, classifies: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
    }

    /// <summary>Describes it for numbers: targets are [tasks, examples, outputs].</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="loss">The loss of the queries.</param>
    /// <param name="outputs">How many numbers a target has; at least 1.</param>
    /// <param name="regularization">Where lambda starts; above 0.</param>
    /// <param name="scale">Where a starts.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public RidgeAdaptation(Module<T> embedding, LossFunction<T> loss, int outputs, double regularization = 1, double scale = 1)
        : this(embedding, loss, outputs, regularization, scale, classifies: false)
    {
    }

    private RidgeAdaptation(Module<T> embedding, LossFunction<T> loss, int outputs, double regularization, double scale, bool classifies)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        if (!(regularization > 0) || !double.IsFinite(regularization))
        {
            throw new ArgumentOutOfRangeException(
                nameof(regularization),
                FormattableString.Invariant($"Ridge regression is regularized by a finite number above 0, got {regularization}."));
        }

        (_embedding, _loss, _outputs, _classifies, _regularization, _scale) = (embedding, loss, outputs, classifies, regularization, scale);
        Parts =
        [
            new(NetPart, embedding.Parameters),
            new(RidgePart, [Number(LogLambda, Math.Log(regularization)), Number(Scale, scale), Number(Shift, 0)]),
        ];
    }

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"ridge regression to {_outputs} {(_classifies ? "classes" : "numbers")} on {_embedding.Description}; loss " +
            $"{Loss.DescriptionOf(_loss)}; lambda from {_regularization:R}, scale from {_scale:R}");

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        Variable<T> targets = Targets(episode[EpisodeNames.SupportTargets]);
        Variable<T> embedded = Embedded(meta, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        if (episode.Find(EpisodeNames.SupportWeights) is { } weights)
        {
            Variable<T> roots = weights.Sqrt().InsertAxis(-1);
            (embedded, targets) = (roots * embedded, roots * targets);
        }

        (int examples, int features) = (embedded.Shape[1], embedded.Shape[2]);
        Variable<T> lambda = meta.Under(RidgePart)[LogLambda].Exp().Reshape([1, 1]);
        Variable<T> Regularized(Variable<T> square, int length) => square + (lambda * episode.Tape.Ones([length]).FromDiagonal());
        Variable<T> head = examples <= features
            ? embedded.MatMul(Regularized(embedded.MatMul(embedded, transposeRight: true), examples).Solve(targets), transposeLeft: true)
            : Regularized(embedded.MatMul(embedded, transposeLeft: true), features).Solve(embedded.MatMul(targets, transposeLeft: true));
        return new([KeyValuePair.Create(Head, head)]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => NetAdaptation<T>.Judge(
            _loss, OfQueries(x, meta, episode), episode[EpisodeNames.QueryTargets], episode.Find(EpisodeNames.QueryWeights));

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => _classifies ? [LabelledExamples.Accuracy(OfQueries(x, meta, episode), episode)] : [];

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        Variables<T> ridge = meta.Under(RidgePart);
        return (ridge[Scale] * Embedded(meta, inputs, pass).MatMul(x[Head])) + ridge[Shift];
    }

    private static ParameterSpecification<T> Number(string name, double start)
        => new(name, [1], Initializers.Constant(T.CreateChecked(start)));

    private Variable<T> OfQueries(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<T>.Evaluation.RefusingDropout());

    private Variable<T> Embedded(Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, meta.Under(NetPart), inputs, pass);

    private Variable<T> Targets(Variable<T> given)
    {
        if (_classifies)
        {
            return LabelledExamples.OneHot(given, _outputs);
        }

        return given.Shape.Rank == 3 && given.Shape[2] == _outputs ? given
            : throw new ArgumentException(
                $"Ridge regression takes targets [tasks, examples, {_outputs}], got {given.Shape}: reshape the targets.");
    }
}
