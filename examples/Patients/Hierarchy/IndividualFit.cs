using MathNet.Numerics.LinearAlgebra;

namespace AutogradMaml.Examples.Patients;

/// <summary>Finds patients' own parameters mean + b: those that make |y - f(mean + b)|^2 + sum_k (b_k / ratio_k)^2 least, with ratio_k the
/// deviation between patients over that of a measurement. Without a bound on b_k (an infinite ratio) it is least squares on the patient's
/// samples alone; with the population's it is the maximum a posteriori.</summary>
/// <remarks>Levenberg and Marquardt's steps, patient by patient: a step that makes the sum greater is not taken and damped more.</remarks>
internal static class IndividualFit
{
    private const int MostSteps = 200;
    private const double Tolerance = 1e-12;
    private const double LargestDamping = 1e12;

    // A rate or a volume a thousand million times the population's is no answer that anybody asked for.
    private const double Farthest = 20;

    /// <summary>Finds them.</summary>
    /// <param name="table">The patients' samples.</param>
    /// <param name="mean">Where all start, and what b is counted from.</param>
    /// <param name="ratios">The ratio of each parameter: 0 keeps it at the mean, infinity leaves it free.</param>
    /// <returns>Each patient's parameters.</returns>
    public static double[][] Of(ModelTable table, double[] mean, double[] ratios)
    {
        int patients = table.Measured.Count;
        int[] free = [.. Enumerable.Range(0, mean.Length).Where(k => ratios[k] > 0)];
        double[] penalty = [.. free.Select(k => 1 / (ratios[k] * ratios[k]))];
        double[][] parameters = [.. Enumerable.Range(0, patients).Select(_ => (double[])mean.Clone())];
        double[] damping = [.. Enumerable.Repeat(1e-3, patients)];
        bool[] done = new bool[patients];
        if (free.Length == 0)
        {
            return parameters;
        }

        table.Compute(parameters);
        double[] objective =
        [
            .. Enumerable.Range(0, patients).Select(patient => Objective(table, patient, parameters[patient], mean, free, penalty)),
        ];
        for (int step = 0; step < MostSteps && done.Contains(false); step++)
        {
            double[][] tried =
            [
                .. Enumerable.Range(0, patients).Select(patient => done[patient]
                    ? parameters[patient]
                    : Tried(table, patient, parameters[patient], mean, free, penalty, damping[patient])),
            ];
            table.Compute(tried);
            for (int patient = 0; patient < patients; patient++)
            {
                double now = Objective(table, patient, tried[patient], mean, free, penalty);
                if (now <= objective[patient])
                {
                    done[patient] |= objective[patient] - now <= Tolerance * (objective[patient] + Tolerance);
                    (parameters[patient], objective[patient]) = (tried[patient], now);
                    damping[patient] = Math.Max(damping[patient] / 10, 1e-12);
                }
                else
                {
                    damping[patient] *= 10;
                    done[patient] |= damping[patient] > LargestDamping;
                }
            }

            table.Compute(parameters);
        }

        return parameters;
    }

    private static double Objective(ModelTable table, int patient, double[] parameters, double[] mean, int[] free, double[] penalty)
    {
        double sum = 0;
        for (int sample = 0; sample < table.Measured[patient].Length; sample++)
        {
            double residual = table.Measured[patient][sample] - table.Predicted[patient][sample];
            sum += residual * residual;
        }

        for (int k = 0; k < free.Length; k++)
        {
            double deviation = parameters[free[k]] - mean[free[k]];
            sum += penalty[k] * deviation * deviation;
        }

        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }

    private static double[] Tried(
        ModelTable table, int patient, double[] parameters, double[] mean, int[] free, double[] penalty, double damping)
    {
        Matrix<double> matrix = Matrix<double>.Build.Dense(free.Length, free.Length);
        Vector<double> right = Vector<double>.Build.Dense(free.Length);
        double[,] derivatives = table.Derivatives[patient];
        for (int sample = 0; sample < table.Measured[patient].Length; sample++)
        {
            double residual = table.Measured[patient][sample] - table.Predicted[patient][sample];
            for (int j = 0; j < free.Length; j++)
            {
                right[j] += derivatives[sample, free[j]] * residual;
                for (int k = 0; k < free.Length; k++)
                {
                    matrix[j, k] += derivatives[sample, free[j]] * derivatives[sample, free[k]];
                }
            }
        }

        // The damping is a part of the greatest curvature and not of each one's own: with fewer samples than parameters some have none.
        double greatest = Math.Max(matrix.Diagonal().Maximum(), double.Epsilon);
        for (int k = 0; k < free.Length; k++)
        {
            matrix[k, k] += penalty[k] + (damping * greatest);
            right[k] -= penalty[k] * (parameters[free[k]] - mean[free[k]]);
        }

        Vector<double> step = matrix.Solve(right);
        double[] tried = (double[])parameters.Clone();
        for (int k = 0; k < free.Length; k++)
        {
            double wanted = tried[free[k]] + (double.IsFinite(step[k]) ? step[k] : 0);
            tried[free[k]] = Math.Clamp(wanted, mean[free[k]] - Farthest, mean[free[k]] + Farthest);
        }

        return tried;
    }
}
