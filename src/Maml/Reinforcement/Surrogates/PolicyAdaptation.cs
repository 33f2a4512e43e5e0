using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A policy that adapts to a task by policy-gradient steps on rollouts of its own, and is judged by the return of fresh rollouts
/// of what it has become: theta_(k+1) = theta_k + alpha grad of the inner surrogate on rollouts of theta_k; loss = -(mean return + outer
/// surrogate).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Tasks are those of <see cref="EnvironmentTasks{T}"/>. Rollouts are calls to the host, before each inner step and after the
/// last, so that they are sampled anew at each replay and are constants to derivatives; that they came from the policy is what surrogates
/// put back (<see cref="Surrogate{T}"/>, <see cref="MetaTarget"/>). The loss has the value of minus the mean return of the sampled actions,
/// undiscounted. Meta-parameters: <c>policy.*</c>; <c>step_size.*</c> where step sizes are learned. Source: Finn, Abbeel and Levine,
/// Model-agnostic meta-learning, 2017, algorithm 3; the term of the support rollouts: Stadie, Yang, Houthooft, Chen, Duan, Wu, Abbeel and
/// Sutskever, Some considerations on learning to explore via meta-reinforcement learning, 2018, equation 6.</remarks>
public sealed class PolicyAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string PolicyPart = "policy";
    private const string StepSizePart = "step_size";
    private const string Score = "score";

    private readonly TaskEnvironment _environment;
    private readonly Policy<T> _policy;
    private readonly StepSizes<T> _stepSizes;
    private readonly Sgd<T> _descent = new();
    private readonly PolicyOptions<T> _options;
    private readonly RolloutCall<T> _support;
    private readonly RolloutCall<T> _query;
    private readonly RolloutCall<T>? _mode;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="stepSizes">How far the inner steps go.</param>
    /// <param name="options">How it is sampled and judged.</param>
    /// <exception cref="ArgumentException">The policy does not fit the environment, or the options contradict each other.</exception>
    public PolicyAdaptation(TaskEnvironment environment, Policy<T> policy, StepSizes<T> stepSizes, PolicyOptions<T>? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(stepSizes);
        _options = options ?? new();
        _options.Validate();
        (_environment, _policy, _stepSizes) = (environment, policy, stepSizes);
        (int support, int query) = (_options.SupportRollouts, _options.QueryRollouts);
        _support = new(environment, policy, support, _options.InnerAdvantages, "support", mostSteps: _options.SupportSteps);
        _query = new(environment, policy, query, _options.OuterAdvantages, "query", mostSteps: _options.QuerySteps);
        _mode = _options.TellsMode
            ? new(environment, policy, query, new(), "mode", byMode: true, _options.QuerySteps)
            : null;
        IReadOnlyList<ParameterSpecification<T>> sizes = stepSizes.Parameters(policy.Parameters);
        Parts = sizes.Count == 0 ? [new(PolicyPart, policy.Parameters)] : [new(PolicyPart, policy.Parameters), new(StepSizePart, sizes)];
    }

    /// <inheritdoc/>
    public override string Description
        => $"policy {_policy.Description} in {_environment.Description}; inner steps {_stepSizes.Description}; {_options.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    private bool KeepsScore => _options.Target == MetaTarget.SampledRollouts;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        Variables<T> theta = meta.Under(PolicyPart)
            .Map(value => value.BroadcastTo(value.Shape.Prepend(episode.Tasks)))
            .Prefixed(PolicyPart);
        return KeepsScore ? theta.Concat(new([KeyValuePair.Create(Score, episode.Tape.Zeros([episode.Tasks]))])) : theta;
    }

    /// <inheritdoc/>
    public override Variables<T> Adapting(Variables<T> x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Under(PolicyPart).Prefixed(PolicyPart);
    }

    /// <inheritdoc/>
    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(at);
        Variables<T> theta = x.Under(PolicyPart);
        Trajectories<T> rollouts = _support.At(at, theta);
        Variable<T> logRatio = rollouts.LogRatio(_policy, _policy.Describe(theta, rollouts.Observations));
        if (KeepsScore)
        {
            at.HandOut(Score, x[Score] + logRatio.Sum([1, 2]));
        }

        return -Scaled(_options.Inner, logRatio, rollouts);
    }

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(meta);
        Variables<T> theta = x.Under(PolicyPart);
        StepSize<T> size = _stepSizes.At(theta, meta.Under(StepSizePart), at);
        (Variables<T> updated, _) = _descent.Step(theta, gradient.Under(PolicyPart), _descent.InitialState(theta), size);
        return x.WithValues([.. updated.Values, .. x.Values[updated.Count..]]);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at) => Judge(x, at).Loss;

    /// <inheritdoc/>
    public override OuterJudgement<T> OuterWithDistance(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, at);

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _mode is null ? [] : [new("return of the mode", _mode.At(at, x.Under(PolicyPart)).Return)];
    }

    /// <summary>The descriptions of the adapted policy's distributions.</summary>
    /// <inheritdoc/>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _policy.Describe(x.Under(PolicyPart), inputs);
    }

    private OuterJudgement<T> Judge(Variables<T> x, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(at);
        Variables<T> theta = x.Under(PolicyPart);
        Trajectories<T> rollouts = _query.At(at, theta);
        Variable<T> descriptions = _policy.Describe(theta, rollouts.Observations);
        Variable<T> gain = rollouts.Return + Scaled(_options.Outer, rollouts.LogRatio(_policy, descriptions), rollouts);

        // How probable the support rollouts are now, over how probable they were: 1 in value, and its derivative is their score.
        gain = KeepsScore ? x[Score].Exp() * gain : gain;
        Variable<T> divergence = _policy.Divergence(rollouts.Descriptions, descriptions).Reshape(rollouts.Mask.Shape) * rollouts.Mask;
        return new(-gain, divergence.Sum([1, 2]) / rollouts.Mask.Sum([1, 2]), descriptions);
    }

    private Variable<T> Scaled(Surrogate<T> surrogate, Variable<T> logRatio, Trajectories<T> rollouts)
    {
        Variable<T> sum = surrogate.Compute(logRatio, rollouts.Advantages);
        return _options.PerStep ? sum / rollouts.Mask.Sum([1, 2]) : rollouts.PerRollout(sum);
    }
}
