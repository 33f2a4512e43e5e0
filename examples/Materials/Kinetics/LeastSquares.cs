using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace AutogradMaml.Examples.Materials;

/// <summary>Calibration by least squares, with Levenberg and Marquardt's method: what a specialist would do today.</summary>
internal static class LeastSquares
{
    private const int MostIterations = 500;

    /// <summary>The alloy with the least sum of squared differences to the measurements, in units of the noise; with a prior, plus |W
    /// (alloy - mean)|^2, the maximum of the posterior.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="start">Where the search starts.</param>
    /// <param name="prior">What is known beforehand; nothing when null.</param>
    public static Calibration Fit(Measurement[] measurements, Alloy start, AlloyPrior? prior = null)
    {
        int count = measurements.Length;
        int rows = count + (prior is null ? 0 : 3);
        Vector<double> observed = Vector<double>.Build.Dense(
            rows, row => row < count ? measurements[row].Fraction / MeasurementPlan.Noise : 0);
        Vector<double> numbers = Vector<double>.Build.Dense(rows, static row => row);
        IObjectiveModel objective = ObjectiveFunction.NonlinearModel(
            (point, _) => Model(measurements, AlloyOf(point), prior),
            (point, _) => Jacobian(measurements, AlloyOf(point), prior),
            numbers,
            observed);
        try
        {
            NonlinearMinimizationResult result = new LevenbergMarquardtMinimizer(maximumIterations: MostIterations)
                .FindMinimum(objective, Vector<double>.Build.Dense([start.LogRate, start.Energy, start.LogExponent]));
            return new(
                AlloyOf(result.MinimizingPoint),
                result.ReasonForExit is ExitCondition.RelativeGradient or ExitCondition.RelativePoints or ExitCondition.AbsoluteGradient
                    or ExitCondition.Converged);
        }
        catch (Exception exception) when (exception is OptimizationException or NonConvergenceException or ArgumentException)
        {
            // The minimizer says by an ArgumentException that a step went out of all numbers, where no measurement tells anything.
            return new(start, Converged: false);
        }
    }

    /// <summary>X at each measurement in units of the noise, and behind them the parts of W (alloy - mean).</summary>
    internal static Vector<double> Model(Measurement[] measurements, Alloy alloy, AlloyPrior? prior)
    {
        int count = measurements.Length;
        Vector<double> values = Vector<double>.Build.Dense(count + (prior is null ? 0 : 3));
        for (int k = 0; k < count; k++)
        {
            values[k] = alloy.FractionAt(measurements[k].LogSeconds, measurements[k].Coolness) / MeasurementPlan.Noise;
        }

        if (prior is not null)
        {
            Vector<double> away = Vector<double>.Build.Dense(
            [
                alloy.LogRate - prior.Mean.LogRate, alloy.Energy - prior.Mean.Energy, alloy.LogExponent - prior.Mean.LogExponent,
            ]);
            values.SetSubVector(count, 3, prior.Whitening * away);
        }

        return values;
    }

    /// <summary>The derivatives of these by the three numbers: dX/da = exp(a - exp(a)) with a = n (log rate + energy z + ln t).</summary>
    internal static Matrix<double> Jacobian(Measurement[] measurements, Alloy alloy, AlloyPrior? prior)
    {
        int count = measurements.Length;
        Matrix<double> derivatives = Matrix<double>.Build.Dense(count + (prior is null ? 0 : 3), 3);
        for (int k = 0; k < count; k++)
        {
            (double logSeconds, double coolness, _) = measurements[k];
            double exponent = alloy.Exponent;
            double inner = exponent * (alloy.LogRate + (alloy.Energy * coolness) + logSeconds);
            double slope = inner > Math.Log(Alloy.Complete) ? 0 : Math.Exp(inner - Math.Exp(inner)) / MeasurementPlan.Noise;
            derivatives[k, 0] = slope * exponent;
            derivatives[k, 1] = slope * exponent * coolness;
            derivatives[k, 2] = slope == 0 ? 0 : slope * inner;
        }

        if (prior is not null)
        {
            derivatives.SetSubMatrix(count, 0, prior.Whitening);
        }

        return derivatives;
    }

    /// <summary>The maximum of the posterior: the better of what is found from the textbook's start and from the mean alloy.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="prior">What is known beforehand.</param>
    public static Calibration Posterior(Measurement[] measurements, AlloyPrior prior)
    {
        Calibration[] found = [Fit(measurements, AvramiPlot.Of(measurements), prior), Fit(measurements, prior.Mean, prior)];
        return found.MinBy(one => one.Alloy.IsFinite ? SumOfSquares(measurements, one.Alloy, prior) : double.PositiveInfinity);
    }

    private static double SumOfSquares(Measurement[] measurements, Alloy alloy, AlloyPrior prior)
    {
        Vector<double> errors = Model(measurements, alloy, prior);
        for (int k = 0; k < measurements.Length; k++)
        {
            errors[k] -= measurements[k].Fraction / MeasurementPlan.Noise;
        }

        return errors.DotProduct(errors);
    }

    private static Alloy AlloyOf(Vector<double> point) => new(point[0], point[1], point[2]);
}
