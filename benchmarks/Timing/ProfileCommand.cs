using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>profile CASE</c>: which steps of a case's program take the time, the longest first, after what the compiler's passes did.</summary>
internal static class ProfileCommand
{
    private const int DefaultLines = 30;
    private const int Runs = 20;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">What follows <c>profile</c>.</param>
    /// <returns>0, or 2 for bad usage.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        int lines = DefaultLines;
        if (arguments.Length is not (1 or 3)
            || (arguments.Length == 3 && (arguments[1] != "--lines" || !int.TryParse(arguments[2], NumberStyles.None, CultureInfo.InvariantCulture, out lines))))
        {
            return Refuse("usage: profile CASE [--lines N]; time --list names the cases");
        }

        string name = arguments[0];
        if (TimedCases.All.FirstOrDefault(candidate => candidate.Name == name) is not { } chosen)
        {
            return Refuse($"There is no case '{name}': time --list names them.");
        }

        TimedWork work = chosen.Make();
        using IDisposable owner = work.Owner;
        work.Run();
        switch (owner)
        {
            case IReplayedWork<float> { Replayed: { } workspace }:
                Print(workspace, lines);
                return 0;
            case IReplayedWork<double> { Replayed: { } workspace }:
                Print(workspace, lines);
                return 0;
            default:
                return Refuse($"The case '{name}' replays no program.");
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
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Microseconds,12:0.0} {step.Microseconds / all,6:P1} {sum / all,6:P1}  {step.Step}"));
        }
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}
