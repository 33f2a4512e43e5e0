namespace AutogradMaml.Maml;

/// <summary>Measures something of each task and has the numbers of all: of several ranks each measures its share.</summary>
internal static class MeasuredTasks
{
    /// <summary>Measures all tasks.</summary>
    /// <param name="ranks">What connects the ranks; null where this process measures alone.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="measure">Measures a task, given its place from 0: as many numbers of each.</param>
    /// <param name="threads">The number of threads.</param>
    /// <returns>The numbers of each task, [tasks][numbers]: the same bits on any number of ranks and threads.</returns>
    /// <exception cref="RankFailedException">A measurement failed on a rank.</exception>
    public static double[][] Of(ICommunicator? ranks, int count, Func<int, double[]> measure, int threads = 1)
    {
        var rows = new double[count][];
        new EvaluatedShares(ranks, count, 1).Run(threads, task => rows[task] = measure(task), CancellationToken.None);
        if (ranks is null)
        {
            return rows;
        }

        // A rank without tasks does not know how many numbers they have.
        int length = (int)ranks.Numbers((ulong)(Array.Find(rows, static row => row is not null)?.Length ?? 0)).Max();
        if (length == 0)
        {
            return [.. rows.Select(static _ => Array.Empty<double>())];
        }

        var all = new double[checked(count * length)];
        for (int task = 0; task < count; task++)
        {
            rows[task]?.CopyTo(all, task * length);
        }

        new EvaluatedShares(ranks, all.Length, length).Gather(all);
        return [.. all.Chunk(length)];
    }
}
