using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Materials;

/// <summary>The figures of the kinetics.</summary>
internal static class KineticsFigures
{
    private const int CurvePoints = 161;
    private const double LeastShare = 0.001;
    private const double GreatestShare = 0.999;

    private static readonly double[] ShownKelvins = [745, 775];
    private static readonly Marker[] Markers = [Marker.None, Marker.Circle, Marker.Square, Marker.Triangle, Marker.Diamond];

    /// <summary>The error of X against the number of measurements, with 95 % intervals.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="options">What the command line asked for.</param>
    public static LineChart Errors(IReadOnlyList<KineticsRow> rows, RunOptions options)
    {
        double[] counts = [.. rows.Select(static row => (double)row.Measurements).Where(static count => count > 0).Distinct().Order()];
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"Calibrating {rows[0].Errors.Tasks} simulated alloys, {Names.Of(options.Times)} measurements"),
            XLabel = "measurements of an alloy",
            YLabel = "rmse of X (mean, 95 % interval)",
            YScale = AxisScale.Logarithmic,
            LegendBelow = true,
            Series =
            [
                .. rows.GroupBy(static row => row.Method).Select(method => Of(method.Key, [.. method], counts)),
            ],
        };
    }

    /// <summary>A test alloy's curves at two temperatures: as they are, before calibration, after it, and by least squares.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="meta">Its trained meta-parameters.</param>
    /// <param name="index">The alloy's number.</param>
    public static LineChart Curves(KineticsExperiment experiment, Parameters<float> meta, long index)
    {
        (Alloy truth, Measurement[] support, _, Parameters<float> task) = experiment.TestAlloy(index);
        Alloy before = KineticsExperiment.StartOf(meta);
        Alloy after = experiment.Calibrate(KineticsMethod.MetaSgd, meta, support, task).Alloy;
        Alloy fitted = experiment.Calibrate(KineticsMethod.LeastSquaresTextbook, meta, support, task).Alloy;
        double shortest = ShownKelvins.Min(kelvin => truth.SecondsUntil(LeastShare, kelvin)) / 2;
        double longest = Math.Max(
            5 * ShownKelvins.Max(kelvin => truth.SecondsUntil(GreatestShare, kelvin)),
            2 * Math.Exp(support.Max(static one => one.LogSeconds)));
        double[] seconds =
        [
            .. Enumerable.Range(0, CurvePoints).Select(k => shortest * Math.Pow(longest / shortest, (double)k / (CurvePoints - 1))),
        ];
        List<Series> series =
        [
            .. Lines("true", truth, 6, LineStyle.Solid, seconds),
            .. Lines("before", before, 7, LineStyle.Dotted, seconds),
            .. Lines("after", after, 0, LineStyle.Solid, seconds),
            .. Lines("least squares", fitted, 1, LineStyle.Dashed, seconds),
        ];
        foreach (IGrouping<double, Measurement> kelvin in support.GroupBy(static one => Math.Round(Alloy.Kelvin(one.Coolness))).OrderBy(
            static group => group.Key))
        {
            series.Add(new(
                string.Create(CultureInfo.InvariantCulture, $"measured, {kelvin.Key} K"),
                [.. kelvin.Select(static one => Math.Exp(one.LogSeconds))],
                [.. kelvin.Select(static one => one.Fraction)])
            {
                Line = LineStyle.None,
                Marker = kelvin.Key < Alloy.Reference ? Marker.Square : Marker.Circle,
                Color = kelvin.Key < Alloy.Reference ? 2 : 3,
            });
        }

        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"A simulated alloy from {support.Length} measurements: {ShownKelvins[1]} K (left) and {ShownKelvins[0]} K (right)"),
            XLabel = "time, s",
            YLabel = "share transformed",
            XScale = AxisScale.Logarithmic,
            XLowest = shortest,
            XHighest = longest,
            LegendBelow = true,
            Series = series,
        };
    }

    private static Series Of(KineticsMethod method, KineticsRow[] rows, double[] counts)
    {
        // The mean alloy takes none, and is a line for all.
        bool none = rows.Length == 1 && rows[0].Measurements == 0;
        KineticsRow[] shown = none ? [.. counts.Select(_ => rows[0])] : rows;
        double[] x = none ? counts : [.. rows.Select(static row => (double)row.Measurements)];
        return new Series(KineticsMethods.NameOf(method), x, [.. shown.Select(static row => row.Errors.Mean)])
        {
            Color = none ? 7 : (int)method - 1,
            Line = none ? LineStyle.Dotted : method == KineticsMethod.Posterior ? LineStyle.Dashed : LineStyle.Solid,
            Marker = Markers[(int)method],
        }.WithBand(
            [.. shown.Select(static row => row.Errors.Mean - row.Errors.HalfWidth95)],
            [.. shown.Select(static row => row.Errors.Mean + row.Errors.HalfWidth95)]);
    }

    private static IEnumerable<Series> Lines(string name, Alloy alloy, int color, LineStyle line, double[] seconds)
        => ShownKelvins.Select((kelvin, place) => new Series(
            place == 0 ? name : string.Empty, seconds, [.. seconds.Select(time => alloy.Fraction(time, kelvin))])
        {
            Color = color,
            Line = line,
        });
}
