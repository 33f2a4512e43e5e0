using MathNet.Numerics.LinearAlgebra;

namespace AutogradMaml.Examples.Materials;

/// <summary>What the alloys that were met say of the next one: the mean of their three numbers and their spread.</summary>
/// <param name="Mean">The mean alloy.</param>
/// <param name="Whitening">W [3, 3] with W'W the inverse of the covariance: W (alloy - mean) has independent parts of variance 1.</param>
internal sealed record AlloyPrior(Alloy Mean, Matrix<double> Whitening)
{
    /// <summary>The prior of some alloys, told by their true numbers.</summary>
    /// <param name="alloys">The alloys; more than three.</param>
    public static AlloyPrior Of(IReadOnlyList<Alloy> alloys)
    {
        Matrix<double> rows = Matrix<double>.Build.Dense(
            alloys.Count, 3, (row, column) => column switch
            {
                0 => alloys[row].LogRate,
                1 => alloys[row].Energy,
                _ => alloys[row].LogExponent,
            });
        Vector<double> mean = rows.ColumnSums() / alloys.Count;
        Matrix<double> centred = Matrix<double>.Build.Dense(alloys.Count, 3, (row, column) => rows[row, column] - mean[column]);
        Matrix<double> covariance = centred.TransposeThisAndMultiply(centred) / (alloys.Count - 1);
        return new(new(mean[0], mean[1], mean[2]), covariance.Inverse().Cholesky().Factor.Transpose());
    }
}
