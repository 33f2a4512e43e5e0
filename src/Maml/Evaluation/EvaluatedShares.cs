using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace AutogradMaml.Maml;

/// <summary>Which tasks of an evaluation this rank computes, and how it has the numbers of the others. Without ranks all are its
/// own.</summary>
internal sealed class EvaluatedShares
{
    private const char Separator = '\0';

    private readonly ICommunicator? _ranks;
    private readonly int _blocks;
    private readonly int[] _lengths;

    /// <summary>Shares out an evaluation.</summary>
    /// <param name="ranks">What connects the ranks; null where this process evaluates alone.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="tasksPerBlock">The size of the blocks.</param>
    public EvaluatedShares(ICommunicator? ranks, int tasks, int tasksPerBlock)
    {
        _ranks = ranks;
        _blocks = (tasks + tasksPerBlock - 1) / tasksPerBlock;
        _lengths = new int[ranks?.Size ?? 0];
        for (int rank = 0; rank < _lengths.Length; rank++)
        {
            int first = FirstOf(rank) * tasksPerBlock;
            int end = Math.Min(FirstOf(rank + 1) * tasksPerBlock, tasks);
            _lengths[rank] = sizeof(double) * Math.Max(end - first, 0);
        }
    }

    /// <summary>Runs this rank's blocks.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="run">Runs one block.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="RankFailedException">A block failed on a rank.</exception>
    public void Run(int threads, Action<int> run, CancellationToken cancellation)
    {
        if (_ranks is null)
        {
            Blocks.Run(_blocks, threads, run, cancellation);
            return;
        }

        int first = FirstOf(_ranks.Rank);
        ExceptionDispatchInfo? error = null;
        try
        {
            Blocks.Run(FirstOf(_ranks.Rank + 1) - first, threads, block => run(first + block), cancellation);
        }
        catch (Exception exception)
        {
            error = ExceptionDispatchInfo.Capture(exception);
        }

        // Blocks are in the order of the ranks.
        _ranks.Agree(error, _ranks.Rank);
    }

    /// <summary>Has a number for each task where this rank has those of its own.</summary>
    /// <param name="values">The numbers, [tasks].</param>
    public void Gather(double[] values) => _ranks?.Gather(MemoryMarshal.AsBytes(values.AsSpan()), _lengths);

    /// <summary>The names that any rank has met, in the order of the ranks.</summary>
    /// <param name="own">Those of this rank.</param>
    public IEnumerable<string> Names(IReadOnlyCollection<string> own)
        => _ranks is null
            ? own
            : _ranks.Texts(string.Concat(own.Select(static name => name + Separator)))
                .SelectMany(static text => text.Split(Separator, StringSplitOptions.RemoveEmptyEntries)).Distinct();

    private int FirstOf(int rank) => RankShare.First(rank, _ranks!.Size, _blocks);
}
