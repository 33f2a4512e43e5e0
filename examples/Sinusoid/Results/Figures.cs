using System.Globalization;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The figures: the loss against the number of inner steps, and one task's curve before and after adaptation.</summary>
internal static class Figures
{
    private const int CurvePoints = 201;

    // Small amplitudes make a flat picture of any method.
    private const double LeastAmplitude = 3;

    private static readonly Marker[] Markers =
    [
        Marker.Circle, Marker.Square, Marker.Triangle, Marker.Diamond, Marker.TriangleDown, Marker.Cross,
    ];

    /// <summary>The mean loss of all methods against the number of inner steps, with 95 % confidence intervals.</summary>
    /// <param name="rows">The results for one number of shots.</param>
    public static LineChart Loss(IReadOnlyList<ResultRow> rows) => new()
    {
        Title = string.Create(
            CultureInfo.InvariantCulture, $"Loss on {rows[0].Steps[0].Tasks} new sine curves, adapted to {rows[0].Shots} points"),
        XLabel = "inner steps",
        YLabel = "mean squared error (mean, 95 % interval)",
        YScale = AxisScale.Logarithmic,

        // What is above counts as diverged: shown, it would press everything else together.
        YHighest = Highest(rows),
        Series = [.. rows.Select(LossSeries)],
    };

    /// <summary>A test task's curve, the support points, and what a net says before and after adaptation to them.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Its trained parameters.</param>
    /// <param name="testSeed">The seed of the test tasks.</param>
    /// <param name="steps">After how many inner steps the net is shown.</param>
    public static LineChart Curve(Experiment method, Parameters<float> parameters, ulong testSeed, IReadOnlyList<int> steps)
    {
        ShownTask shown = new(method, testSeed);
        List<Series> series = [shown.True];
        foreach ((int place, int step) in (method.TakesSteps ? [.. steps.Order()] : (int[])[0]).Index())
        {
            string name = !method.TakesSteps ? "from the points"
                : step == 0 ? "before adaptation"
                : step == 1 ? "after 1 step"
                : $"after {step} steps";
            series.Add(shown.Predicted(name, method, parameters, step) with
            {
                Color = place == 0 ? 7 : place - 1,
                Line = place == 0 ? LineStyle.Dotted : place == 1 ? LineStyle.Dashed : LineStyle.Solid,
            });
        }

        series.Add(shown.Support);
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"{MethodNames.Of(method.Method)} adapts to a new sine curve from {method.TrainShots} points"),
            XLabel = "x",
            YLabel = "y",
            Series = series,
        };
    }

    /// <summary>What MAML is for, in one picture: after one gradient step on the same points its net has become the new curve, and a net
    /// that was trained on all curves together has not.</summary>
    /// <param name="maml">MAML.</param>
    /// <param name="mamlParameters">Its trained parameters.</param>
    /// <param name="pretrained">The net that was trained on all curves together.</param>
    /// <param name="pretrainedParameters">Its trained parameters.</param>
    /// <param name="testSeed">The seed of the test tasks.</param>
    public static LineChart Beside(
        Experiment maml, Parameters<float> mamlParameters, Experiment pretrained, Parameters<float> pretrainedParameters, ulong testSeed)
    {
        ShownTask shown = new(maml, testSeed);
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture, $"A new sine curve, after one gradient step on {maml.TrainShots} of its points"),
            XLabel = "x",
            YLabel = "y",
            Series =
            [
                shown.True,
                shown.Predicted("MAML before the step", maml, mamlParameters, 0) with { Color = 7, Line = LineStyle.Dotted },
                shown.Predicted("pre-trained, after it", pretrained, pretrainedParameters, 1) with { Color = 1, Line = LineStyle.Dashed },
                shown.Predicted("MAML after it", maml, mamlParameters, 1) with { Color = 0 },
                shown.Support,
            ],
        };
    }

    private static Series LossSeries(ResultRow row, int place)
    {
        double[] steps = [.. Enumerable.Range(0, row.Steps.Count).Select(static step => (double)step)];
        double[] mean = [.. row.Steps.Select(static losses => losses.Mean)];
        return new Series(MethodNames.Of(row.Method), steps, mean)
        {
            Color = place % Palette.Colors.Count,
            Marker = Markers[place % Markers.Length],
            Line = row.Method is Method.Random or Method.Oracle ? LineStyle.Dashed : LineStyle.Solid,
        }.WithBand(
            [.. row.Steps.Select(static losses => losses.Mean - losses.HalfWidth95)],
            [.. row.Steps.Select(static losses => losses.Mean + losses.HalfWidth95)]);
    }

    private static double? Highest(IReadOnlyList<ResultRow> rows)
    {
        bool beyond = rows.SelectMany(static row => row.Steps)
            .Any(static losses => !(losses.Mean + losses.HalfWidth95 < Test.DivergedAbove));
        return beyond ? 10 : null;
    }

    private static double[] ToDoubles(Tensor<float> values) => [.. Tensors.ToArray(values).Select(static value => (double)value)];

    // The first test task with an amplitude that makes a picture.
    private sealed class ShownTask
    {
        private readonly float[] _grid = [.. Enumerable.Range(0, CurvePoints).Select(static k => -5 + (10f * k / (CurvePoints - 1)))];
        private readonly Parameters<float> _sample;

        public ShownTask(Experiment method, ulong testSeed)
        {
            long task = 0;
            SinusoidTasks<float> tasks = method.Tasks(method.TrainShots, 1);
            while (tasks.CurveOf(testSeed, task).Amplitude < LeastAmplitude)
            {
                task++;
            }

            _sample = tasks.Sample(testSeed, task);
            True = new("true curve", Places, [.. Places.Select(tasks.CurveOf(testSeed, task).At)]) { Color = 6 };
        }

        public Series True { get; }

        public Series Support => new(
            "support points", ToDoubles(_sample[EpisodeNames.SupportInputs]), ToDoubles(_sample[EpisodeNames.SupportTargets]))
        {
            Line = LineStyle.None,
            Marker = Marker.Circle,
            Color = 2,
        };

        private double[] Places => [.. _grid.Select(static place => (double)place)];

        public Series Predicted(string name, Experiment method, Parameters<float> parameters, int step)
            => new(name, Places, ToDoubles(method.Tested.Adapt(parameters, _sample, step).Predict(Tensors.Wrap(_grid, [CurvePoints, 1]))));
    }
}
