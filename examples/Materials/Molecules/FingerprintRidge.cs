using MathNet.Numerics.LinearAlgebra;

namespace AutogradMaml.Examples.Materials;

/// <summary>Ridge regression on fingerprints, in its dual form: f(x) = k(x)' (K + lambda I)^-1 (y - mean) + mean, k(x, x') = x.x' /
/// scale + 1.</summary>
internal sealed class FingerprintRidge
{
    private readonly double[][] _rows;
    private readonly Vector<double> _weights;
    private readonly double _mean;
    private readonly double _scale;

    /// <summary>Fits it.</summary>
    /// <param name="rows">The fingerprints.</param>
    /// <param name="values">The number of each.</param>
    /// <param name="lambda">The penalty; above 0.</param>
    /// <param name="scale">By what products are divided: their usual size, so that one penalty means the same everywhere.</param>
    /// <param name="centred">Whether the mean of the values is taken out and not penalized.</param>
    public FingerprintRidge(double[][] rows, double[] values, double lambda, double scale, bool centred = true)
    {
        (_rows, _scale, _mean) = (rows, scale, centred ? values.Average() : 0);
        Matrix<double> kernel = Matrix<double>.Build.Dense(
            rows.Length, rows.Length, (row, column) => Kernel(rows[row], rows[column]) + (row == column ? lambda : 0));
        _weights = kernel.Cholesky().Solve(Vector<double>.Build.Dense(values.Length, row => values[row] - _mean));
    }

    /// <summary>What is predicted.</summary>
    /// <param name="row">A fingerprint.</param>
    public double Predict(double[] row)
    {
        double sum = _mean;
        for (int k = 0; k < _rows.Length; k++)
        {
            sum += _weights[k] * Kernel(_rows[k], row);
        }

        return sum;
    }

    /// <summary>The mean squared length of fingerprints: the scale of their products.</summary>
    /// <param name="rows">The fingerprints.</param>
    public static double ScaleOf(IEnumerable<double[]> rows) => rows.Average(static row => row.Sum(static value => value * value));

    private double Kernel(double[] one, double[] other)
    {
        double sum = 0;
        for (int k = 0; k < one.Length; k++)
        {
            sum += one[k] * other[k];
        }

        return (sum / _scale) + 1;
    }
}
