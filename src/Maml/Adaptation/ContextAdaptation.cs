using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Context numbers that adapt from 0 by plain gradient descent and are given to a shared net with its inputs: [features,
/// context].</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Meta-parameters: <c>net.*</c>, and <c>step_size.context</c> where the step size is learned. x: <c>context</c>, [tasks,
/// numbers]. Source: Zintgraf et al., Fast context adaptation via meta-learning, 2019, section 3.1.</remarks>
public sealed class ContextAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Context = "context";
    private const string NetPart = "net";
    private const string StepSizePart = "step_size";

    private readonly Module<T> _net;
    private readonly LossFunction<T> _loss;
    private readonly int _length;
    private readonly StepSizes<T> _stepSizes;
    private readonly Sgd<T> _rule = new();

    /// <summary>Describes the adaptation.</summary>
    /// <param name="net">The net; its inputs are the examples' features, [tasks, examples, features], with the context behind them.</param>
    /// <param name="loss">The loss, on support and query sets.</param>
    /// <param name="length">How many context numbers a task has; at least 1.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <exception cref="ArgumentException">The net keeps running statistics.</exception>
    public ContextAdaptation(Module<T> net, LossFunction<T> loss, int length, StepSizes<T> stepSizes)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentNullException.ThrowIfNull(stepSizes);
        RequireNoStatistics(net, nameof(net));
        (_net, _loss, _length, _stepSizes) = (net, loss, length, stepSizes);
        IReadOnlyList<ParameterSpecification<T>> sizes = stepSizes.Parameters([new(Context, [length], Initializers.Constant(T.Zero))]);
        Parts = [new(NetPart, net.Parameters), .. sizes.Count > 0 ? [new(StepSizePart, sizes)] : (MetaPart<T>[])[]];
    }

    /// <inheritdoc/>
    public override string Description
        => $"context of {_length} with the inputs of {_net.Description}; loss {Loss.DescriptionOf(_loss)}; inner {_stepSizes.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode) => OfContext(episode.Tape.Zeros([episode.Tasks, _length]));

    /// <inheritdoc/>
    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets, EpisodeNames.SupportWeights);

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
        => _rule.Step(x, gradient, _rule.InitialState(x), _stepSizes.At(x, meta.Under(StepSizePart), at)).Parameters;

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets, EpisodeNames.QueryWeights);

    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        if (inputs.Shape.Rank != 3)
        {
            throw new ArgumentException(
                $"A context is put behind the features of inputs [tasks, examples, features], got {inputs.Shape}: flatten them before.");
        }

        Variable<T> context = x[Context].InsertAxis(1).BroadcastTo([inputs.Shape[0], inputs.Shape[1], _length]);
        return _net.Forward(meta.Under(NetPart), Variable.Concatenate<T>([inputs, context], 2), pass);
    }

    /// <summary>Throws where a net keeps statistics, which what has no part for them would lose.</summary>
    internal static void RequireNoStatistics(
        Module<T> net, string name, string why = "which this adaptation does not carry: normalize by those of the batch")
    {
        if (net.Statistics.Count > 0)
        {
            throw new ArgumentException(
                $"The net keeps running statistics ({string.Join(", ", net.Statistics.Select(static entry => entry.Name))}), {why}.", name);
        }
    }

    private Variable<T> Judge(Variables<T> x, Variables<T> meta, Episode<T> episode, string inputs, string targets, string weights)
        => NetAdaptation<T>.Judge(
            _loss, Predict(x, meta, episode[inputs], Pass<T>.Evaluation.RefusingDropout()), episode[targets], episode.Find(weights));

    private static Variables<T> OfContext(Variable<T> context) => new([KeyValuePair.Create(Context, context)]);
}
