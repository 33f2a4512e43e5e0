namespace AutogradMaml.Examples.Processes;

/// <summary>What the program's exit code says.</summary>
public static class ExitCodes
{
    /// <summary>All done.</summary>
    public const int Success = 0;

    /// <summary>The training failed, or a result could not be written.</summary>
    public const int Failure = 1;

    /// <summary>What was asked for makes no sense or can't be done here.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C: 128 and the number of the signal, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by a request to terminate.</summary>
    public const int Terminated = 143;
}
