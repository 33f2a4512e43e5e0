using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>What is done with the columns of one matrix, stored row by row.</summary>
internal static class Columns
{
    public static T Epsilon<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.BitIncrement(T.One) - T.One;

    // Scaled by the greatest, so that squares neither overflow nor vanish.
    public static T Norm<T>(ReadOnlySpan<T> matrix, int rows, int columns, int column, int from)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T greatest = T.Zero;
        for (int i = from; i < rows; i++)
        {
            greatest = T.Max(greatest, T.Abs(matrix[(i * columns) + column]));
        }

        if (greatest == T.Zero || !T.IsFinite(greatest))
        {
            return greatest;
        }

        T sum = T.Zero;
        for (int i = from; i < rows; i++)
        {
            T share = matrix[(i * columns) + column] / greatest;
            sum += share * share;
        }

        return greatest * T.Sqrt(sum);
    }

    public static void SetIdentity<T>(Span<T> matrix, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        matrix.Clear();
        for (int k = 0; k < size; k++)
        {
            matrix[k * (size + 1)] = T.One;
        }
    }

    public static void Swap<T>(Span<T> matrix, int rows, int columns, int p, int q)
        where T : unmanaged
    {
        for (int i = 0; i < rows && p != q; i++)
        {
            (matrix[(i * columns) + p], matrix[(i * columns) + q]) = (matrix[(i * columns) + q], matrix[(i * columns) + p]);
        }
    }

    public static void Negate<T>(Span<T> matrix, int rows, int columns, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Scale(matrix, rows, columns, column, T.NegativeOne);

    public static void Scale<T>(Span<T> matrix, int rows, int columns, int column, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            matrix[(i * columns) + column] *= factor;
        }
    }

    public static bool GreatestIsNegative<T>(ReadOnlySpan<T> matrix, int rows, int columns, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T greatest = T.Zero;
        for (int i = 0; i < rows; i++)
        {
            T value = matrix[(i * columns) + column];
            greatest = T.Abs(value) > T.Abs(greatest) ? value : greatest;
        }

        return greatest < T.Zero;
    }

    public static void Rotate<T>(Span<T> matrix, int rows, int columns, int p, int q, T cosine, T sine)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            ref T x = ref matrix[(i * columns) + p];
            ref T y = ref matrix[(i * columns) + q];
            (x, y) = ((cosine * x) - (sine * y), (sine * x) + (cosine * y));
        }
    }
}
