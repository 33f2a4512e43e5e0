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
        long task = 0;
        SinusoidTasks<float> tasks = method.Tasks(method.TrainShots, 1);
        while (tasks.CurveOf(testSeed, task).Amplitude < LeastAmplitude)
        {
            task++;
        }

        global::AutogradMaml.Maml.Sinusoid curve = tasks.CurveOf(testSeed, task);
        float[] grid = [.. Enumerable.Range(0, CurvePoints).Select(static k => -5 + (10f * k / (CurvePoints - 1)))];
        double[] x = [.. grid.Select(static place => (double)place)];
        Parameters<float> sample = tasks.Sample(testSeed, task);
        Tensor<float> inputs = Tensors.Wrap(grid, [CurvePoints, 1]);
        List<Series> series = [new("true curve", x, [.. x.Select(curve.At)]) { Color = 6 }];
        foreach ((int place, int step) in (method.TakesSteps ? [.. steps.Order()] : (int[])[0]).Index())
        {
            Tensor<float> prediction = method.Tested.Adapt(parameters, sample, step).Predict(inputs);
            string name = !method.TakesSteps ? "from the points"
                : step == 0 ? "before adaptation"
                : step == 1 ? "after 1 step"
                : $"after {step} steps";
            series.Add(new(name, x, ToDoubles(prediction))
            {
                Color = place == 0 ? 7 : place - 1,
                Line = place == 0 ? LineStyle.Dotted : place == 1 ? LineStyle.Dashed : LineStyle.Solid,
            });
        }

        series.Add(new("support points", ToDoubles(sample[EpisodeNames.SupportInputs]), ToDoubles(sample[EpisodeNames.SupportTargets]))
        {
            Line = LineStyle.None,
            Marker = Marker.Circle,
            Color = 2,
        });
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
}
