using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>profile CASE</c>: which steps of a case's program take the time, the longest first, after what the compiler's passes
/// did.</summary>
internal static class ProfileCommand
{
    /// <summary>How many steps are shown unless another number is asked for.</summary>
    public const int DefaultLines = 30;

    private const int Runs = 20;

    /// <summary>Runs the command.</summary>
    /// <param name="name">The name of the case.</param>
    /// <param name="lines">How many steps are shown.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is no such case, or it replays no program.</exception>
    public static int Run(string name, int lines)
    {
        TimedCase chosen = TimedCases.Named(name);
        TimedWork work = chosen.Make();
        using IDisposable owner = work.Owner;
        work.Run();
        switch (owner)
        {
            case IReplayedWork<float> { Replayed: { } workspace }:
                Print(workspace, lines);
                return ExitCodes.Success;
            case IReplayedWork<double> { Replayed: { } workspace }:
                Print(workspace, lines);
                return ExitCodes.Success;
            default:
                throw new UsageException($"The case '{name}' replays no program.");
        }
    }

    private static void Print<T>(Workspace<T> workspace, int lines)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<StepTime> steps = workspace.Profile(Runs);
        double all = steps.Sum(static step => step.Microseconds);
        Console.WriteLine(workspace.Program.Summary);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one run, the shortest of {Runs}: {all:0.0} microseconds"));
        double sum = 0;
        foreach (StepTime step in steps.OrderByDescending(static step => step.Microseconds).Take(lines))
        {
            sum += step.Microseconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{step.Microseconds,12:0.0} {step.Microseconds / all,6:P1} {sum / all,6:P1}  {step.Step}"));
        }
    }
}
