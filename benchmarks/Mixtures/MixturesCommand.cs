using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Benchmarks.Timing;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Mixtures;

/// <summary><c>mixtures</c>: what ADBench's mixtures of Gaussians take, the objective and the objective with its gradient, in turn, beside
/// the time that the multiply-adds of the gradient's matrix products would take at the processor's rate, measured in the same
/// rounds.</summary>
/// <param name="files">Files of the suite; empty for problems of its sizes that are drawn.</param>
/// <param name="rounds">Number of rounds that a median is of.</param>
/// <param name="json">Where the numbers go; null for nowhere.</param>
internal sealed class MixturesCommand(IReadOnlyList<string> files, int rounds, string? json)
{
    private const int FewestRuns = 5;
    private const int Points = 1000;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);

    /// <summary>The sizes of the suite that are measured: dimensions and components.</summary>
    public static IReadOnlyList<(int Dimensions, int Components)> Sizes { get; } = [(2, 5), (10, 25), (32, 25), (64, 25)];

    /// <summary>A problem of one of these sizes.</summary>
    /// <param name="size">The size.</param>
    public static MixtureProblem Drawn((int Dimensions, int Components) size)
        => MixtureProblem.Drawn(size.Dimensions, size.Components, Points);

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">A file is none of the suite.</exception>
    public int Run()
    {
        MixtureProblem[] problems = files.Count > 0 ? [.. files.Select(MixtureProblem.Read)] : [.. Sizes.Select(Drawn)];
        List<Row> rows = [];
        Console.WriteLine(
            "  d   K   parameters   objective, ms   with gradient, ms   ratio   floor, ms   over the floor   value, sum of the gradient");
        foreach (MixtureProblem problem in problems)
        {
            Row row = Measure(problem);
            rows.Add(row);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Dimensions,3} {row.Components,3} {row.Parameters,12} {row.ObjectiveMilliseconds,15:F4} " +
                    $"{row.GradientMilliseconds,19:F4} {row.Ratio,7:F2} {row.FloorMilliseconds,11:F4} " +
                    $"{row.GradientMilliseconds / row.FloorMilliseconds,16:F2}   " +
                    $"{row.Value:G10}, {row.GradientSum:G10}"));
        }

        if (json is not null)
        {
            string text = JsonLines.Text(rows, static (line, row) =>
            {
                line.WriteNumber("dimensions", row.Dimensions);
                line.WriteNumber("components", row.Components);
                line.WriteNumber("points", row.Points);
                line.WriteNumber("parameters", row.Parameters);
                line.WriteNumber("objective_ms", row.ObjectiveMilliseconds);
                line.WriteNumber("gradient_ms", row.GradientMilliseconds);
                line.WriteNumber("ratio", row.Ratio);
                line.WriteNumber("floor_ms", row.FloorMilliseconds);
                line.WriteNumber("value", row.Value);
                line.WriteNumber("gradient_sum", row.GradientSum);
                line.WriteNumber("rounds", row.Rounds);
                line.WriteString("version", Provenance.Version);
                line.WriteString("machine", Provenance.Machine);
            });
            AtomicFile.Write(json, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        }

        return ExitCodes.Success;
    }

    private Row Measure(MixtureProblem problem)
    {
        using MixtureWork objective = new(problem, withGradient: false);
        using MixtureWork gradient = new(problem, withGradient: true);
        using MultiplyAddWork<double> peak = new();
        Action[] works = [objective.Step, gradient.Step, peak.Run];
        List<double>[] times = [[], [], []];
        List<double> ratios = [];
        for (int round = -1; round < rounds; round++)
        {
            double[] taken = [.. works.Select(Once)];
            if (round >= 0)
            {
                ratios.Add(taken[1] / taken[0]);
                for (int k = 0; k < works.Length; k++)
                {
                    times[k].Add(taken[k]);
                }
            }
        }

        double operationsPerMillisecond = peak.Operations / MeasuredTimes.Median(times[2]);
        return new(
            problem.Dimensions, problem.Components, problem.Points, problem.Parameters,
            MeasuredTimes.Rounded(MeasuredTimes.Median(times[0])), MeasuredTimes.Rounded(MeasuredTimes.Median(times[1])),
            MeasuredTimes.Rounded(MeasuredTimes.Median(ratios)),
            MeasuredTimes.Rounded(MixtureWork.ProductOperations(problem, withGradient: true) / operationsPerMillisecond),
            gradient.Value, gradient.GradientSum, rounds);
    }

    private static double Once(Action work)
    {
        List<double> taken = [];
        for (long start = Stopwatch.GetTimestamp(); taken.Count < FewestRuns || Stopwatch.GetElapsedTime(start) < Turn;)
        {
            long before = Stopwatch.GetTimestamp();
            work();
            taken.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return MeasuredTimes.Median(taken);
    }

    private sealed record Row(
        int Dimensions, int Components, int Points, int Parameters, double ObjectiveMilliseconds, double GradientMilliseconds, double Ratio,
        double FloorMilliseconds, double Value, double GradientSum, int Rounds);
}
