using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The index of an arm for the pulls that are left: the greatest charge a pull at which it is worth while to begin with the arm,
/// if one may stop at any time, sup over stopping times of E[wins until then] / E[pulls until then].</summary>
/// <remarks>Optimal where the future is discounted without end; for a given number of pulls an approximation, and a near one. Computed on
/// a grid of charges: for each the value of going on, max(0, p - charge + p V(w + 1, l) + (1 - p) V(w, l + 1)), back from no pull left.
/// Sources: Gittins, Bandit processes and dynamic allocation indices, 1979; for finite horizons: Kaufmann, On Bayesian index policies for
/// sequential resource allocation, 2018.</remarks>
internal sealed class GittinsStrategy : ScoreStrategy
{
    private const int Charges = 1000;

    private readonly int _pulls;
    private readonly float[][] _indices;

    /// <summary>Computes the indices.</summary>
    /// <param name="pulls">The number of pulls of a bandit. Cost: a thousand times its third power over six.</param>
    public GittinsStrategy(int pulls)
    {
        _pulls = pulls;
        _indices = [.. Enumerable.Range(0, pulls + 1).Select(left => new float[PairsTo(pulls - left)])];
        double[] after = new double[PairsTo(pulls)];
        double[] now = new double[PairsTo(pulls)];
        for (int step = 1; step < Charges; step++)
        {
            double charge = step / (double)Charges;
            Array.Clear(after);
            for (int left = 1; left <= pulls; left++)
            {
                for (int count = 0; count <= pulls - left; count++)
                {
                    for (int wins = 0; wins <= count; wins++)
                    {
                        double p = (wins + 1) / (count + 2.0);
                        double going = p - charge + (p * after[Place(wins + 1, count + 1)]) + ((1 - p) * after[Place(wins, count + 1)]);
                        now[Place(wins, count)] = Math.Max(0, going);
                        if (going > 0)
                        {
                            _indices[left][Place(wins, count)] = (float)charge;
                        }
                    }
                }

                (after, now) = (now, after);
            }
        }
    }

    /// <summary>The index of an arm.</summary>
    /// <param name="wins">How often it paid.</param>
    /// <param name="losses">How often it did not.</param>
    /// <param name="left">How many pulls are left.</param>
    public double IndexOf(int wins, int losses, int left)
        => left >= 1 && wins + losses <= _pulls - left
            ? _indices[left][Place(wins, wins + losses)]
            : throw new ArgumentOutOfRangeException(nameof(left), left, $"Of {_pulls} pulls {wins + losses} are done.");

    /// <inheritdoc/>
    protected override double Score(int wins, int losses, int pulled, int left, RandomStream random) => IndexOf(wins, losses, left);

    private static int Place(int wins, int count) => (count * (count + 1) / 2) + wins;

    private static int PairsTo(int count) => (count + 1) * (count + 2) / 2;
}
