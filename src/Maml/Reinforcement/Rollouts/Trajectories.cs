using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Sampled trajectories on a tape, constant as far as derivatives go. The steps of all rollouts of a task lie one behind the
/// other, rollout by rollout, each padded to the horizon. Of a rollout that does not count all steps are behind the end.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Rollouts">The number of rollouts of a task.</param>
/// <param name="Horizon">The most steps of a rollout.</param>
/// <param name="Observations">[tasks, rollouts horizon, numbers].</param>
/// <param name="Actions">[tasks, rollouts horizon, numbers].</param>
/// <param name="Descriptions">The distributions from which the actions were drawn, [tasks, rollouts horizon, numbers].</param>
/// <param name="Rewards">[tasks, rollouts, horizon]; 0 behind the end.</param>
/// <param name="Mask">[tasks, rollouts, horizon]: 1 for a step that was taken, 0 behind the end.</param>
/// <param name="Advantages">[tasks, rollouts, horizon]; 0 behind the end.</param>
public sealed record Trajectories<T>(
    int Rollouts,
    int Horizon,
    Variable<T> Observations,
    Variable<T> Actions,
    Variable<T> Descriptions,
    Variable<T> Rewards,
    Variable<T> Mask,
    Variable<T> Advantages)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The mean return of a task's rollouts, of those that count, [tasks].</summary>
    public Variable<T> Return => PerRollout(Rewards.Sum([1, 2]));

    /// <summary>How many of a task's rollouts count, [tasks]; null where all do.</summary>
    internal Variable<T>? Counted { get; init; }

    /// <summary>A sum over all steps of a task, [tasks], for each rollout that counts.</summary>
    internal Variable<T> PerRollout(Variable<T> sum) => Counted is { } counted ? sum / counted : sum / T.CreateChecked(Rollouts);

    /// <summary>The logarithm of pi(a | s) over what it was when the action was drawn, [tasks, rollouts, horizon]; 0 behind the
    /// end.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="descriptions">What it says of <see cref="Observations"/> now.</param>
    public Variable<T> LogRatio(Policy<T> policy, Variable<T> descriptions)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Variable<T> now = policy.LogProbability(descriptions, Actions);
        Variable<T> then = policy.LogProbability(Descriptions, Actions);
        return (now - then).Reshape(Mask.Shape) * Mask;
    }
}
