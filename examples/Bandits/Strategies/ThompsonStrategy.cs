using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>Thompson sampling: an arm is as probable as that it is the best, by a draw from each arm's posterior, Beta(w + 1, l +
/// 1).</summary>
internal sealed class ThompsonStrategy : ScoreStrategy
{
    /// <inheritdoc/>
    protected override double Score(int wins, int losses, int pulled, int left, RandomStream random)
    {
        double first = Gamma(wins + 1, random);
        return first / (first + Gamma(losses + 1, random));
    }

    // Of a whole shape it is a sum of exponential numbers.
    private static double Gamma(int shape, RandomStream random)
    {
        double sum = 0;
        for (int k = 0; k < shape; k++)
        {
            sum -= Math.Log(1 - random.NextDouble());
        }

        return sum;
    }
}
