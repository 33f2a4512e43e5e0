using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>UCB1: w / n + sqrt(2 log t / n), each arm once at first. Source: Auer, Cesa-Bianchi and Fischer, Finite-time analysis of the
/// multiarmed bandit problem, 2002.</summary>
internal sealed class UcbStrategy : ScoreStrategy
{
    /// <inheritdoc/>
    protected override double Score(int wins, int losses, int pulled, int left, RandomStream random)
    {
        double count = wins + losses;
        return count == 0 ? double.PositiveInfinity : (wins / count) + Math.Sqrt(2 * Math.Log(pulled) / count);
    }
}
