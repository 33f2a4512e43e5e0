using System.Diagnostics;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Federated;

/// <summary>This program as another process, with what it says; ended at the latest with the object.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ChildProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ChildProcess Start(IEnumerable<string> arguments)
    {
        string own = Environment.ProcessPath!;
        string host = Path.GetFileNameWithoutExtension(own).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? own
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(host) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{typeof(ChildProcess).Assembly.GetName().Name}.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>The next line that it says; null when it has ended.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    public ValueTask<string?> ReadLine(CancellationToken cancellation) => _process.StandardOutput.ReadLineAsync(cancellation);

    /// <summary>Waits for its end.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="IOException">It failed; the message has what it said.</exception>
    public async Task End(string what, CancellationToken cancellation)
    {
        // What it still says is read, so that it never waits for a reader.
        await _process.StandardOutput.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        if (_process.ExitCode != ExitCodes.Success)
        {
            throw new IOException($"The {what} ended with exit code {_process.ExitCode}: {OneLine.Of(await _errors)}");
        }
    }

    /// <summary>Waits for its end, whatever that is; not longer than it is told.</summary>
    /// <param name="late">Stops waiting.</param>
    public async Task WaitForExit(CancellationToken late)
    {
        try
        {
            await _process.WaitForExitAsync(late);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
