using System.Globalization;
using AutogradMaml.Examples.Plotting;

namespace AutogradMaml.Examples.Patients;

/// <summary>The figures: a patient's curve before and after adaptation, and the errors of the methods.</summary>
internal static class Figures
{
    private const int CurvePoints = 200;

    private static readonly Marker[] Markers = [Marker.Triangle, Marker.Cross, Marker.Square, Marker.Circle, Marker.Diamond];

    /// <summary>A held-out patient's samples and what is predicted before and after adaptation to the first of them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="patient">The patient.</param>
    /// <param name="support">The number of first samples that are adapted to.</param>
    /// <param name="fit">What was learned without the patient.</param>
    /// <param name="spread">How far a new sample may lie from the curve.</param>
    public static LineChart Curve(Study study, Patient patient, int support, MetaFit fit, Spread spread)
    {
        double last = patient.Samples[^1].Time;
        double first = Math.Max(0, Math.Min(patient.Samples[0].Time, patient.Doses[0].Time));
        double[] times = [.. Enumerable.Range(1, CurvePoints).Select(k => first + ((last - first) * 1.03 * k / CurvePoints))];
        Series Of(string name, int steps, int color, LineStyle line)
        {
            double[] concentrations = fit.Predict(patient, support, times, steps).Concentrations;
            double[] half = spread.HalfWidth(patient, steps == 0 ? 0 : support, support, times);
            return new Series(name, times, concentrations) { Color = color, Line = line }.WithBand(
                [.. concentrations.Zip(half, static (value, width) => Math.Max(0, value - width))],
                [.. concentrations.Zip(half, static (value, width) => value + width)]);
        }

        Series Points(string name, IEnumerable<Sample> samples, int color, Marker marker) => new(
            name, [.. samples.Select(static sample => sample.Time)], [.. samples.Select(static sample => sample.Concentration)])
        {
            Color = color,
            Line = LineStyle.None,
            Marker = marker,
        };
        return new()
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"{study.Name}, patient {patient.Name}: adapted to {support} {(support == 1 ? "sample" : "samples")}"),
            XLabel = "hours",
            YLabel = $"concentration, {study.Unit} (95 % interval of a new sample)",
            YLowest = 0,
            LegendBelow = true,
            Series =
            [
                Of("before adaptation", 0, 7, LineStyle.Dotted),
                Of("after adaptation", fit.Settings.Steps, 0, LineStyle.Solid),
                Points("adapted to", patient.Samples.Take(support), 2, Marker.Circle),
                Points("held out", patient.Samples.Skip(support), 1, Marker.Triangle),
            ],
        };
    }

    /// <summary>The errors of the methods: by number of samples where there are several, else by patient.</summary>
    /// <param name="study">The study.</param>
    /// <param name="rows">Its results.</param>
    public static LineChart Errors(Study study, IReadOnlyList<ResultRow> rows)
        => rows.Select(static row => row.Support).Distinct().Count() > 1 ? ErrorsBySupport(study, rows) : ErrorsByPatient(study, rows);

    private static LineChart ErrorsBySupport(Study study, IReadOnlyList<ResultRow> rows) => new()
    {
        Title = $"{study.Name}: error on the samples after the first ones",
        XLabel = "samples adapted to",
        YLabel = $"root mean square error, {study.Unit} (mean, 95 % interval)",
        YScale = AxisScale.Logarithmic,
        LegendBelow = true,
        Series =
        [
            .. rows.GroupBy(static row => row.Method).Select((method, place) => new Series(
                MethodNames.Of(method.Key), [.. method.Select(static row => (double)row.Support)],
                [.. method.Select(static row => row.Error.Mean)])
            {
                Color = place,
                Marker = Markers[place],
            }.WithBand(
                [.. method.Select(static row => Math.Max(1e-3, row.Error.Mean - row.Error.HalfWidth95))],
                [.. method.Select(static row => row.Error.Mean + row.Error.HalfWidth95)])),
        ],
    };

    private static LineChart ErrorsByPatient(Study study, IReadOnlyList<ResultRow> rows)
    {
        ResultRow sorted = rows.Single(static row => row.Method == Method.Hierarchical);
        int[] order = [.. Enumerable.Range(0, sorted.Errors.Count).OrderBy(place => sorted.Errors[place])];
        double[] places = [.. order.Select(static (_, place) => place + 1.0)];
        return new()
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"{study.Name}: error after {sorted.Support} samples, by patient"),
            XLabel = "patients, by the error of the hierarchical model",
            YLabel = $"root mean square error, {study.Unit}",
            YScale = AxisScale.Logarithmic,
            LegendBelow = true,
            Series =
            [
                .. rows.Select((row, place) => new Series(MethodNames.Of(row.Method), places, [.. order.Select(k => row.Errors[k])])
                {
                    Color = place,
                    Marker = Markers[place],
                    Line = row.Method is Method.Hierarchical or Method.MetaLearned ? LineStyle.Solid : LineStyle.None,
                }),
            ],
        };
    }
}
