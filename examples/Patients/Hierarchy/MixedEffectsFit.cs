using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace AutogradMaml.Examples.Patients;

/// <summary>
/// The hierarchical model of specialists, a nonlinear mixed-effects model, by maximum likelihood: patient i has the parameters beta + b_i
/// with b_i ~ N(0, diag(omega^2)), and y_i = f(beta + b_i) + e_i with e_i ~ N(0, sigma^2).
/// </summary>
/// <remarks>Two steps in turn until nothing changes. First beta and all b_i make |y - f(beta + b)|^2 + sum (b / ratio)^2 least, with the
/// ratios omega / sigma held. Then f is made linear there, y_i - f + X_i beta + Z_i b_i = X_i beta + Z_i b_i + e_i, of which beta and sigma
/// have closed forms for given ratios, and the ratios make the likelihood greatest. Source: Lindstrom and Bates, Nonlinear mixed effects
/// models for repeated measures data, 1990; it is also what R's nlme does.</remarks>
internal static class MixedEffectsFit
{
    private const int MostTurns = 200;

    // Nearer the ratios aren't known: the log-likelihood, some hundreds, is the same in all its digits for those that differ by some 1e-6.
    private const double Tolerance = 1e-5;

    // Beyond these a ratio is as good as none, or as a free parameter.
    private const double LeastLogRatio = -9;
    private const double GreatestLogRatio = 6;

    /// <summary>Fits a population.</summary>
    /// <param name="table">All samples of the patients.</param>
    /// <param name="start">Where the means start.</param>
    /// <param name="varying">Which parameters differ from patient to patient.</param>
    /// <exception cref="InvalidOperationException">It does not settle.</exception>
    public static Population Of(ModelTable table, double[] start, IReadOnlyList<int> varying)
    {
        double[] mean = (double[])start.Clone();
        double[] logRatios = [.. varying.Select(static _ => -1.0)];
        double[][] effects = [.. table.Measured.Select(_ => new double[start.Length])];
        for (int turn = 0; turn < MostTurns; turn++)
        {
            double[] before = [.. mean, .. logRatios];
            Penalized(table, mean, effects, varying, logRatios);
            LinearizedPatient[] patients = [.. Enumerable.Range(0, effects.Length).Select(
                patient => new LinearizedPatient(table, patient, mean, effects[patient], varying))];
            logRatios = BestRatios(patients, logRatios);
            (Vector<double> beta, double residual, double logLikelihood) = Profile(patients, logRatios);
            mean = beta.ToArray();
            double[] after = [.. mean, .. logRatios];
            if (before.Zip(after, static (a, b) => Math.Abs(a - b) / (1 + Math.Abs(b))).Max() < Tolerance)
            {
                double[] deviations = new double[start.Length];
                foreach ((int place, int k) in varying.Index())
                {
                    deviations[k] = residual * Math.Exp(logRatios[place]);
                }

                return new(mean, deviations, residual, logLikelihood);
            }
        }

        throw new InvalidOperationException(
            $"The hierarchical fit of {table.Measured.Count} patients still moved after {MostTurns} turns: it has no maximum that it " +
                "could hold on to. Give it more patients, or let fewer parameters vary.");
    }

    // Gauss and Newton's steps on all parameters together. The b_i are eliminated patient by patient, which leaves a system of beta's size.
    private static void Penalized(ModelTable table, double[] mean, double[][] effects, IReadOnlyList<int> varying, double[] logRatios)
    {
        double objective = Objective(table, mean, effects, varying, logRatios);
        for (int step = 0; step < 50; step++)
        {
            LinearizedPatient[] patients = [.. Enumerable.Range(0, effects.Length).Select(
                patient => new LinearizedPatient(table, patient, mean, effects[patient], varying))];
            Vector<double> beta = GeneralizedLeastSquares(patients, logRatios).Beta;
            double[][] wanted = [.. patients.Select(patient => patient.BestEffects(beta, logRatios))];
            double size = 1;
            bool better = false;
            double now = objective;
            while (!better && size > 1e-6)
            {
                double[] triedMean = [.. mean.Select((value, k) => value + (size * (beta[k] - value)))];
                double[][] tried =
                [
                    .. effects.Select((own, patient) => own.Select((value, k) =>
                        value + (size * ((varying.Contains(k) ? wanted[patient][varying.ToList().IndexOf(k)] : 0) - value))).ToArray()),
                ];
                now = Objective(table, triedMean, tried, varying, logRatios);
                better = now <= objective;
                if (better)
                {
                    triedMean.CopyTo(mean, 0);
                    tried.CopyTo(effects, 0);
                }

                size /= 2;
            }

            if (!better || objective - now <= 1e-12 * (1 + objective))
            {
                break;
            }

            objective = now;
        }

        Objective(table, mean, effects, varying, logRatios);
    }

    private static double Objective(ModelTable table, double[] mean, double[][] effects, IReadOnlyList<int> varying, double[] logRatios)
    {
        table.Compute([.. effects.Select(own => own.Zip(mean, static (b, beta) => b + beta).ToArray())]);
        double sum = 0;
        for (int patient = 0; patient < effects.Length; patient++)
        {
            sum += table.Measured[patient].Zip(table.Predicted[patient], static (y, f) => (y - f) * (y - f)).Sum();
            sum += varying.Select((k, place) => effects[patient][k] * effects[patient][k] * Math.Exp(-2 * logRatios[place])).Sum();
        }

        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }

    private static double[] BestRatios(LinearizedPatient[] patients, double[] start)
    {
        double Loss(Vector<double> logRatios)
        {
            double[] bounded = [.. logRatios.Select(static value => Math.Clamp(value, LeastLogRatio, GreatestLogRatio))];
            return -Profile(patients, bounded).LogLikelihood;
        }

        NelderMeadSimplex simplex = new(1e-13, 2000);
        MinimizationResult best = simplex.FindMinimum(
            ObjectiveFunction.Value(Loss), Vector<double>.Build.DenseOfArray(start), Vector<double>.Build.Dense(start.Length, 0.3));
        return [.. best.MinimizingPoint.Select(static value => Math.Clamp(value, LeastLogRatio, GreatestLogRatio))];
    }

    private static (Vector<double> Beta, double Residual, double LogLikelihood) Profile(LinearizedPatient[] patients, double[] logRatios)
    {
        (Vector<double> beta, double logDeterminant) = GeneralizedLeastSquares(patients, logRatios);
        double squares = patients.Sum(patient => patient.Squares(beta, logRatios));
        int samples = patients.Sum(static patient => patient.Samples);
        double variance = squares / samples;
        return (beta, Math.Sqrt(variance), -0.5 * ((samples * (1 + Math.Log(2 * Math.PI * variance))) + logDeterminant));
    }

    private static (Vector<double> Beta, double LogDeterminant) GeneralizedLeastSquares(LinearizedPatient[] patients, double[] logRatios)
    {
        Matrix<double>? matrix = null;
        Vector<double>? right = null;
        double logDeterminant = 0;
        foreach (LinearizedPatient patient in patients)
        {
            (Matrix<double> own, Vector<double> ownRight, double ownLog) = patient.Normal(logRatios);
            matrix = matrix is null ? own : matrix + own;
            right = right is null ? ownRight : right + ownRight;
            logDeterminant += ownLog;
        }

        return (matrix!.Solve(right!), logDeterminant);
    }
}
