using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The figures: the return against the number of inner steps, and trajectories before and after adaptation.</summary>
internal static class Figures
{
    private const int Shown = 3;

    // What is below would press everything else together.
    private const double Lowest = -100;

    private static readonly Marker[] Markers = [Marker.Circle, Marker.Square, Marker.Triangle, Marker.Diamond];

    /// <summary>The mean return of all methods against the number of inner steps, with 95 % intervals, and the best that there
    /// is.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="goals">The goals of the test.</param>
    public static LineChart Return(IReadOnlyList<ResultRow> rows, double[][] goals)
    {
        double best = goals.Average(Goals.BestReturn);
        double[] steps = [.. Enumerable.Range(0, Experiment.TestSteps + 1).Select(static step => (double)step)];
        return new()
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Return on {goals.Length} new goals"),
            XLabel = "inner steps",
            YLabel = "return of sampled actions (mean, 95 % interval)",
            YLowest = rows.Any(static row => row.Mean - row.HalfWidth95 < Lowest) ? Lowest : null,
            Series =
            [
                .. rows.GroupBy(static row => row.Method).Select(static method => OfMethod(method.Key, [.. method])),
                new(
                    string.Create(CultureInfo.InvariantCulture, $"optimum without noise {best:0.000}"), steps,
                    [.. steps.Select(_ => best)]) { Color = 6, Line = LineStyle.Dotted },
            ],
        };
    }

    /// <summary>Some trajectories to a goal, before adaptation and after each of some numbers of inner steps.</summary>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="goal">The goal.</param>
    /// <param name="testSeed">The seed of the test.</param>
    public static LineChart Trajectories(Experiment experiment, Parameters<float> parameters, double[] goal, ulong testSeed)
    {
        int most = experiment.Adapts ? Experiment.TestSteps : 0;
        TaskBatch<float> batch = new EnvironmentTasks<float>(experiment.Environment, [goal]).Batch(new TaskNumber(testSeed, 0));
        batch.SetKey(0, testSeed, 0, 0);
        RolloutCall<float> call = new(experiment.Environment, experiment.Policy, Shown, new(), "picture");
        List<Series> series = [];
        using Tape<float> tape = new();
        Episode<float> episode = batch.On(tape);
        InnerCourse<float> course = new(experiment.Tested, parameters.On(tape), episode, detached: true, DerivativeUse.Final);
        Variables<float> x = course.Start();
        for (int step = 0; step <= most; step++)
        {
            if (step is 0 or 1 || step == most)
            {
                string name = step == 0 ? "before adaptation" : step == 1 ? "after 1 step" : $"after {step} steps";
                series.AddRange(Paths(call.At(new(episode, step), x.Under("policy")), name, series.Count / Shown, step == 0));
            }

            x = step < most ? course.Step(x, new(episode, step)) : x;
        }

        series.Add(new("goal", [goal[0]], [goal[1]]) { Line = LineStyle.None, Marker = Marker.Diamond, Color = 6 });
        return new()
        {
            Title = $"{MethodNames.Of(experiment.Method)}: ways to a new goal",
            XLabel = "x",
            YLabel = "y",
            XLowest = -1,
            XHighest = 1,
            YLowest = -1,
            YHighest = 1,
            Width = 640,
            Height = 560,
            Series = series,
        };
    }

    private static IEnumerable<Series> Paths(Trajectories<float> rollouts, string name, int place, bool before)
    {
        for (int rollout = 0; rollout < Shown; rollout++)
        {
            int first = rollout * rollouts.Horizon;
            int length = (int)rollouts.Mask.Values.Slice(first, rollouts.Horizon).ToArray().Sum();
            double[] x = [.. Enumerable.Range(first, length).Select(time => (double)rollouts.Observations.Values[2 * time])];
            double[] y = [.. Enumerable.Range(first, length).Select(time => (double)rollouts.Observations.Values[(2 * time) + 1])];
            yield return new(
                rollout == 0 ? name : string.Empty, x,
                y)
            { Color = before ? 7 : place - 1, Line = before ? LineStyle.Dotted : LineStyle.Solid };
        }
    }

    private static Series OfMethod(Method method, ResultRow[] rows)
        => new Series(MethodNames.Of(method), [.. rows.Select(static row => (double)row.Step)], [.. rows.Select(static row => row.Mean)])
        {
            Color = (int)method,
            Marker = Markers[(int)method],
            Line = method is Method.Random or Method.Oracle ? LineStyle.Dashed : LineStyle.Solid,
        }.WithBand([.. rows.Select(static row => row.Mean - row.HalfWidth95)], [.. rows.Select(static row => row.Mean + row.HalfWidth95)]);
}
