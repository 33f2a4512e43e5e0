using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Bandits;

/// <summary>What is known of a process after some steps in it: Dirichlet(1 + counts) transitions, and mean rewards N((1 + sum) / (1 + n), 1
/// / (1 + n)) by the prior N(1, 1) and rewards of variance 1.</summary>
/// <param name="states">The number of states.</param>
/// <param name="actions">The number of actions.</param>
internal sealed class PosteriorProcess(int states, int actions)
{
    private readonly int[] _counts = new int[states * actions * states];
    private readonly int[] _tried = new int[states * actions];
    private readonly double[] _sums = new double[states * actions];

    /// <summary>Learns from a step.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="action">The action.</param>
    /// <param name="reward">The reward.</param>
    /// <param name="next">The state after.</param>
    public void Learn(int state, int action, double reward, int next)
    {
        int pair = (state * actions) + action;
        _counts[(pair * states) + next]++;
        _tried[pair]++;
        _sums[pair] += reward;
    }

    /// <summary>Draws a process.</summary>
    /// <param name="process">The process, to be written whole.</param>
    /// <param name="random">Where random numbers come from.</param>
    public void Sample(Process process, RandomStream random)
    {
        for (int pair = 0; pair < states * actions; pair++)
        {
            Span<double> row = process.Transitions.AsSpan(pair * states, states);
            double sum = 0;
            for (int next = 0; next < states; next++)
            {
                row[next] = Gamma(1 + _counts[(pair * states) + next], random);
                sum += row[next];
            }

            foreach (ref double entry in row)
            {
                entry /= sum;
            }

            double count = 1 + _tried[pair];
            process.Means[pair] = ((1 + _sums[pair]) / count) + (random.NextNormal() / Math.Sqrt(count));
        }
    }

    // Source: Marsaglia and Tsang, A simple method for generating gamma variables, 2000; for a shape of at least 1.
    private static double Gamma(double shape, RandomStream random)
    {
        double d = shape - (1 / 3.0);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = random.NextNormal();
            double v = 1 + (c * normal);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            if (Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
