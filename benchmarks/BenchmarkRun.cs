using AutogradMaml.Examples.Processes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;

namespace AutogradMaml.Benchmarks;

/// <summary>Runs the benchmark classes of this assembly.</summary>
internal static class BenchmarkRun
{
    /// <summary>Runs or names benchmarks.</summary>
    /// <param name="deep">Whether those of the deep list are meant as well; only without patterns.</param>
    /// <param name="filter">Patterns of names; all of the list where there is none.</param>
    /// <param name="list">How they are named in place of being run; null to run them.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Failure"/> when a benchmark failed.</returns>
    /// <exception cref="UsageException">There is no such benchmark.</exception>
    public static int Run(bool deep, string[] filter, string? list)
    {
        if (deep && filter.Length > 0)
        {
            throw new UsageException("--deep and --filter: patterns choose from everything; leave --deep out.");
        }

        List<string> chosen = ["--filter", .. filter.Length > 0 ? filter : ["*"]];
        if (filter.Length == 0 && list is null)
        {
            chosen.AddRange(["--anyCategories", Lists.Default, .. deep ? [Lists.Deep] : Array.Empty<string>()]);
        }

        if (list is not null)
        {
            chosen.AddRange(["--list", list]);
        }

        // Ten measurements of a quarter of a second, after warming up: minutes for the short list, and a spread that can be judged.
        Job job = Job.Default.WithWarmupCount(3).WithIterationCount(10).WithIterationTime(TimeInterval.FromMilliseconds(250));

        // Each class is built anew as a program of its own, which takes its time on a busy machine.
        IConfig config = DefaultConfig.Instance.AddJob(job).WithBuildTimeout(TimeSpan.FromMinutes(10));
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(BenchmarkRun).Assembly).Run([.. chosen], config)];
        if (list is not null)
        {
            return ExitCodes.Success;
        }

        return summaries.Length > 0
            ? summaries.All(HasSucceeded) ? ExitCodes.Success : ExitCodes.Failure
            : throw new UsageException($"--filter: no benchmark is like {string.Join(' ', filter)}; --list flat names them.");
    }

    private static bool HasSucceeded(Summary summary)
        => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success);
}
