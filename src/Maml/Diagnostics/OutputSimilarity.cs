using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How alike two sets of outputs for the same examples are, a row for each example.</summary>
internal static class OutputSimilarity
{
    // The share of the variance that canonical correlations are of: what is left is noise, whose directions correlate with anything.
    private const double KeptVariance = 0.99;
    private const double Rounding = 1e-24;

    /// <summary>Linear centred kernel alignment: |Y'X|_F^2 / (|X'X|_F |Y'Y|_F) of the rows with their means taken off.</summary>
    public static double Alignment(double[,] x, double[,] y)
    {
        (x, y) = (Centred(x), Centred(y));
        return SquaredProduct(y, x) / Math.Sqrt(SquaredProduct(x, x) * SquaredProduct(y, y));
    }

    /// <summary>The mean canonical correlation of the directions that hold 99 % of the variance: the mean singular value of U_x' U_y, with
    /// U the left singular vectors of the centred rows. NaN where one of them does not vary.</summary>
    public static double CanonicalCorrelation(double[,] x, double[,] y)
    {
        using Tape<double> tape = new();
        if (Directions(tape, x) is not { } ofX || Directions(tape, y) is not { } ofY)
        {
            return double.NaN;
        }

        // Cosines of angles between two planes, which rounding may leave a little above 1.
        double[] cosines = ofX.MatMul(ofY, transposeLeft: true).SingularValues().ToArray();
        return cosines.Average(static cosine => Math.Min(1, cosine));
    }

    private static Variable<double>? Directions(Tape<double> tape, double[,] rows)
    {
        Variable<double> x = tape.Constant([.. Centred(rows).Cast<double>()], [rows.GetLength(0), rows.GetLength(1)]);

        // Of more features than examples only their triangular factor: with X' = Q R the left singular vectors of X are those of R'.
        (Variable<double> u, Variable<double> values, _) = (rows.GetLength(1) > rows.GetLength(0) ? x.Transpose().Qr().R.Transpose() : x)
            .SingularValueDecomposition();
        double[] variances = [.. values.ToArray().Select(static value => value * value)];
        double all = variances.Sum();

        // What rounding leaves of rows that are all alike.
        if (all <= Rounding * rows.Cast<double>().Sum(static value => value * value))
        {
            return null;
        }

        int kept = 0;
        for (double sum = 0; sum < KeptVariance * all; kept++)
        {
            sum += variances[kept];
        }

        return u.Slice(1, 0, kept);
    }

    private static double[,] Centred(double[,] rows)
    {
        (int examples, int features) = (rows.GetLength(0), rows.GetLength(1));
        var centred = new double[examples, features];
        for (int column = 0; column < features; column++)
        {
            double mean = 0;
            for (int row = 0; row < examples; row++)
            {
                mean += rows[row, column] / examples;
            }

            for (int row = 0; row < examples; row++)
            {
                centred[row, column] = rows[row, column] - mean;
            }
        }

        return centred;
    }

    // |a'b|_F^2, by the examples' inner products: tr(aa' bb').
    private static double SquaredProduct(double[,] a, double[,] b)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(0); j++)
            {
                (double inA, double inB) = (0, 0);
                for (int k = 0; k < a.GetLength(1); k++)
                {
                    inA += a[i, k] * a[j, k];
                }

                for (int k = 0; k < b.GetLength(1); k++)
                {
                    inB += b[i, k] * b[j, k];
                }

                sum += inA * inB;
            }
        }

        return sum;
    }
}
