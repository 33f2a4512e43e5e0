namespace AutogradMaml.Examples.Processes;

/// <summary>A program on the console: whatever happens, it ends with an exit code, and with one line on the standard error if something is
/// wrong.</summary>
public static class ConsoleProgram
{
    /// <summary>Runs a program that takes no arguments but <c>--help</c>.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="help">What is said when it is asked for.</param>
    /// <param name="main">The program; gives the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, string help, Func<int> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        return Run(() =>
        {
            if (arguments is ["--help" or "-h" or "-?"])
            {
                Console.WriteLine(help);
                return ExitCodes.Success;
            }

            return arguments is []
                ? main()
                : throw new UsageException($"Got '{string.Join(' ', arguments)}', expected nothing. See --help.");
        });
    }

    /// <summary>Runs a program.</summary>
    /// <param name="main">The program; gives the exit code.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> for what can't be done as it was asked, <see cref="ExitCodes.Failure"/> for
    /// everything else that went wrong: memory that ran out, an output that is full or closed, and faults of the program.</returns>
    public static int Run(Func<int> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        StandardError errors = StandardStreams.Install();
        try
        {
            int code = main();
            return code == ExitCodes.Success && errors.HasLostText ? ExitCodes.Failure : code;
        }
        catch (UsageException exception)
        {
            errors.WriteLine(OneLine.Of(exception.Message));
            return ExitCodes.Usage;
        }
        catch (Exception exception)
        {
            errors.WriteLine(Words(exception));
            return ExitCodes.Failure;
        }
    }

    private static string Words(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case OutOfMemoryException or InsufficientMemoryException:
                    return $"Out of memory: {OneLine.Of(cause)}";
                case StandardOutputException or IOException or UnauthorizedAccessException:
                    return OneLine.Of(cause);
            }
        }

        // The line that a report of the fault begins with.
        string? place = exception.StackTrace?.Split('\n').FirstOrDefault()?.Trim();
        return OneLine.Of($"A fault of this program: {exception.GetType().Name}: {OneLine.Of(exception)} {place}");
    }
}
