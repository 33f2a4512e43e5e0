using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace AutogradMaml.Examples.Patients;

/// <summary>A patient in the model made linear: w = X beta + Z b + e, of which w has the covariance sigma^2 V with
/// V = I + Z diag(ratio^2) Z'.</summary>
internal sealed class LinearizedPatient
{
    private readonly Matrix<double> _x;
    private readonly Matrix<double> _z;
    private readonly Vector<double> _w;

    /// <summary>Makes the model linear about the parameters at which the table was computed.</summary>
    /// <param name="table">The samples with the model's values and derivatives.</param>
    /// <param name="patient">Which patient.</param>
    /// <param name="mean">beta there.</param>
    /// <param name="effects">b there.</param>
    /// <param name="varying">Which parameters b is of.</param>
    public LinearizedPatient(ModelTable table, int patient, double[] mean, double[] effects, IReadOnlyList<int> varying)
    {
        _x = Matrix<double>.Build.DenseOfArray(table.Derivatives[patient]);
        _z = Matrix<double>.Build.DenseOfColumnVectors(varying.Select(_x.Column));
        _w = Vector<double>.Build.DenseOfArray(table.Measured[patient]) - Vector<double>.Build.DenseOfArray(table.Predicted[patient])
            + (_x * Vector<double>.Build.DenseOfEnumerable(mean.Zip(effects, static (beta, b) => beta + b)));
    }

    /// <summary>The number of samples.</summary>
    public int Samples => _w.Count;

    /// <summary>X' V^-1 X, X' V^-1 w and log det V.</summary>
    /// <param name="logRatios">The logarithms of the ratios.</param>
    public (Matrix<double> Matrix, Vector<double> Right, double LogDeterminant) Normal(double[] logRatios)
    {
        Cholesky<double> v = Covariance(logRatios).Cholesky();
        return (_x.TransposeThisAndMultiply(v.Solve(_x)), _x.TransposeThisAndMultiply(v.Solve(_w)), v.DeterminantLn);
    }

    /// <summary>(w - X beta)' V^-1 (w - X beta).</summary>
    /// <param name="beta">The means.</param>
    /// <param name="logRatios">The logarithms of the ratios.</param>
    public double Squares(Vector<double> beta, double[] logRatios)
    {
        Vector<double> residual = _w - (_x * beta);
        return residual * Covariance(logRatios).Cholesky().Solve(residual);
    }

    /// <summary>The b that makes |w - X beta - Z b|^2 + |b / ratio|^2 least: ratio^2 Z' V^-1 (w - X beta).</summary>
    /// <param name="beta">The means.</param>
    /// <param name="logRatios">The logarithms of the ratios.</param>
    public double[] BestEffects(Vector<double> beta, double[] logRatios)
    {
        Vector<double> solved = _z.TransposeThisAndMultiply(Covariance(logRatios).Cholesky().Solve(_w - (_x * beta)));
        return [.. solved.Select((value, k) => Math.Exp(2 * logRatios[k]) * value)];
    }

    private Matrix<double> Covariance(double[] logRatios)
    {
        Matrix<double> scaled = _z * Matrix<double>.Build.DenseOfDiagonalArray([.. logRatios.Select(Math.Exp)]);
        return Matrix<double>.Build.DenseIdentity(Samples) + scaled.TransposeAndMultiply(scaled);
    }
}
