using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// A net that adapts by steps of an optimizer on the support loss and is judged by the query loss: theta_(k+1) = theta_k - alpha *
/// direction(grad L_support(theta_k)). What MAML, ANIL, BOIL, Meta-SGD and Reptile do to a task, told by arguments.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>; <c>step_size.*</c> where step sizes are learned; <c>inner.*</c> where the optimizer's state is
/// carried from task to task; <c>statistics.*</c> where layers keep running ones. x: the adapting parameters under <c>net.*</c>, the
/// optimizer's state under <c>inner.*</c>, statistics under <c>statistics.*</c>. Tasks that have weights of their examples
/// (<see cref="EpisodeNames.SupportWeights"/>, <see cref="EpisodeNames.QueryWeights"/>) are adapted and judged by weighted means; a step
/// whose inner batch has no weight leaves plain descent where it was.</remarks>
public class NetAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string NetPart = "net";
    internal const string StatisticsPart = "statistics";
    private const string StepSizePart = "step_size";
    private const string StatePart = "inner";

    private readonly Module<T> _net;
    private readonly LossFunction<T> _loss;
    private readonly StepSizes<T> _stepSizes;
    private readonly Optimizer<T> _optimizer;
    private readonly Selection _adapts;
    private readonly int? _batch;
    private readonly bool _reshuffles;
    private readonly DropoutUse? _dropout;
    private readonly QueryStatistics _queryStatistics;
    private readonly bool _carriesState;
    private readonly T _proximal;
    private readonly ParameterSpecification<T>[] _adapting;
    private readonly Parameters<T> _freshState;
    private readonly MetaPart<T>[] _parts;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <param name="adapts">Which parameters adapt; by default all. The others are shared by all tasks. Source: Raghu et al., Rapid
    /// learning or feature reuse?, 2020 (ANIL: only the head); Oh et al., BOIL, 2021 (all but the head).</param>
    /// <param name="batch">How many support examples each inner step sees, going round the set; all by default.</param>
    /// <param name="carriesState">Whether each task begins with the optimizer's state that is carried as a part of the meta-parameters, and
    /// moves it. By default each begins with an optimizer that has not taken a step.</param>
    /// <param name="dropout">In which passes dropout layers act; where it is not said, a net with such layers is refused.</param>
    /// <param name="queryStatistics">By what queries are normalized in a net whose layers keep statistics.</param>
    /// <param name="proximal">lambda of a term lambda / 2 |x - theta|^2 in the inner loss, over all that adapts; 0 for none. Source:
    /// Rajeswaran et al., Meta-learning with implicit gradients, 2019, equation 3.</param>
    /// <param name="reshuffles">Whether the inner batches go round the support set in another order in each round, as in the published code
    /// of Reptile; by default they go in the order of the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The proximal term is negative or not finite.</exception>
    /// <exception cref="ArgumentException">Nothing would adapt, or the optimizer that is to carry its state has none, or the net has
    /// dropout layers and nothing says where they act, or there are no inner batches to reshuffle.</exception>
    public NetAdaptation(
        Module<T> net,
        LossFunction<T> loss,
        StepSizes<T> stepSizes,
        Optimizer<T>? optimizer = null,
        Selection? adapts = null,
        int? batch = null,
        bool carriesState = false,
        DropoutUse? dropout = null,
        QueryStatistics queryStatistics = QueryStatistics.Kept,
        double proximal = 0,
        bool reshuffles = false)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(stepSizes);
        (_net, _loss, _stepSizes) = (net, loss, stepSizes);
        _optimizer = optimizer ?? new Sgd<T>();
        _adapts = adapts ?? Selection.All;
        (_batch, _reshuffles) = (batch, reshuffles);
        _carriesState = carriesState;
        if (reshuffles && batch is null)
        {
            throw new ArgumentException(
                "Steps that see the whole support set have no batches to reshuffle: give their size.", nameof(reshuffles));
        }

        _dropout = dropout;
        _queryStatistics = queryStatistics;
        _proximal = proximal >= 0 && T.IsFinite(T.CreateChecked(proximal))
            ? T.CreateChecked(proximal)
            : throw new ArgumentOutOfRangeException(
                nameof(proximal), FormattableString.Invariant($"The proximal term has a finite weight of 0 or more, got {proximal}."));
        _adapts.RequireFits([.. net.Parameters.Select(static parameter => parameter.Name)]);
        _adapting = [.. net.Parameters.Where(parameter => _adapts.Contains(parameter.Name))];
        Parameters<T> initial = net.Initialize(0);
        _freshState = _optimizer.InitialState(new Parameters<T>(initial.Where(entry => _adapts.Contains(entry.Key))));
        if (carriesState && _freshState.Count == 0)
        {
            throw new ArgumentException(
                $"The optimizer '{_optimizer.Name}' has no state that could be carried from task to task.", nameof(carriesState));
        }

        List<MetaPart<T>> parts = [new(NetPart, net.Parameters)];
        Add(parts, StepSizePart, stepSizes.Parameters(_adapting), null);
        Add(parts, StatePart, carriesState ? Specifications(_freshState) : [], OuterRule<T>.Assigned());
        Add(parts, StatisticsPart, net.Statistics, OuterRule<T>.Assigned(1.0));
        _parts = [.. parts];
    }

    /// <summary>Describes the adaptation with a loss of one task, which knows nothing of task axes:
    /// <c>(p, t) => (p - t).Square().Mean()</c>.</summary>
    /// <param name="net">The net.</param>
    /// <param name="lossOfOneTask">The loss of one task, a single number, on support and query sets.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="optimizer">The rule of the inner steps; by default plain gradient descent.</param>
    /// <param name="adapts">Which parameters adapt; by default all.</param>
    /// <param name="batch">How many support examples each inner step sees; all by default.</param>
    /// <remarks>It is called once for each task. A <see cref="LossFunction{T}"/>, which takes the number of task axes and leaves those out
    /// of its mean, is called once for all, and that is faster with many small tasks.</remarks>
    public NetAdaptation(
        Module<T> net,
        Func<Variable<T>, Variable<T>, Variable<T>> lossOfOneTask,
        StepSizes<T> stepSizes,
        Optimizer<T>? optimizer = null,
        Selection? adapts = null,
        int? batch = null)
        : this(net, LossOfOneTask.OfEach(lossOfOneTask), stepSizes, optimizer, adapts, batch)
    {
    }

    /// <summary>The net.</summary>
    public Module<T> Net => _net;

    /// <summary>Which of the net's parameters adapt.</summary>
    public Selection Adapts => _adapts;

    /// <summary>The loss.</summary>
    public LossFunction<T> Loss => _loss;

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts => _parts;

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{_net.Description}; loss {Nn.Loss.DescriptionOf(_loss)}; inner {_optimizer.Description} {_stepSizes.Description}, " +
            $"adapts {_adapts.Description}, batch {_batch?.ToString(CultureInfo.InvariantCulture) ?? "all"}" +
            $"{(_reshuffles ? " reshuffled" : string.Empty)}{(_carriesState ? ", state carried" : string.Empty)}" +
            $"{(_dropout is null ? string.Empty : $", dropout in {_dropout}")}" +
            $"{(_proximal == T.Zero ? string.Empty : $", proximal {_proximal}")}" +
            $"{(_net.Statistics.Count == 0 ? string.Empty : $", queries by {_queryStatistics} statistics")}");

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        Variables<T> net = meta.Under(NetPart);
        Variables<T> theta = new(
            _adapting.Select(parameter => KeyValuePair.Create(parameter.Name, OfEachTask(net[parameter.Name], episode))));
        OptimizerState<T> state = _optimizer.InitialState(theta);
        if (_carriesState)
        {
            Variables<T> carried = meta.Under(StatePart);
            Variables<T> fresh = state.ToVariables();
            state = _optimizer.Restore(fresh.WithValues([.. fresh.Select(entry => carried[entry.Key].BroadcastTo(entry.Value.Shape))]));
        }

        return theta.Prefixed(NetPart)
            .Concat(state.ToVariables().Prefixed(StatePart))
            .Concat(meta.Under(StatisticsPart).Map(value => OfEachTask(value, episode)).Prefixed(StatisticsPart));
    }

    /// <inheritdoc/>
    public override Variables<T> Adapting(Variables<T> x) => x.Under(NetPart).Prefixed(NetPart);

    /// <inheritdoc/>
    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        Variable<T> inputs = at.Batch(episode[EpisodeNames.SupportInputs], _batch, _reshuffles);
        Variable<T> targets = at.Batch(episode[EpisodeNames.SupportTargets], _batch, _reshuffles);
        Pass<T> pass = PassOf(at, DropoutUse.Inner, "inner dropout");
        StatisticsCollector<T>? collector = null;
        if (_net.Statistics.Count > 0)
        {
            collector = new();
            pass = pass.Updating(x.Under(StatisticsPart), collector);
        }

        Variable<T>? weights = episode.Find(EpisodeNames.SupportWeights) is { } all ? at.Batch(all, _batch, _reshuffles) : null;
        Variable<T> loss = Judge(_loss, _net.Forward(Whole(x, meta), inputs, pass), targets, weights);
        foreach ((string name, Variable<T> value) in collector?.Statistics ?? new([]))
        {
            at.HandOut($"{StatisticsPart}.{name}", value);
        }

        return _proximal == T.Zero ? loss : loss + Proximal(x, meta);
    }

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        Variables<T> theta = x.Under(NetPart);
        (Variables<T> updated, OptimizerState<T> state) = _optimizer.Step(
            theta, gradient.Under(NetPart), _optimizer.Restore(x.Under(StatePart)), _stepSizes.At(theta, meta.Under(StepSizePart), at));
        return updated.Prefixed(NetPart).Concat(state.ToVariables().Prefixed(StatePart))
            .Concat(x.Under(StatisticsPart).Prefixed(StatisticsPart));
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        Pass<T> pass = PassOf(at, DropoutUse.Outer, "outer dropout");
        return Judge(
            _loss, Predict(x, meta, episode[EpisodeNames.QueryInputs], pass), episode[EpisodeNames.QueryTargets],
            episode.Find(EpisodeNames.QueryWeights));
    }

    /// <inheritdoc/>
    public override Variables<T> Assign(Variables<T> x, Variables<T> meta, Episode<T> episode)
        => new(x.Where(entry => entry.Key.StartsWith($"{StatisticsPart}.", StringComparison.Ordinal)
            || (_carriesState && entry.Key.StartsWith($"{StatePart}.", StringComparison.Ordinal)))
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.BroadcastTo(meta[entry.Key].Shape.Prepend(episode.Tasks)))));

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Variables<T> statistics = x.Under(StatisticsPart);
        return _net.Forward(
            Whole(x, meta), inputs,
            _queryStatistics == QueryStatistics.Kept && statistics.Count > 0 ? pass.NormalizingBy(statistics) : pass);
    }

    private Variable<T> Proximal(Variables<T> x, Variables<T> meta)
    {
        Variable<T>? sum = null;
        foreach ((string name, Variable<T> value) in Adapting(x))
        {
            Variable<T> square = (value - meta[name]).Square();
            square = square.Reshape([square.Shape[0], square.Shape.ElementCount / square.Shape[0]]).Sum([1]);
            sum = sum is { } before ? before + square : square;
        }

        return _proximal / T.CreateChecked(2) * sum!.Value;
    }

    // The net's parameters: those that adapt from x, the others from the meta-parameters.
    private Variables<T> Whole(Variables<T> x, Variables<T> meta)
        => new(_net.Parameters.Select(parameter =>
        {
            string path = $"{NetPart}.{parameter.Name}";
            return KeyValuePair.Create(parameter.Name, x.TryGet(path, out Variable<T> own) ? own : meta[path]);
        }));

    /// <summary>The loss of each task, by the weights of its examples where it has any. The mean runs over all axes but that of the tasks,
    /// or every task's gradient would be too small by their number.</summary>
    internal static Variable<T> Judge(LossFunction<T> function, Variable<T> prediction, Variable<T> targets, Variable<T>? weights)
    {
        Variable<T> loss = weights is { } some
            ? Nn.Loss.Weighted(function, prediction, targets, some, 1)
            : function(prediction, targets, 1);
        Shape expected = [targets.Shape[0]];
        return loss.Shape == expected
            ? loss
            : throw new ArgumentException(
                $"The loss function gave shape {loss.Shape} for 1 task axis, expected {expected}: reduce over all axes but the first " +
                    "taskAxes.");
    }

    private static Variable<T> OfEachTask(Variable<T> value, Episode<T> episode) => value.BroadcastTo(value.Shape.Prepend(episode.Tasks));

    private Pass<T> PassOf(InnerStep<T> at, DropoutUse use, string purpose)
    {
        Pass<T> pass = _dropout is not { } dropout ? Pass<T>.Evaluation.RefusingDropout()
            : dropout.HasFlag(use) ? new NoisePass<T>(at, purpose)
            : Pass<T>.Evaluation;
        return at.Known is { } known ? pass.AtInnerStep(known) : pass.AtInnerStep(at.Number);
    }

    private static void Add(List<MetaPart<T>> parts, string name, IReadOnlyList<ParameterSpecification<T>> parameters, OuterRule<T>? rule)
    {
        if (parameters.Count > 0)
        {
            parts.Add(new(name, parameters, rule));
        }
    }

    // A state that has not taken a step is the same number throughout each of its arrays.
    private static ParameterSpecification<T>[] Specifications(Parameters<T> fresh)
        => [.. fresh.Select(entry => new ParameterSpecification<T>(
            entry.Key, Tensors.ShapeOf(entry.Value), Initializers.Constant(Tensors.ToArray(entry.Value).FirstOrDefault())))];
}
