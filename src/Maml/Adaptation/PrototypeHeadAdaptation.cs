using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A net under a linear layer that starts where it scores by the squared distance to the mean of each class: weights 2 c_k and
/// biases -|c_k|^2, so that score_k(q) = |f(q)|^2 - |f(q) - c_k|^2. Both adapt by steps of an optimizer on the support loss,
/// cross-entropy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>, and <c>step_size.*</c> where step sizes are learned; the linear layer has none. x: <c>net.*</c>,
/// <c>head.weight</c>, [tasks, ways, features], <c>head.bias</c>, [tasks, ways], the optimizer's state under <c>inner.*</c>, and
/// <c>present</c>, [tasks, ways], 1 for a class that has support examples. The start is differentiated too: the means are functions of
/// theta. A class without support examples has the score minus infinity. Source: Triantafillou et al., Meta-Dataset: a dataset of datasets
/// for learning to learn from few examples, 2020.</remarks>
public sealed class PrototypeHeadAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string NetPart = "net";
    private const string StepSizePart = "step_size";
    private const string StatePart = "inner";
    private const string Weight = "head.weight";
    private const string Bias = "head.bias";
    private const string Present = "present";

    private readonly Module<T> _embedding;
    private readonly int _ways;
    private readonly int _features;
    private readonly StepSizes<T> _stepSizes;
    private readonly Optimizer<T> _optimizer;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="embedding">f; [tasks, examples, features...] to [tasks, examples, numbers].</param>
    /// <param name="ways">The number of classes of a task; at least 2.</param>
    /// <param name="features">How many numbers f gives of an example.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <exception cref="ArgumentException">The embedding keeps running statistics.</exception>
    public PrototypeHeadAdaptation(Module<T> embedding, int ways, int features, StepSizes<T> stepSizes, Optimizer<T>? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentNullException.ThrowIfNull(stepSizes);
        ContextAdaptation<T>.RequireNoStatistics(embedding, nameof(embedding));
        (_embedding, _ways, _features, _stepSizes) = (embedding, ways, features, stepSizes);
        _optimizer = optimizer ?? new Sgd<T>();
        Initializer<T> none = Initializers.Constant(T.Zero);
        IReadOnlyList<ParameterSpecification<T>> sizes = stepSizes.Parameters(
        [
            .. embedding.Parameters.Select(
                static parameter => new ParameterSpecification<T>($"{NetPart}.{parameter.Name}", parameter.Shape, parameter.Initializer)),
            new(Weight, [ways, features], none),
            new(Bias, [ways], none),
        ]);
        Parts = [new(NetPart, embedding.Parameters), .. sizes.Count > 0 ? [new(StepSizePart, sizes)] : (MetaPart<T>[])[]];
    }

    /// <inheritdoc/>
    public override string Description
        => string.Create(
            CultureInfo.InvariantCulture,
            $"linear layer from prototypes of {_ways} classes on {_features} features of {_embedding.Description}; inner " +
                $"{_optimizer.Description} {_stepSizes.Description}");

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variables<T> net = meta.Under(NetPart);
        Variable<T> embedded = Embedded(net, episode[EpisodeNames.SupportInputs], Pass<T>.Evaluation.RefusingDropout());
        (Variable<T> means, Variable<T> present, _) = ClassMeans.Of(embedded, LabelledExamples.Members(episode, _ways));
        Variables<T> adapting = net.Map(value => value.BroadcastTo(value.Shape.Prepend(episode.Tasks))).Prefixed(NetPart)
            .Concat(new([KeyValuePair.Create(Weight, T.CreateChecked(2) * means), KeyValuePair.Create(Bias, -means.Square().Sum([2]))]));
        return WithRest(adapting, _optimizer.InitialState(adapting), present);
    }

    /// <inheritdoc/>
    public override Variables<T> Adapting(Variables<T> x)
        => new(x.Where(static entry => entry.Key is Weight or Bias || entry.Key.StartsWith($"{NetPart}.", StringComparison.Ordinal)));

    /// <inheritdoc/>
    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, EpisodeNames.SupportWeights);

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        Variables<T> adapting = Adapting(x);
        (Variables<T> updated, OptimizerState<T> state) = _optimizer.Step(
            adapting, gradient, _optimizer.Restore(x.Under(StatePart)), _stepSizes.At(adapting, meta.Under(StepSizePart), at));
        return WithRest(updated, state, x[Present]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets, EpisodeNames.QueryWeights);

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => [LabelledExamples.Accuracy(Scores(x, meta, episode[EpisodeNames.QueryInputs]), episode)];

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
        => ClassMeans.Among(
            Embedded(x.Under(NetPart), inputs, pass).MatMul(x[Weight], transposeRight: true) + x[Bias].InsertAxis(1), x[Present]);

    private static Variables<T> WithRest(Variables<T> adapting, OptimizerState<T> state, Variable<T> present)
        => adapting.Concat(state.ToVariables().Prefixed(StatePart)).Concat(new([KeyValuePair.Create(Present, present)]));

    private Variable<T> Embedded(Variables<T> net, Variable<T> inputs, Pass<T> pass)
        => LabelledExamples.Embed(_embedding, net, inputs, pass, _features);

    private Variable<T> Scores(Variables<T> x, Variables<T> meta, Variable<T> inputs)
        => Predict(x, meta, inputs, Pass<T>.Evaluation.RefusingDropout());

    private Variable<T> Judge(Variables<T> x, Variables<T> meta, Episode<T> episode, string inputs, string targets, string weights)
        => NetAdaptation<T>.Judge(Loss.CrossEntropy, Scores(x, meta, episode[inputs]), episode[targets], episode.Find(weights));
}
