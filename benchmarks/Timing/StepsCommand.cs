using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>steps</c>: what the meta-gradient of the sinusoid experiment takes against the number of inner steps, by each way to
/// differentiate.</summary>
internal static class StepsCommand
{
    private const int FewestRuns = 5;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);
    private static readonly int[] Steps = [1, 10, 100, 1000];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly (string Name, Func<int, MetaGradient<float>> Make)[] Ways =
    [
        ("unrolled", static steps => new Unrolled<float>(steps)),
        ("adjoint, every x kept", static steps => new TrajectoryAdjoint<float>(steps)),
        (
            "adjoint, one in sqrt K kept",
            static steps => new TrajectoryAdjoint<float>(steps, keepEvery: (int)Math.Ceiling(Math.Sqrt(steps)))),
        ("implicit, 20 turns", static steps => new Implicit<float>(steps)),
        ("first order", static steps => new FirstOrder<float>(steps)),
    ];

    /// <summary>Runs the command.</summary>
    /// <param name="most">The most inner steps.</param>
    /// <param name="ways">What the names of the ways begin with; none for all.</param>
    /// <param name="json">Where the numbers go; null for nowhere.</param>
    /// <param name="pictures">The folder where the pictures go; null for nowhere.</param>
    /// <returns>The exit code.</returns>
    public static int Run(int most, string[] ways, string? json, string? pictures)
    {
        List<Row> rows = [];
        Console.WriteLine("way                              K   planning ms     memory MB   states MB      run ms");
        foreach ((string name, Func<int, MetaGradient<float>> make) in Ways.Where(
            way => ways.Length == 0 || ways.Any(start => way.Name.StartsWith(start, StringComparison.Ordinal))))
        {
            // The first planning in a process also pays for what the runtime compiles.
            Measure(name, make(2), 2);
            foreach (int steps in Steps.Where(steps => steps <= most))
            {
                Row row = Measure(name, make(steps), steps);
                rows.Add(row);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Way,-30}{row.Steps,4}{row.PlanningMilliseconds,14:F1}{row.MemoryMegabytes,14:F2}" +
                    $"{row.StatesMegabytes,12:F2}{row.RunMilliseconds,12:F3}"));
            }
        }

        if (json is not null)
        {
            AtomicFile.Write(json, stream => JsonSerializer.Serialize(stream, rows, Indented));
        }

        if (pictures is not null)
        {
            Directory.CreateDirectory(pictures);
            Draw(
                Path.Combine(pictures, "steps-memory.svg"), rows, "Memory of the meta-gradient", "memory in MB",
                static row => row.MemoryMegabytes);
            Draw(
                Path.Combine(pictures, "steps-time.svg"), rows, "Time of the meta-gradient", "one run in ms (median)",
                static row => row.RunMilliseconds);
        }

        return ExitCodes.Success;
    }

    private static Row Measure(string name, MetaGradient<float> way, int steps)
    {
        // By the shorter steps of long inner loops, whatever K is.
        TrainingPlan<float> plan = SinusoidPlans.Kept("exact", Steps[^1], onTaskAxis: true);
        Adaptation<float> adaptation = plan.Learner.Adaptation;
        if (way is Implicit<float>)
        {
            // Without a proximal term the optimum would not depend on the meta-parameters.
            NetAdaptation<float> net = (NetAdaptation<float>)adaptation;
            adaptation = new NetAdaptation<float>(net.Net, net.Loss, StepSizes<float>.Constant(0.0001), proximal: 1);
        }

        Learner<float> learner = new(name, adaptation, way);
        Parameters<float> meta = learner.Initialize(1);
        TaskBatch<float> tasks = plan.Tasks.Batch(1, 0, plan.MetaBatch);
        List<double> plannings = [];
        long start = Stopwatch.GetTimestamp();
        MetaProgram<float> program;
        do
        {
            long before = Stopwatch.GetTimestamp();
            program = new(learner, meta, tasks);
            plannings.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(start) < Measured);
        plannings.Sort();
        double planning = plannings[plannings.Count / 2];
        using MetaWorkspace<float> workspace = program.CreateWorkspace();
        workspace.Write(meta);
        workspace.Write(tasks);
        workspace.Run(0);
        if (!TensorPrimitives.IsFiniteAll(workspace.Losses))
        {
            throw new InvalidOperationException(
                $"{name} with {steps} steps ended in losses that are not finite: their times would be those of other numbers.");
        }

        List<double> times = [];
        start = Stopwatch.GetTimestamp();
        while (times.Count < FewestRuns || Stopwatch.GetElapsedTime(start) < Measured)
        {
            long before = Stopwatch.GetTimestamp();
            workspace.Run(0);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        times.Sort();
        double states = program.WorkspaceBytes - new MetaProgram<float>(
            new(name, learner.Adaptation, Single(way)), meta, tasks).WorkspaceBytes;
        return new(name, steps, planning, program.WorkspaceBytes / 1e6, states / 1e6, times[times.Count / 2]);
    }

    // Of one step: what is more than its memory is what more steps take.
    private static MetaGradient<float> Single(MetaGradient<float> way) => way switch
    {
        TrajectoryAdjoint<float> => new TrajectoryAdjoint<float>(1),
        Implicit<float> => new Implicit<float>(1),
        FirstOrder<float> => new FirstOrder<float>(1),
        _ => new Unrolled<float>(1),
    };

    private static void Draw(string path, List<Row> rows, string title, string label, Func<Row, double> value)
    {
        LineChart chart = new()
        {
            Title = $"{title} against the number of inner steps (net 1-40-40-1, 25 tasks, float)",
            XLabel = "inner steps K",
            YLabel = label,
            XScale = AxisScale.Logarithmic,
            YScale = AxisScale.Logarithmic,
            Series =
            [
                .. rows.GroupBy(static row => row.Way).Select(
                    (group, k) => new Series(group.Key, [.. group.Select(static row => (double)row.Steps)], [.. group.Select(value)])
                {
                    Marker = (Marker)(k + 1),
                }),
            ],
        };
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(chart.ToSvg())));
    }

    private sealed record Row(
        string Way, int Steps, double PlanningMilliseconds, double MemoryMegabytes, double StatesMegabytes, double RunMilliseconds);
}
