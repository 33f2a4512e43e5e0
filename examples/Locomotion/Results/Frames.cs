using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Locomotion;

/// <summary>A strip of frames: how a robot moves before adaptation and after it, seen from the side.</summary>
internal static class Frames
{
    private const int Shown = 6;
    private const int Capsule = 3;
    private const int Sphere = 2;
    private const int RoundSides = 12;

    // Two rows, one above the other, and a place for each frame, in metres.
    private const double RowHeight = 1.6;
    private const double FrameWidth = 2;

    /// <summary>Draws it: one rollout before adaptation in the row above, one after a step in the row below; each frame in a place of its
    /// own, about the centre of mass.</summary>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="task">The task.</param>
    /// <param name="seed">The seed of the test.</param>
    public static LineChart Of(Experiment experiment, Parameters<float> parameters, double[] task, ulong seed)
    {
        List<Series> series = [];
        int most = 0;
        experiment.LookAt(parameters, task, rollouts: 1, seed, (step, rollouts) =>
        {
            if (step <= 1)
            {
                series.AddRange(Row((Runner)experiment.Environment, rollouts, step));
                most = Math.Max(most, Length(rollouts));
            }
        });
        double[] ends = [-FrameWidth / 2, (Shown - 0.5) * FrameWidth];
        series.Add(new(string.Empty, ends, [0, 0]) { Color = 7, Line = LineStyle.Dotted });
        series.Add(new(string.Empty, ends, [RowHeight, RowHeight]) { Color = 7, Line = LineStyle.Dotted });
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture, $"{Asked(experiment, task)}: {Shown} moments of {most} steps, from left to right"),
            XLabel = $"metres, {FrameWidth:0} for each moment",
            YLabel = "metres",
            XLowest = ends[0],
            XHighest = ends[1],
            YLowest = -0.2,
            YHighest = 2 * RowHeight,
            Width = 1200,
            Height = 332,
            Series = series,
        };
    }

    private static IEnumerable<Series> Row(Runner runner, Trajectories<float> rollouts, int step)
    {
        double height = step == 0 ? RowHeight : 0;
        int last = Length(rollouts) - 1;
        string name = step == 0 ? "before adaptation" : "after 1 step";
        double moved = runner.PlaceOf(Seen(last)) - runner.PlaceOf(Seen(0));
        name = string.Create(CultureInfo.InvariantCulture, $"{name}: moves by {moved:0.0} m");
        for (int frame = 0; frame < Shown; frame++)
        {
            foreach ((double[] x, double[] y) in Outline(runner, Seen(frame * last / (Shown - 1))))
            {
                yield return new(
                    name, [.. x.Select(place => place + (frame * FrameWidth))], [.. y.Select(place => place + height)])
                { Color = step };
                name = string.Empty;
            }
        }

        float[] Seen(int time)
            => rollouts.Observations.Values.Slice(time * runner.ObservationSize, runner.ObservationSize).ToArray();
    }

    private static int Length(Trajectories<float> rollouts) => (int)rollouts.Mask.Values.ToArray().Sum();

    private static string Asked(Experiment experiment, double[] task) => string.Create(
        CultureInfo.InvariantCulture, $"{MethodNames.Of(experiment.Method)}, asked for {task[0]:0.##}");

    // The simulator is put as the observation says, and asked where the shapes are; x from the centre of mass.
    private static List<(double[] X, double[] Y)> Outline(Runner runner, float[] seen)
    {
        Simulator simulator = runner.Simulator;
        using SimulationData data = simulator.Take();
        data.Clear();
        runner.Pose(data, seen);
        double centre = data.CentresOfMass[3 * Runner.Torso];
        List<(double[] X, double[] Y)> lines = [];
        for (int shape = 0; shape < simulator.Geoms; shape++)
        {
            double radius = simulator.GeomSizes[3 * shape];
            double half = simulator.GeomSizes[(3 * shape) + 1];
            ReadOnlySpan<double> at = data.GeomPositions.Slice(3 * shape, 3);
            ReadOnlySpan<double> rotation = data.GeomRotations.Slice(9 * shape, 9);
            double x = at[0] - centre;
            if (simulator.GeomTypes[shape] == Capsule)
            {
                lines.Add((
                    [x - (half * rotation[2]), x + (half * rotation[2])], [at[2] - (half * rotation[8]), at[2] + (half * rotation[8])]));
            }
            else if (simulator.GeomTypes[shape] == Sphere)
            {
                double height = at[2];
                double[] angles = [.. Enumerable.Range(0, RoundSides + 1).Select(static k => 2 * Math.PI * k / RoundSides)];
                lines.Add((
                    [.. angles.Select(angle => x + (radius * Math.Cos(angle)))],
                    [.. angles.Select(angle => height + (radius * Math.Sin(angle)))]));
            }
        }

        return lines;
    }
}
