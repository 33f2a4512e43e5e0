using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Bandits: arm a pays N(mu_a, deviation^2); mu_a from N(0, 1) for each task.</summary>
/// <remarks>A task is the means, [arms]; the policy sees a 1 and nothing of what it did before.</remarks>
public sealed class GaussianBandits : Bandits
{
    private readonly double _deviation;

    /// <summary>Describes the bandits.</summary>
    /// <param name="arms">The number of arms; at least 1.</param>
    /// <param name="pulls">The number of pulls of an episode; at least 1.</param>
    /// <param name="deviation">The standard deviation of a payoff around its arm's mean; 0 or more.</param>
    public GaussianBandits(int arms, int pulls, double deviation = 1)
        : base(arms, pulls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        _deviation = deviation;
    }

    /// <inheritdoc/>
    public override string Description
        => FormattableString.Invariant($"gaussian bandits of {Arms} arms, {Horizon} pulls, deviation {_deviation:R}");

    /// <inheritdoc/>
    public override void DrawTask(RandomStream random, Span<double> task)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref double mean in task)
        {
            mean = random.NextNormal();
        }
    }

    /// <inheritdoc/>
    public override StepOutcome Step(ReadOnlySpan<double> task, Span<double> state, ReadOnlySpan<double> action, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(task[(int)action[0]] + (_deviation * random.NextNormal()), false);
    }
}
