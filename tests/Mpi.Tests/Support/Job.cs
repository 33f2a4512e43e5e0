using System.Diagnostics;
using System.Text;

namespace AutogradMaml.Mpi.Tests.Support;

/// <summary>A job of ranks: this program, started by the launcher of one of the two families.</summary>
internal sealed class Job : IDisposable
{
    public const string OpenMpi = "Open MPI";
    public const string Mpich = "MPICH";

    // Whatever happens, no test waits for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Job(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a job, or skips the test by name of what is missing.</summary>
    /// <param name="family">The family.</param>
    /// <param name="ranks">The number of ranks.</param>
    /// <param name="arguments">What the ranks do.</param>
    public static Job Start(string family, int ranks, params IReadOnlyList<string> arguments)
    {
        string? launcher = Launcher(family);
        Assert.SkipWhen(
            launcher is null,
            family == OpenMpi
                ? "There is no mpirun of Open MPI here (Debian: apt-get install openmpi-bin libopenmpi3)."
                : "There is no mpirun of MPICH here (Debian: apt-get install mpich libmpich12).");
        ProcessStartInfo start = new(launcher)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // In a container everybody is root, and there are more ranks than processors.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";

        // Open MPI gives its ranks a terminal, to which .NET would send how its keys are to work.
        start.Environment["TERM"] = "dumb";

        // Most of a job is compilation: without counting how often what is called.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (family == OpenMpi)
        {
            start.ArgumentList.Add("--oversubscribe");
        }

        start.ArgumentList.Add("-np");
        start.ArgumentList.Add($"{ranks}");
        start.ArgumentList.Add(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(Job).Assembly.Location);
        }

        start.ArgumentList.Add(RankProgram.Verb);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new(process);
    }

    /// <summary>Runs a job to its end.</summary>
    /// <returns>Exit code, lines of the standard output, and what came by the standard error.</returns>
    public static (int Code, string[] Lines, string Errors) Run(string family, int ranks, params IReadOnlyList<string> arguments)
    {
        using Job job = Start(family, ranks, arguments);
        return job.End();
    }

    /// <summary>The next line of the standard output.</summary>
    public string ReadLine()
    {
        using CancellationTokenSource late = new(Longest);
        return _process.StandardOutput.ReadLineAsync(late.Token).AsTask().GetAwaiter().GetResult()
            ?? throw new InvalidOperationException($"The job ended: {_errors.GetAwaiter().GetResult()}");
    }

    /// <summary>Waits for the end.</summary>
    public (int Code, string[] Lines, string Errors) End()
    {
        using CancellationTokenSource late = new(Longest);
        StringBuilder output = new();
        while (_process.StandardOutput.ReadLineAsync(late.Token).AsTask().GetAwaiter().GetResult() is { } line)
        {
            output.Append(line).Append('\n');
        }

        _process.WaitForExitAsync(late.Token).GetAwaiter().GetResult();
        return (_process.ExitCode, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), _errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // Debian calls each by its family; elsewhere there is one, which says whose it is.
    private static string? Launcher(string family)
        => ((string[])[family == OpenMpi ? "mpirun.openmpi" : "mpirun.mpich", "mpirun"])
            .SelectMany(static name => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, name)))
            .Where(File.Exists)
            .FirstOrDefault(path => Version(path).Contains(family == OpenMpi ? "Open MPI" : "HYDRA", StringComparison.OrdinalIgnoreCase));

    private static string Version(string launcher)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(launcher, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
