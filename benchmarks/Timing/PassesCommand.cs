using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>passes</c>: what each pass of the program compiler takes and what it saves, on the sinusoid, the dense and the convolutional
/// step. What it saves is what a program without it has more; the two run in turn.</summary>
internal static class PassesCommand
{
    private const int FewestRuns = 5;
    private const int Compilations = 21;

    private static readonly (string Name, Func<RecordedStep> Record)[] Steps =
    [
        ("sinusoid: 25 tasks on the task axis, one inner step", static () => new(SinusoidPlans.Kept("exact", 1, onTaskAxis: true))),
        ("dense: four 5-way 1-shot episodes on the task axis, one inner step, products in the cheapest order",
            static () => new(EpisodePlans.Kept("mlp", exact: true, 1, tasks: 4, tasksPerBlock: 4, products: ProductOrder.Cheapest))),
        ("convolutional: one 5-way 1-shot episode, one inner step", static () => new(EpisodePlans.Kept("conv", exact: true, 1))),
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="milliseconds">For how long each pair of programs is timed.</param>
    /// <returns>The exit code.</returns>
    public static int Run(int milliseconds)
    {
        foreach ((string name, Func<RecordedStep> record) in Steps)
        {
            using RecordedStep step = record();
            Console.WriteLine($"\n{name}\n");
            Console.WriteLine("| pass | takes, us | operations after it | steps | saves operations | saves workspace, kB | saves time |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            Print(step, TimeSpan.FromMilliseconds(milliseconds));
        }

        return ExitCodes.Success;
    }

    private static void Print(RecordedStep step, TimeSpan measured)
    {
        IReadOnlyList<ProgramPass>[] traces = [.. Enumerable.Range(0, Compilations).Select(_ => step.Trace())];
        IReadOnlyList<Pass<float>> all = step.Passes;
        using Workspace<float> whole = step.Compile(all);
        for (int k = 0; k < traces[0].Count; k++)
        {
            ProgramPass pass = traces[0][k];
            double time = MeasuredTimes.Median([.. traces.Select(trace => trace[k].Microseconds)]);
            string line = string.Create(CultureInfo.InvariantCulture, $"| {pass.Name} | {time:0} | {pass.Operations} | {pass.Steps} ");
            Console.WriteLine(line + Saved(step, all, pass.Name, whole, measured));
        }
    }

    private static string Saved(RecordedStep step, IReadOnlyList<Pass<float>> all, string name, Workspace<float> whole, TimeSpan measured)
    {
        // Without pruning views would be instructions, and what is not a pass can't be left out.
        Pass<float>[] others = [.. all.Where(pass => pass.Name != name)];
        if (others.Length == all.Count || name == "pruning")
        {
            return "| | | |";
        }

        using Workspace<float> without = step.Compile(others);
        long bytes = without.Program.WorkspaceBytes - whole.Program.WorkspaceBytes;
        int operations = without.Program.ComputedOperations - whole.Program.ComputedOperations;
        if (without.Program.ToString() == whole.Program.ToString())
        {
            return "| 0 | 0 | it changes nothing |";
        }

        double saved = 1 - (1 / Ratio(without, whole, measured));
        return string.Create(CultureInfo.InvariantCulture, $"| {operations} | {bytes / 1000.0:0.#} | {100 * saved:0} % |");
    }

    // How many times as long one runs as the other, by the shortest times: what else the machine does only makes them longer. In turn, now
    // one first and now the other, so that both meet its quiet moments.
    private static double Ratio(Workspace<float> one, Workspace<float> other, TimeSpan measured)
    {
        Workspace<float>[] both = [one, other];
        double[] shortest = [double.MaxValue, double.MaxValue];
        one.Run();
        other.Run();
        int runs = 0;
        for (long start = Stopwatch.GetTimestamp(); runs < FewestRuns || Stopwatch.GetElapsedTime(start) < measured; runs++)
        {
            for (int k = 0; k < both.Length; k++)
            {
                int which = (k + runs) % both.Length;
                long before = Stopwatch.GetTimestamp();
                both[which].Run();
                shortest[which] = Math.Min(shortest[which], Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }
        }

        return shortest[0] / shortest[1];
    }
}
