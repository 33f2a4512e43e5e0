using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary>What an iteration would take on P ranks: T(P) = E max over the ranks (sum of their blocks' times) + ceil(B / P) q + s + the
/// gatherings. The times of blocks are drawn from those that were measured, so that ranks wait for the slowest; q is a block's share of
/// what an outer search asks; the outer step s is taken by every rank.</summary>
/// <param name="work">What was measured of an iteration.</param>
/// <param name="blocks">B: as many as were measured, or another number of the same kind.</param>
internal sealed class IterationModel(WorkRow work, int blocks)
{
    private const int Draws = 50;
    private const ulong Seed = 1;

    /// <summary>The number of blocks.</summary>
    public int Blocks => blocks;

    /// <summary>The bytes that all gatherings of an iteration have together.</summary>
    public double Bytes => work.GatheredBytes.Sum(static bytes => (double)bytes) * Growth;

    // More blocks have more directions.
    private double Growth => (double)blocks / work.BlockMilliseconds.Count;

    private double Question => Math.Max(
        0, work.IterationMilliseconds - work.BlockMilliseconds.Sum() - work.OuterMilliseconds) / work.BlockMilliseconds.Count;

    /// <summary>What the ranks compute, with the outer step and without gathering.</summary>
    /// <param name="ranks">P.</param>
    public double Computation(int ranks)
    {
        double slowest = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            // The same times for any number of ranks.
            RandomStream random = new(Seed, "times of blocks", draw);
            double most = 0;
            double own = 0;
            int rank = 0;
            for (int block = 0; block < blocks; block++)
            {
                // As ranks divide them: neighbours together, those of rank r from r B / P on.
                while (block >= (int)((long)(rank + 1) * blocks / ranks))
                {
                    rank++;
                    own = 0;
                }

                own += work.BlockMilliseconds[random.NextInt32(work.BlockMilliseconds.Count)];
                most = Math.Max(most, own);
            }

            slowest += most / Draws;
        }

        return slowest + (Math.Ceiling((double)blocks / ranks) * Question) + (work.OuterMilliseconds * Growth);
    }

    /// <summary>What an iteration takes.</summary>
    /// <param name="ranks">P.</param>
    /// <param name="gathering">What one gathering takes, of the bytes of all ranks.</param>
    public double Time(int ranks, Func<double, double> gathering)
        => Computation(ranks) + (ranks == 1 ? 0 : work.GatheredBytes.Sum(bytes => gathering(bytes * Growth)));
}
