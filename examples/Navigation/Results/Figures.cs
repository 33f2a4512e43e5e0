using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The figures: the return against the number of inner steps, and trajectories before and after adaptation.</summary>
internal static class Figures
{
    private const int Shown = 3;

    // What is below would press everything else together.
    private const double Lowest = -100;

    /// <summary>The mean return of all methods against the number of inner steps, with 95 % intervals, and the best that there
    /// is.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="goals">The goals of the test.</param>
    public static LineChart Return(IReadOnlyList<ResultRow> rows, double[][] goals)
        => ReturnFigure.Of(
            rows, string.Create(CultureInfo.InvariantCulture, $"Return on {goals.Length} new goals"), Lowest,
            ("optimum without noise", goals.Average(Goals.BestReturn)));

    /// <summary>Some trajectories to a goal, before adaptation and after each of some numbers of inner steps.</summary>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="goal">The goal.</param>
    /// <param name="testSeed">The seed of the test.</param>
    public static LineChart Trajectories(Experiment experiment, Parameters<float> parameters, double[] goal, ulong testSeed)
    {
        List<Series> series = [];
        experiment.LookAt(parameters, goal, Shown, testSeed, (step, rollouts) =>
        {
            if (step is 0 or 1 or Experiment.TestSteps)
            {
                string name = step == 0 ? "before adaptation" : step == 1 ? "after 1 step" : $"after {step} steps";
                series.AddRange(Paths(rollouts, name, series.Count / Shown, step == 0));
            }
        });

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
}
