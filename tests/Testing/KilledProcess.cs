using System.Diagnostics;

namespace AutogradMaml.Testing;

/// <summary>A process of the tests' own program, started to be killed at any moment.</summary>
public static class KilledProcess
{
    /// <summary>Starts the program that this process runs with other arguments, waits until it has written some lines, and kills
    /// it.</summary>
    /// <param name="assembly">Where the program's assembly is: the tests run in their own executable, or in dotnet with the assembly as its
    /// first argument.</param>
    /// <param name="lines">How many lines are waited for.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="InvalidOperationException">It ended before it had written them.</exception>
    public static void StartAndKill(string assembly, int lines, params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string process = Environment.ProcessPath!;
        ProcessStartInfo start = new(process) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(assembly);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        try
        {
            for (int line = 0; line < lines; line++)
            {
                if (child.StandardOutput.ReadLine() is null)
                {
                    throw new InvalidOperationException($"The process ended after {line} of {lines} lines.");
                }
            }
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }
}
