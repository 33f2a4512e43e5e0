using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using Spectre.Console;

namespace AutogradMaml.Examples.Runs;

/// <summary>A run on the console: progress and results to the output, one line to the errors when something is wrong.</summary>
public static class Session
{
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

    private static IProgressView View()
        => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? new LiveProgressView(AnsiConsole.Console)
            : new PlainProgressView(Console.Out);
}
