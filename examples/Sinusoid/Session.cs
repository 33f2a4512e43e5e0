using System.Text;
using AutogradMaml.Maml;
using Spectre.Console;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>A run on the console: progress and results to the output, one line to the errors when something is wrong.</summary>
internal static class Session
{
    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="options">What it asks for.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The folder can't be used for it.</exception>
    public static int Run(RunOptions options)
    {
        // Terminals that are set to another encoding would show question marks for plus-minus signs.
        Console.OutputEncoding = new UTF8Encoding(false);
        using Interruption interruption = new();
        try
        {
            new Run(options, Console.Out, View()).Execute(interruption.Token);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException stopped)
        {
            Console.Error.WriteLine($"{stopped.Message} Go on with: {options.ResumeCommand}");
            return interruption.ExitCode;
        }
        catch (Exception exception) when (exception is NonFiniteTrainingException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(OneLine.Of(exception.Message));
            return ExitCodes.Failure;
        }
    }

    private static IProgressView View()
        => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true }
            ? new LiveProgressView(AnsiConsole.Console)
            : new PlainProgressView(Console.Out);
}
