using MathNet.Numerics.LinearAlgebra;

namespace AutogradMaml.Examples.Patients;

/// <summary>How far a new sample may lie from a curve: the parameters' spread before and after adaptation, by the reading of what was
/// learned as a prior, with the model made linear in them, and the spread of a measurement.</summary>
/// <param name="run">The study's methods.</param>
/// <param name="training">The patients of the training fold.</param>
/// <param name="fit">What was learned over them.</param>
/// <param name="population">The hierarchical model of the same patients.</param>
/// <param name="readings">The reading of what was learned. Where the step sizes imply no bound, the hierarchical model's deviation
/// stands in.</param>
internal sealed class Spread(
    FoldRun run, IReadOnlyList<Patient> training, MetaFit fit, Population population, IReadOnlyList<BayesianReading> readings)
{
    private const double Quantile = 1.96;

    /// <summary>Half the width of a new sample's 95 % interval at some times.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="support">The number of first samples that were adapted to; 0 for the prior.</param>
    /// <param name="adapted">The number that the fit adapts to.</param>
    /// <param name="times">The times, in hours.</param>
    public double[] HalfWidth(Patient patient, int support, int adapted, IReadOnlyList<double> times)
    {
        double[] parameters =
        [
            .. fit.Predict(patient, adapted, [times[0]], support == 0 ? 0 : null).Parameters
                .Select(static entry => Autograd.Tensors.ToArray(entry.Value)[0]),
        ];
        double variance = population.Residual * population.Residual;
        Matrix<double> precision = Matrix<double>.Build.DenseOfDiagonalArray([.. readings.Select(static reading =>
            1 / Math.Pow(double.IsFinite(reading.ImpliedDeviation) ? reading.ImpliedDeviation : Math.Max(reading.Deviation, 1e-3), 2))]);
        if (support > 0)
        {
            Matrix<double> own = Derivatives(patient, [.. patient.Samples.Take(support).Select(static sample => sample.Time)], parameters);
            precision += own.TransposeThisAndMultiply(own) / variance;
        }

        Matrix<double> covariance = precision.Inverse();
        Matrix<double> derivatives = Derivatives(patient, times, parameters);
        return
        [
            .. derivatives.EnumerateRows().Select(row => Quantile * Math.Sqrt((row * covariance * row) + variance)),
        ];
    }

    private Matrix<double> Derivatives(Patient patient, IReadOnlyList<double> times, double[] parameters)
    {
        using ModelTable table = new(
            run.Compartment, new DosingHistory(DosingHistory.Most([.. training, patient])), [patient],
            _ => [.. times.Select(static time => new Sample(time, 0))]);
        table.Compute([parameters]);
        return Matrix<double>.Build.DenseOfArray(table.Derivatives[0]);
    }
}
