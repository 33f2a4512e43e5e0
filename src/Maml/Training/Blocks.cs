using System.Runtime.ExceptionServices;

namespace AutogradMaml.Maml;

/// <summary>Runs the blocks of a meta-batch or of an evaluation on some threads.</summary>
internal static class Blocks
{
    /// <summary>Runs block 0 to count - 1. What a block throws is thrown as it is; of several, that of the first block, so that the number
    /// of threads does not show there either.</summary>
    /// <param name="count">The number of blocks.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="run">Runs one block.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public static void Run(int count, int threads, Action<int> run, CancellationToken cancellation = default)
    {
        if (threads == 1 || count == 1)
        {
            for (int block = 0; block < count; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                run(block);
            }

            return;
        }

        var errors = new ExceptionDispatchInfo?[count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, count, options, block =>
        {
            try
            {
                run(block);
            }
            catch (Exception exception)
            {
                errors[block] = ExceptionDispatchInfo.Capture(exception);
            }
        });
        Array.Find(errors, static error => error is not null)?.Throw();
    }
}
