using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The arm of the greatest posterior mean (w + 1) / (w + l + 2). An arm that was not tried has 1/2, and so has one that paid as
/// often as it did not: which of them comes first decides how much is tried.</summary>
/// <param name="untried">What is added for an arm that was not tried: less than any difference of means, and of either sign.</param>
internal sealed class GreedyStrategy(double untried) : ScoreStrategy
{
    /// <summary>Less than the difference of two means of at most 500 pulls.</summary>
    public const double Preference = 1e-7;

    /// <inheritdoc/>
    protected override double Score(int wins, int losses, int pulled, int left, RandomStream random)
        => ((wins + 1) / (wins + losses + 2.0)) + (wins + losses == 0 ? untried : 0);
}
