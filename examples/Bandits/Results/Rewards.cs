namespace AutogradMaml.Examples.Bandits;

/// <summary>What a method earned in the test.</summary>
/// <param name="Mean">The mean over tasks of what a trial earned.</param>
/// <param name="HalfWidth95">Half the width of its 95 % interval over tasks.</param>
/// <param name="Curve">The mean of each pull of a bandit, or of each episode of a process.</param>
internal sealed record Rewards(double Mean, double HalfWidth95, double[] Curve)
{
    /// <summary>The mean over tasks where the most probable action is taken each time; null for methods that draw none.</summary>
    public double? OfMode { get; init; }

    // Sums are over chunks of so many tasks, in order, whatever the number of threads.
    private const int Chunk = 250;

    /// <summary>Runs the tasks of the test on several threads.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="points">The number of points of the curve.</param>
    /// <param name="play">Runs one task, by its number, and adds up what it earned at each point.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards Of(RunOptions options, int points, Action<int, double[]> play, CancellationToken cancellation)
        => OfChunks(
            options,
            points,
            (first, count, rewards) =>
            {
                for (int k = 0; k < count; k++)
                {
                    play(first + k, rewards[k]);
                }
            },
            cancellation);

    /// <summary>Runs the tasks of the test on several threads, some at once.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="points">The number of points of the curve.</param>
    /// <param name="play">Runs some tasks, by the number of the first and how many, and adds up what each earned at each point.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards OfChunks(RunOptions options, int points, Action<int, int, double[][]> play, CancellationToken cancellation)
    {
        int chunks = (options.Tested + Chunk - 1) / Chunk;
        (double Sum, double Squares, double[] Curve)[] parts = new (double, double, double[])[chunks];
        Parallel.For(0, chunks, new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, chunk =>
        {
            int count = Math.Min(Chunk, options.Tested - (chunk * Chunk));
            double[][] rewards = [.. Enumerable.Range(0, count).Select(_ => new double[points])];
            play(chunk * Chunk, count, rewards);
            double[] curve = new double[points];
            (double sum, double squares) = (0, 0);
            foreach (double[] task in rewards)
            {
                double whole = task.Sum();
                (sum, squares) = (sum + whole, squares + (whole * whole));
                for (int k = 0; k < points; k++)
                {
                    curve[k] += task[k];
                }
            }

            parts[chunk] = (sum, squares, curve);
        });
        double count = options.Tested;
        double mean = parts.Sum(static part => part.Sum) / count;
        double variance = Math.Max(0, (parts.Sum(static part => part.Squares) / count) - (mean * mean));
        double[] means = [.. Enumerable.Range(0, points).Select(k => parts.Sum(part => part.Curve[k]) / count)];
        return new(mean, 1.96 * Math.Sqrt(variance / Math.Max(1, count - 1)), means);
    }
}
