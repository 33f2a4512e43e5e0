namespace AutogradMaml.Autograd.Checking;

/// <summary>Products of plain arrays with Jacobians.</summary>
internal static class Products
{
    /// <summary>How many numbers a function gives.</summary>
    public static int CountOf(Func<double[], double[]> function, double[] point)
        => function([.. point]) is { Length: > 0 } value
            ? value.Length
            : throw new ArgumentException("The function gave no number: expected one or more.");

    /// <summary>sum_i left_i right_i.</summary>
    public static double Dot(double[] left, double[] right)
    {
        if (left is null || left.Length != right.Length)
        {
            throw new ArgumentException($"{left?.Length ?? 0} numbers were given, expected {right.Length}: one for each output.");
        }

        double sum = 0;
        for (int k = 0; k < left.Length; k++)
        {
            // An output that does not count may be infinite.
            sum += right[k] == 0 ? 0 : left[k] * right[k];
        }

        return sum;
    }

    /// <summary>All zeros but a 1.</summary>
    public static double[] Unit(int length, int place)
    {
        double[] unit = new double[length];
        unit[place] = 1;
        return unit;
    }

    /// <summary>J' w.</summary>
    public static double[] FromLeft(double[] w, double[,] jacobian)
    {
        double[] product = new double[jacobian.GetLength(1)];
        for (int row = 0; row < w.Length; row++)
        {
            for (int column = 0; column < product.Length && w[row] != 0; column++)
            {
                product[column] += w[row] * jacobian[row, column];
            }
        }

        return product;
    }

    /// <summary>J' w of a Jacobian that is 0 but at some places.</summary>
    public static double[] FromLeft(double[] w, IReadOnlyList<(int Row, int Column)> places, double[] values, int columns)
    {
        if (values is null || values.Length != places.Count)
        {
            throw new ArgumentException($"{values?.Length ?? 0} numbers were given for {places.Count} places of the Jacobian.");
        }

        double[] product = new double[columns];
        for (int k = 0; k < values.Length; k++)
        {
            (int row, int column) = places[k];
            if (row < 0 || row >= w.Length || column < 0 || column >= columns)
            {
                throw new ArgumentException(
                    $"Place {k}, row {row} and column {column}, is outside of the Jacobian of {w.Length} rows and {columns} columns.");
            }

            product[column] += w[row] == 0 ? 0 : w[row] * values[k];
        }

        return product;
    }
}
