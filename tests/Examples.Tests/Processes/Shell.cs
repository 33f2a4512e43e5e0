using System.Diagnostics;

namespace AutogradMaml.Examples.Tests.Processes;

/// <summary>Runs a program as a user does: by a line of a shell, in a process of its own.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts a line of a shell.</summary>
    /// <param name="program">The program, <c>$P</c> in the line.</param>
    /// <param name="line">The line.</param>
    /// <param name="variables">What is in the environment besides.</param>
    public static Process Start(string program, string line, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        ProcessStartInfo start =
            new("/bin/bash") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"P=\"$DOTNET_HOST_PATH {Path.Combine(AppContext.BaseDirectory, program)}.dll\"; set -o pipefail; {line}");
        start.Environment.TryAdd("DOTNET_HOST_PATH", "dotnet");
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a line of a shell to its end.</summary>
    /// <param name="program">The program, <c>$P</c> in the line.</param>
    /// <param name="line">The line.</param>
    /// <param name="variables">What is in the environment besides.</param>
    public static (int Code, string Output, string Errors) Run(
        string program, string line, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        using Process process = Start(program, line, variables);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{line}' has not ended.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>The lines of a text.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
