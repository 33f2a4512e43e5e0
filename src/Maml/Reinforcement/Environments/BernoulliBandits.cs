using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Bandits: arm a pays 1 with probability p_a and else 0; p_a uniform on [0, 1] for each task.</summary>
/// <remarks>A task is the probabilities, [arms]; the policy sees a 1 and nothing of what it did before. Source: Duan et al., RL^2: fast
/// reinforcement learning via slow reinforcement learning, 2016, section 3.1.</remarks>
public sealed class BernoulliBandits : TaskEnvironment
{
    private readonly int _arms;

    /// <summary>Describes the bandits.</summary>
    /// <param name="arms">The number of arms; at least 1.</param>
    /// <param name="pulls">The number of pulls of an episode; at least 1.</param>
    public BernoulliBandits(int arms, int pulls)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(arms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pulls, 1);
        (_arms, Horizon, Actions) = (arms, pulls, ActionSpace.Discrete(arms));
    }

    /// <inheritdoc/>
    public override string Description => $"bernoulli bandits of {_arms} arms, {Horizon} pulls";

    /// <inheritdoc/>
    public override int TaskSize => _arms;

    /// <inheritdoc/>
    public override int StateSize => 0;

    /// <inheritdoc/>
    public override int ObservationSize => 1;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref double probability in task)
        {
            probability = random.NextDouble();
        }
    }

    /// <inheritdoc/>
    public override void Reset(ReadOnlySpan<double> task, Span<double> state, RandomStream random)
    {
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlySpan<double> task, ReadOnlySpan<double> state, Span<double> observation) => observation[0] = 1;

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(random.NextDouble() < task[(int)action[0]] ? 1 : 0, false);
    }
}
