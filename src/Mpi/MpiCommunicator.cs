using AutogradMaml.Maml;

namespace AutogradMaml.Mpi;

/// <summary>The processes that one <c>mpirun</c> or <c>srun</c> started, as the ranks of a training or an evaluation. Calls Open MPI 4 or 5
/// (<c>libmpi.so.40</c>) or MPICH 3 or 4 (<c>libmpich.so.12</c>) directly on the numbers, whichever started the process.</summary>
/// <remarks>
/// <para>A process starts MPI once. Whatever goes wrong on one rank ends all: MPI ends the others when a process dies or leaves without
/// <see cref="Finish"/>. So there is nothing to dispose of, and an exception that nobody catches is told and ends the job. What all ranks
/// throw together, <see cref="RankFailedException"/> and <see cref="NonFiniteTrainingException"/>, may be caught and told by rank 0, which
/// then ends all by <see cref="Abort"/>.</para>
/// <para>Cost of a gathering: the bytes of all ranks reach each rank. Ranks that wait keep their processor busy.</para>
/// <para>For Linux. Source: MPI: A Message-Passing Interface Standard, version 3.1, 2015.</para>
/// </remarks>
/// <example>
/// <code>
/// var ranks = MpiCommunicator.Start();
/// TrainingState&lt;float&gt; end = trainer.Run(trainer.Start(), new TrainingOptions { Communicator = ranks });
/// if (ranks.Rank == 0) { Console.WriteLine(end); }
/// ranks.Finish();
/// </code>
/// </example>
public sealed class MpiCommunicator : ICommunicator
{
    private readonly MpiLibrary _library;
    private readonly int[] _starts;
    private bool _isFinished;

    private MpiCommunicator(MpiLibrary library)
    {
        _library = library;
        Rank = library.Rank;
        Size = library.Size;
        _starts = new int[Size];
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>Name and version of the library, as in <c>Open MPI 4.1.4</c>.</summary>
    public string Library => _library.Version.Words;

    /// <summary>Starts MPI in this process. Waits until all processes of the job do.</summary>
    /// <returns>All processes of the job.</returns>
    /// <exception cref="MpiException">There is no library, one of an unknown kind or version, or another one than that of the launcher; the
    /// message says what to install.</exception>
    /// <exception cref="InvalidOperationException">MPI was started in this process before.</exception>
    public static MpiCommunicator Start()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MpiException("MPI is called on Linux alone. Train on one machine without it: the result is the same.");
        }

        var launcher = Launcher.Of(Environment.GetEnvironmentVariable);
        var library = MpiLibrary.Load(launcher);
        if (library.IsStarted)
        {
            throw new InvalidOperationException("MPI was started in this process before, and starts once. Pass the communicator on.");
        }

        library.Start();
        MpiCommunicator ranks = new(library);
        return launcher.Processes is { } started && started != ranks.Size
            ? throw new MpiException(
                $"{launcher.Name} started {started} processes, and {ranks.Library} knows of {ranks.Size}: the library is not that of the " +
                    "launcher. Start with the mpirun that belongs to it (on Debian mpirun.openmpi and mpirun.mpich), or install that of " +
                    "the launcher.")
            : ranks;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The lengths are not those of the parts.</exception>
    public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
    {
        Lay(parts, lengths);
        if (Size > 1)
        {
            _library.Gather(parts, lengths, _starts);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The lengths are not those of the parts.</exception>
    public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
    {
        ArgumentNullException.ThrowIfNull(meanwhile);
        Lay(parts, lengths);
        if (Size > 1)
        {
            _library.Gather(parts, lengths, _starts, meanwhile);
        }
    }

    /// <summary>Ends MPI in this process, when all is done. Waits until all ranks do.</summary>
    public void Finish()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            _library.Finish();
        }
    }

    /// <summary>Ends all processes of the job at once, this one too: for a rank that can't go on and whose others can't know.</summary>
    /// <param name="exitCode">The exit code of the job; not 0.</param>
    public void Abort(int exitCode)
    {
        ArgumentOutOfRangeException.ThrowIfZero(exitCode);
        _library.Abort(exitCode);
    }

    private void Lay(ReadOnlySpan<byte> parts, ReadOnlySpan<int> lengths)
    {
        ObjectDisposedException.ThrowIf(_isFinished, this);
        if (lengths.Length != Size)
        {
            throw new ArgumentException($"Got {lengths.Length} lengths, expected one for each of {Size} ranks.", nameof(lengths));
        }

        long all = 0;
        for (int rank = 0; rank < lengths.Length; rank++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(lengths[rank], nameof(lengths));
            _starts[rank] = checked((int)all);
            all += lengths[rank];
        }

        if (all != parts.Length)
        {
            throw new ArgumentException($"The lengths make {all} bytes, and there are {parts.Length}.", nameof(parts));
        }
    }
}
