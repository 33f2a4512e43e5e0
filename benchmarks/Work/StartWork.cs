using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>What it takes to record and plan the sinusoid step (exact, one inner step, 25 tasks on the task axis, with the update by Adam)
/// in a process that has done nothing before, compilation by the runtime included.</summary>
public static class StartWork
{
    /// <summary>The argument by which this program does the work once and prints the milliseconds.</summary>
    public const string Argument = "start-once";

    /// <summary>Does the work once, and prints one line of JSON.</summary>
    /// <returns>The exit code.</returns>
    public static int Print()
    {
        double milliseconds = Once();
        double compiling = JitInfo.GetCompilationTime().TotalMilliseconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"name":"start/sin_exact_1_first","ms":{{milliseconds:F2}},"process_compilation_ms":{{compiling:F2}},""" +
            $$"""
            "process_compiled_methods":{{JitInfo.GetCompiledMethodCount()}}}
            """));
        return ExitCodes.Success;
    }

    /// <summary>Records and plans the meta-gradient and the update, and makes their workspaces.</summary>
    /// <returns>The milliseconds from before the first line to after the last.</returns>
    public static double Once()
    {
        long start = Stopwatch.GetTimestamp();
        using TrainingWork work = new(SinusoidPlans.Kept("exact", 1, onTaskAxis: true));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
