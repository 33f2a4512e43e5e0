using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>A tabular policy that adapts along the gradient of its expected return, without sampling: what estimators of
/// <see cref="MetaTarget.ExpectedGradient"/> aim at.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="processes">The processes, whose expected return is exact.</param>
/// <param name="policy">A categorical policy.</param>
/// <param name="stepSizes">How far the inner steps go.</param>
/// <remarks>Meta-parameters: <c>policy.*</c>; <c>step_size.*</c> where step sizes are learned. Inner and outer loss: -J(theta),
/// <see cref="ExpectedReturn"/>. Any way to differentiate gives its meta-gradient through K steps exactly.</remarks>
public sealed class ExactPolicyAdaptation<T>(TabularProcesses processes, CategoricalPolicy<T> policy, StepSizes<T> stepSizes)
    : Adaptation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string PolicyPart = "policy";
    private const string StepSizePart = "step_size";

    private readonly Sgd<T> _descent = new();

    /// <inheritdoc/>
    public override string Description
        => $"expected return of {policy.Description} in {processes.Description}; inner steps {stepSizes.Description}";

    /// <inheritdoc/>
    public override IReadOnlyList<MetaPart<T>> Parts { get; } = stepSizes.Parameters(policy.Parameters) is { Count: > 0 } sizes
        ? [new(PolicyPart, policy.Parameters), new(StepSizePart, sizes)]
        : [new(PolicyPart, policy.Parameters)];

    /// <inheritdoc/>
    public override Variables<T> Start(Variables<T> meta, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(meta);
        ArgumentNullException.ThrowIfNull(episode);
        return meta.Under(PolicyPart)
            .Map(value => value.BroadcastTo(value.Shape.Prepend(episode.Tasks)))
            .Prefixed(PolicyPart);
    }

    /// <inheritdoc/>
    public override Variable<T> Inner(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at) => Loss(x, episode);

    /// <inheritdoc/>
    public override Variables<T> Update(Variables<T> x, Variables<T> gradient, Variables<T> meta, InnerStep<T> at)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(meta);
        Variables<T> theta = x.Under(PolicyPart);
        StepSize<T> size = stepSizes.At(theta, meta.Under(StepSizePart), at);
        return _descent.Step(theta, gradient.Under(PolicyPart), _descent.InitialState(theta), size).Parameters.Prefixed(PolicyPart);
    }

    /// <inheritdoc/>
    public override Variable<T> Outer(Variables<T> x, Variables<T> meta, Episode<T> episode, InnerStep<T> at) => Loss(x, episode);

    private Variable<T> Loss(Variables<T> x, Episode<T> episode)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(episode);
        int states = processes.States;
        var identity = new T[states * states];
        for (int state = 0; state < states; state++)
        {
            identity[(state * states) + state] = T.One;
        }

        Variable<T> seen = episode.Tape.Constant(identity, [1, states, states]).BroadcastTo([episode.Tasks, states, states]);
        return -ExpectedReturn.OfTabular(processes, episode[EnvironmentTasks<T>.ArrayName], policy.Describe(x.Under(PolicyPart), seen));
    }
}
