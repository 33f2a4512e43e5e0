namespace AutogradMaml.Maml;

/// <summary>Small dense matrices on the host, for answers that are known in closed form. Plain loops: what is held against the library's
/// derivatives uses none of its kernels.</summary>
internal static class HostMatrix
{
    /// <summary>The identity.</summary>
    public static double[,] Identity(int n)
    {
        var result = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            result[i, i] = 1;
        }

        return result;
    }

    /// <summary>a + factor b.</summary>
    public static double[,] Plus(double[,] a, double factor, double[,] b)
    {
        var result = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[i, j] = a[i, j] + (factor * b[i, j]);
            }
        }

        return result;
    }

    /// <summary>a b.</summary>
    public static double[,] Times(double[,] a, double[,] b)
    {
        var result = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < b.GetLength(1); j++)
            {
                for (int k = 0; k < b.GetLength(0); k++)
                {
                    result[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return result;
    }

    /// <summary>a x.</summary>
    public static double[] Times(double[,] a, IReadOnlyList<double> x)
    {
        var result = new double[a.GetLength(0)];
        for (int i = 0; i < result.Length; i++)
        {
            for (int j = 0; j < x.Count; j++)
            {
                result[i] += a[i, j] * x[j];
            }
        }

        return result;
    }

    /// <summary>a^power, for a power of 0 or more.</summary>
    public static double[,] Power(double[,] a, int power)
    {
        double[,] result = Identity(a.GetLength(0));
        for (int k = 0; k < power; k++)
        {
            result = Times(result, a);
        }

        return result;
    }

    /// <summary>a'.</summary>
    public static double[,] Transpose(double[,] a)
    {
        var result = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                result[j, i] = a[i, j];
            }
        }

        return result;
    }

    /// <summary>The sum of the diagonal.</summary>
    public static double Trace(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            sum += a[i, i];
        }

        return sum;
    }

    /// <summary>The lower triangular L with L L' = a.</summary>
    /// <exception cref="ArgumentException">The matrix is not symmetric and positive definite.</exception>
    public static double[,] Cholesky(double[,] a)
    {
        int n = a.GetLength(0);
        var lower = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                if (i == j && !(sum > 0))
                {
                    throw new ArgumentException(FormattableString.Invariant($"The matrix is not positive definite: pivot {i} is {sum}."),
                        nameof(a));
                }

                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }

        return lower;
    }

    /// <summary>L^-1 b, for a lower triangular L.</summary>
    public static double[] SolveLower(double[,] lower, ReadOnlySpan<double> b)
    {
        var x = new double[b.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
            {
                sum -= lower[i, k] * x[k];
            }

            x[i] = sum / lower[i, i];
        }

        return x;
    }

    /// <summary>a^-1 b by elimination with the greatest pivot of each column.</summary>
    /// <exception cref="ArgumentException">The matrix is singular.</exception>
    public static double[] Solve(double[,] a, IReadOnlyList<double> b)
    {
        int n = b.Count;
        var rows = (double[,])a.Clone();
        double[] x = [.. b];
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int i = column + 1; i < n; i++)
            {
                pivot = Math.Abs(rows[i, column]) > Math.Abs(rows[pivot, column]) ? i : pivot;
            }

            if (rows[pivot, column] == 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"The matrix is singular: nothing is left in column {column}."),
                    nameof(a));
            }

            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (int j = 0; j < n; j++)
            {
                (rows[column, j], rows[pivot, j]) = (rows[pivot, j], rows[column, j]);
            }

            for (int i = column + 1; i < n; i++)
            {
                double factor = rows[i, column] / rows[column, column];
                x[i] -= factor * x[column];
                for (int j = column; j < n; j++)
                {
                    rows[i, j] -= factor * rows[column, j];
                }
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
            {
                x[i] -= rows[i, j] * x[j];
            }

            x[i] /= rows[i, i];
        }

        return x;
    }

    /// <summary>a^-1.</summary>
    public static double[,] Inverse(double[,] a)
    {
        int n = a.GetLength(0);
        var result = new double[n, n];
        for (int column = 0; column < n; column++)
        {
            var unit = new double[n];
            unit[column] = 1;
            double[] solved = Solve(a, unit);
            for (int i = 0; i < n; i++)
            {
                result[i, column] = solved[i];
            }
        }

        return result;
    }
}
