using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The arm of the greatest score; among equal ones any.</summary>
internal abstract class ScoreStrategy : BanditStrategy
{
    /// <inheritdoc/>
    public override int Choose(ReadOnlySpan<int> wins, ReadOnlySpan<int> losses, int left, RandomStream random)
    {
        int pulled = 0;
        for (int arm = 0; arm < wins.Length; arm++)
        {
            pulled += wins[arm] + losses[arm];
        }

        (double best, int chosen, int equal) = (double.NegativeInfinity, 0, 0);
        for (int arm = 0; arm < wins.Length; arm++)
        {
            double score = Score(wins[arm], losses[arm], pulled, left, random);
            if (score > best)
            {
                (best, chosen, equal) = (score, arm, 1);
            }
            else if (score == best && random.NextInt32(++equal) == 0)
            {
                chosen = arm;
            }
        }

        return chosen;
    }

    /// <summary>The score of an arm.</summary>
    /// <param name="wins">How often it paid.</param>
    /// <param name="losses">How often it did not.</param>
    /// <param name="pulled">How often any arm was pulled.</param>
    /// <param name="left">How many pulls are left, this one counted.</param>
    /// <param name="random">Where random numbers come from.</param>
    protected abstract double Score(int wins, int losses, int pulled, int left, RandomStream random);
}
