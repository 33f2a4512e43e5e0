using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Mpi;
using Spectre.Console;

namespace AutogradMaml.Examples.Runs;

/// <summary>A run on the console: progress and results to the output, one line to the errors when something is wrong.</summary>
public static class Session
{
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(2);

    /// <summary>Does the work of a run.</summary>
    /// <param name="work">The work, given where results go, the view of its progress, and what tells it to stop.</param>
    /// <param name="resumeCommand">The command that goes on with the run after it was stopped.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public static int Run(Action<TextWriter, IProgressView, CancellationToken> work, string resumeCommand)
    {
        ArgumentNullException.ThrowIfNull(work);
        using Interruption interruption = new();
        try
        {
            work(Console.Out, View(), interruption.Token);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException stopped)
        {
            Console.Error.WriteLine($"{stopped.Message} Go on with: {resumeCommand}");
            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is NonFiniteTrainingException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(OneLine.Of(exception));
            return ExitCodes.Failure;
        }
    }

    /// <summary>Does the work of a run on this process alone or, with --mpi, as one of the ranks of a job.</summary>
    /// <param name="mpi">Whether on ranks.</param>
    /// <param name="work">The work, for what connects the ranks; for null where there are none.</param>
    /// <param name="resumeCommand">The command that goes on with the run after it was stopped.</param>
    /// <returns>The exit code. What all ranks meet together rank 0 tells; what one meets alone is told with its number, and its end ends
    /// the job.</returns>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public static int Run(bool mpi, Func<ICommunicator?, Action<TextWriter, IProgressView, CancellationToken>> work, string resumeCommand)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!mpi)
        {
            return Run(work(null), resumeCommand);
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
        int code = Run(ranks, work(ranks), interruption, resumeCommand);
        if (code != ExitCodes.Failure)
        {
            ranks.Finish();
        }

        return code;
    }

    private static int Run(
        MpiCommunicator ranks, Action<TextWriter, IProgressView, CancellationToken> work, Interruption interruption, string resumeCommand)
    {
        bool tells = ranks.Rank == 0;
        string place = $"Rank {ranks.Rank} of {ranks.Size}";
        try
        {
            // Lines alone: Open MPI gives its ranks a terminal, whatever the output goes to.
            work(
                tells ? Console.Out : TextWriter.Null, tells ? new PlainProgressView(Console.Out) : new SilentProgressView(),
                interruption.Token);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException stopped)
        {
            if (tells)
            {
                Console.Error.WriteLine($"{stopped.Message} Go on with: {resumeCommand}");
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

    private static IProgressView View()
        => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? new LiveProgressView(AnsiConsole.Console)
            : new PlainProgressView(Console.Out);
}
