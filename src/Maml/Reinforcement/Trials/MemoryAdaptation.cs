using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A policy with a memory that learns a task by acting in it (RL^2): what it has learned is in the memory, which goes through the
/// episodes of a trial and is empty when a task begins. A start and no steps; loss = -(mean return of a trial + surrogate) + critic's
/// weight sum of (V_t - A_t - V'_t)^2 - entropy's weight sum of H_t, with V' the critic's values when the actions were drawn.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Tasks are those of <see cref="EnvironmentTasks{T}"/>. Trials are calls to the host (<see cref="TrialCall{T}"/>), sampled anew
/// at each replay and constants to derivatives. Sums are over a trial's steps, means over trials. Of the critic's errors and the entropy
/// their values for the policy that acted are taken away, so that the loss has the value of minus the mean return, undiscounted. The
/// distance is the mean divergence of a step, and half the critic's weight times its values' mean square difference. Meta-parameters:
/// <c>policy.*</c>. x: <c>memory.0</c> and so on, [tasks, layers, numbers], zeros. Memory and recorded operations grow with the steps of a
/// trial. Source: Duan, Schulman, Chen, Bartlett, Sutskever and Abbeel, RL^2, 2016.</remarks>
public sealed class MemoryAdaptation<T> : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string PolicyPart = "policy";
    private const string Memory = "memory";

    private static readonly T Two = T.CreateChecked(2);

    private readonly TaskEnvironment _environment;
    private readonly MemoryPolicy<T> _policy;
    private readonly TrialOptions<T> _options;
    private readonly TrialCall<T> _trials;
    private readonly TrialCall<T>? _mode;

    /// <summary>Describes the adaptation.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="options">How it is sampled and judged.</param>
    /// <exception cref="ArgumentException">The policy does not fit the environment, or the options contradict each other.</exception>
    public MemoryAdaptation(TaskEnvironment environment, MemoryPolicy<T> policy, TrialOptions<T>? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(policy);
        _options = options ?? new();
        _options.Validate(policy.HasCritic);
        (_environment, _policy) = (environment, policy);
        _trials = new(environment, policy, _options.Trials, _options.Episodes, _options.Advantages, "trial");
        _mode = _options.TellsMode
            ? new(environment, policy, _options.Trials, _options.Episodes, new(), "mode", byMode: true)
            : null;
        Parts = [new(PolicyPart, policy.Parameters)];
    }

    /// <inheritdoc/>
    public override string Description
        => $"policy with a memory, {_policy.Description}, in {_environment.Description}; {_options.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; }

    /// <inheritdoc/>
    public override bool TakesSteps => false;

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        return new(_policy.StateShapes.Select((shape, state) => KeyValuePair.Create(
            FormattableString.Invariant($"{Memory}.{state}"), episode.Tape.Zeros(shape.Prepend(episode.Tasks)))));
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode).Loss;

    /// <inheritdoc/>
    public override OuterJudgement<T> OuterWithDistance(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
        => Judge(x, meta, episode);

    /// <inheritdoc/>
    public override IReadOnlyList<Measure<T>> Measures(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return _mode is null ? [] : [new("return of the mode", _mode.Of(episode, meta.Under(PolicyPart)).Steps.Return)];
    }

    /// <summary>The descriptions of the distributions of actions along a sequence, [tasks, steps, numbers].</summary>
    /// <param name="x">The memory before it.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="inputs">What is read, [tasks, steps, <see cref="MemoryPolicy{T}.InputSize"/>].</param>
    /// <param name="pass">Without meaning here.</param>
    public override Variable<T> Predict(Variables<T> x, Variables<T> meta, Variable<T> inputs, Pass<T> pass)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return _policy.Read(meta.Under(PolicyPart), inputs.InsertAxis(1), task: null, Begun(x, 1)).Descriptions;
    }

    private OuterJudgement<T> Judge(Variables<T> x, Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        Variables<T> theta = meta.Under(PolicyPart);
        (Trajectories<T> steps, Variable<T>? before) = _trials.Of(episode, theta);
        (int trials, int horizon) = (steps.Rollouts, steps.Horizon);
        Variable<T> inputs = steps.Observations.Reshape([episode.Tasks, trials, horizon, steps.Observations.Shape[2]]);
        Variable<T>? task = _policy.HasCritic ? episode[EnvironmentTasks<T>.ArrayName] : null;
        MemoryReading<T> reading = _policy.Read(theta, inputs, task, Begun(x, trials));
        Variable<T> descriptions = reading.Descriptions;
        T count = T.CreateChecked(trials);
        Variable<T> gain = _options.Surrogate.Compute(steps.LogRatio(_policy.Head, descriptions), steps.Advantages);
        if (_options.EntropyWeight is { } entropy)
        {
            Variable<T> more = _policy.Head.Entropy(descriptions) - _policy.Head.Entropy(steps.Descriptions);
            gain += episode.Scheduled("entropy weight", entropy) * (more.Reshape(steps.Mask.Shape) * steps.Mask).Sum([1, 2]);
        }

        if (reading.Values is not { } values || before is not { } then)
        {
            return new(-(steps.Return + (gain / count)), Distance(steps, descriptions), descriptions);
        }

        // The target is advantage and value at the time: (V - target)^2 less what it was.
        Variable<T> error = (values - then - steps.Advantages).Square() - steps.Advantages.Square();
        T weight = T.CreateChecked(_options.CriticWeight);
        gain -= weight * (error * steps.Mask).Sum([1, 2]);

        // What the distance goes through is one array, of which descriptions and values are parts again.
        int numbers = _policy.Head.DescriptionSize;
        Variable<T> through = Variable.Concatenate<T>([descriptions, values.Reshape([episode.Tasks, trials * horizon, 1])], 2);
        Variable<T> moved = through.Slice(2, numbers, 1).Reshape(then.Shape) - then;
        Variable<T> distance = Distance(steps, through.Slice(2, 0, numbers))
            + (weight / Two * (moved.Square() * steps.Mask).Sum([1, 2]) / steps.Mask.Sum([1, 2]));
        return new(-(steps.Return + (gain / count)), distance, through);
    }

    private Variable<T> Distance(Trajectories<T> steps, Variable<T> descriptions)
        => (_policy.Head.Divergence(steps.Descriptions, descriptions).Reshape(steps.Mask.Shape) * steps.Mask).Sum([1, 2])
            / steps.Mask.Sum([1, 2]);

    private static Variable<T>[] Begun(Variables<T> x, int trials)
    {
        ArgumentNullException.ThrowIfNull(x);
        return [.. x.Values.ToArray().Select(state => state.InsertAxis(2).BroadcastTo(
            [state.Shape[0], state.Shape[1], trials, state.Shape[2]]))];
    }
}
