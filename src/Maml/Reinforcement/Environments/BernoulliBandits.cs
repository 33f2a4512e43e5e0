using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Bandits: arm a pays 1 with probability p_a and else 0; p_a uniform on [0, 1] for each task.</summary>
/// <remarks>A task is the probabilities, [arms]; the policy sees a 1 and nothing of what it did before. Source: Duan et al., RL^2: fast
/// reinforcement learning via slow reinforcement learning, 2016, section 3.1.</remarks>
public sealed class BernoulliBandits : Bandits
{
    /// <summary>Describes the bandits.</summary>
    /// <param name="arms">The number of arms; at least 1.</param>
    /// <param name="pulls">The number of pulls of an episode; at least 1.</param>
    public BernoulliBandits(int arms, int pulls)
        : base(arms, pulls)
    {
    }

    /// <inheritdoc/>
    public override string Description => $"bernoulli bandits of {Arms} arms, {Horizon} pulls";

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
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(random.NextDouble() < task[(int)action[0]] ? 1 : 0, false);
    }
}
