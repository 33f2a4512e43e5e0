using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Mpi;
using Spectre.Console;

namespace AutogradMaml.Examples.Runs;

/// <summary>A run on the console: progress and results to the output, one line to the errors when something is wrong.</summary>
public static class Session
{
    private const string Results = "results.json";
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(2);

    /// <summary>Does the work of a run.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="work">The work, given where results go, the view of its progress, and what tells it to stop.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public static int Run(IRunOptions options, Action<TextWriter, IProgressView, CancellationToken> work)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(work);
        using Interruption interruption = new();
        try
        {
            bool tells = options.Verbosity == Verbosity.Usual;
            DateTime before = ResultsWritten(options);
            work(tells ? Console.Out : TextWriter.Null, tells ? View() : new SilentProgressView(), interruption.Token);
            return TellResults(options, before);
        }
        catch (OperationCanceledException stopped)
        {
            Console.Error.WriteLine($"{stopped.Message} Go on with: {options.ResumeCommand}");
            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is NonFiniteTrainingException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(OneLine.Of(exception));
            return ExitCodes.Failure;
        }
    }

    /// <summary>Does the work of a run on this process alone or, with --mpi, as one of the ranks of a job.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="mpi">Whether on ranks.</param>
    /// <param name="work">The work, for what connects the ranks; for null where there are none.</param>
    /// <returns>The exit code. What all ranks meet together rank 0 tells; what one meets alone is told with its number, and its end ends
    /// the job.</returns>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public static int Run(
        IRunOptions options, bool mpi, Func<ICommunicator?, Action<TextWriter, IProgressView, CancellationToken>> work)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(work);
        if (!mpi)
        {
            return Run(options, work(null));
        }

        MpiCommunicator ranks;
        try
        {
            ranks = MpiCommunicator.Start();
        }
        catch (MpiException exception)
        {
            throw new UsageException($"--mpi: {OneLine.Of(exception)}");
        }

        using Interruption interruption = new();
        int code = Run(ranks, options, work(ranks), interruption);
        if (code != ExitCodes.Failure)
        {
            ranks.Finish();
        }

        return code;
    }

    private static int Run(
        MpiCommunicator ranks, IRunOptions options, Action<TextWriter, IProgressView, CancellationToken> work, Interruption interruption)
    {
        bool tells = ranks.Rank == 0;
        bool shows = tells && options.Verbosity == Verbosity.Usual;
        string place = $"Rank {ranks.Rank} of {ranks.Size}";
        try
        {
            DateTime before = ResultsWritten(options);

            // Lines alone: Open MPI gives its ranks a terminal, whatever the output goes to.
            work(
                shows ? Console.Out : TextWriter.Null, shows ? new PlainProgressView(Console.Out) : new SilentProgressView(),
                interruption.Token);
            return tells ? TellResults(options, before) : ExitCodes.Success;
        }
        catch (OperationCanceledException stopped)
        {
            if (tells)
            {
                Console.Error.WriteLine($"{stopped.Message} Go on with: {options.ResumeCommand}");
            }

            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is NonFiniteTrainingException or RankFailedException)
        {
            // All ranks have met it, and the end of the first ends the others. Should it be this one's alone, its memory has failed it.
            if (!tells)
            {
                Thread.Sleep(UntilTold);
            }

            Console.Error.WriteLine(tells ? OneLine.Of(exception) : $"{place}: {OneLine.Of(exception)}");
            return ExitCodes.Failure;
        }
        catch (UsageException exception)
        {
            throw new UsageException($"{place}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{place}: {OneLine.Of(exception)}", exception);
        }
    }

    private static string ResultsPath(IRunOptions options) => Path.Combine(options.Folder, Results);

    // A time long ago where there is no such file.
    private static DateTime ResultsWritten(IRunOptions options) => File.GetLastWriteTimeUtc(ResultsPath(options));

    // Not those of an earlier run in the folder.
    private static int TellResults(IRunOptions options, DateTime before)
    {
        if (options.Verbosity == Verbosity.Json)
        {
            if (ResultsWritten(options) == before)
            {
                throw new UsageException($"--json: this run wrote no {Results}, of which it could tell.");
            }

            Console.Out.Write(File.ReadAllText(ResultsPath(options)));
        }

        return ExitCodes.Success;
    }

    private static IProgressView View()
        => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? new LiveProgressView(AnsiConsole.Console)
            : new PlainProgressView(Console.Out);
}
