using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>Factorizations of one matrix into orthogonal and simple ones, stored row by row, each made unique by a rule for signs and
/// order.</summary>
/// <remarks>By reflections and rotations, which keep lengths, so that the error of each result is a few units in the last place of the
/// matrix's norm. The order of operations is fixed, and so are the bits.</remarks>
internal static class Orthogonalization
{
    // Quadratic convergence needs some six to ten. Columns of nothing but rounding errors may turn for ever; they are told apart
    // afterwards.
    private const int MostSweeps = 60;

    /// <summary>A = Q R with orthonormal columns of Q [rows, columns] and upper triangular R with a diagonal that is not negative, by
    /// Householder's reflections. What is left of a column that depends on those before it, to rounding, is 0.</summary>
    /// <param name="rows">At least as many as columns.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="a">The matrix.</param>
    /// <param name="q">[rows, columns].</param>
    /// <param name="r">[columns, columns].</param>
    /// <param name="scratch">rows columns elements.</param>
    public static void Qr<T>(int rows, int columns, ReadOnlySpan<T> a, Span<T> q, Span<T> r, Span<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Below and on its diagonal the work keeps the reflections' vectors, one a column, scaled so that the reflection is 1 - v v'.
        Span<T> work = scratch[..(rows * columns)];
        a.CopyTo(work);
        r.Clear();
        for (int k = 0; k < columns; k++)
        {
            // With y = x / |x|, v = (y + sign(y_k) e) / sqrt(1 + |y_k|) takes x to -sign(y_k) |x| e, without cancellation, and nothing
            // overflows. A single element needs no reflection: so the orthogonal matrix of one row is 1 exactly.
            bool isSingle = k == rows - 1;
            T norm = Columns.Norm(work, rows, columns, k, k);
            if (norm <= Columns.Epsilon<T>() * T.CreateChecked(rows) * Columns.Norm(a, rows, columns, k, 0))
            {
                norm = T.Zero;
            }

            T head = norm == T.Zero ? T.Zero : work[(k * columns) + k] / norm;
            T sign = head < T.Zero ? T.NegativeOne : T.One;
            T scale = norm == T.Zero || isSingle ? T.Zero : T.One / T.Sqrt(T.One + T.Abs(head));
            for (int i = k; i < rows; i++)
            {
                T share = norm == T.Zero ? T.Zero : work[(i * columns) + k] / norm;
                work[(i * columns) + k] = (share + (i == k ? sign : T.Zero)) * scale;
            }

            r[(k * columns) + k] = (isSingle ? sign : -sign) * norm;
            for (int j = k + 1; j < columns; j++)
            {
                Reflect(work, work, rows, columns, k, j);
                r[(k * columns) + j] = work[(k * columns) + j];
            }
        }

        // The reflections in the reverse order on the first columns of the identity.
        q.Clear();
        for (int j = 0; j < columns; j++)
        {
            q[(j * columns) + j] = T.One;
            for (int k = columns - 1; k >= 0; k--)
            {
                Reflect(work, q, rows, columns, k, j);
            }
        }

        for (int k = 0; k < columns; k++)
        {
            if (r[(k * columns) + k] < T.Zero)
            {
                for (int j = k; j < columns; j++)
                {
                    r[(k * columns) + j] = -r[(k * columns) + j];
                }

                Columns.Negate(q, rows, columns, k);
            }
        }
    }

    /// <summary>S = V diag(w) V' for symmetric S: w ascending, each column of V with its greatest component positive, by Jacobi's rotations
    /// in rows.</summary>
    /// <param name="size">n.</param>
    /// <param name="s">[n, n]; destroyed.</param>
    /// <param name="values">w, n numbers.</param>
    /// <param name="vectors">V, [n, n].</param>
    public static void SymmetricEigen<T>(int size, Span<T> s, Span<T> values, Span<T> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Columns.SetIdentity(vectors, size);
        T greatest = Greatest<T>(s);
        if (!T.IsFinite(greatest))
        {
            values.Fill(T.NaN);
            vectors.Fill(T.NaN);
            return;
        }

        // In units of a power of two, which loses nothing, so that no sum overflows.
        int exponent = greatest == T.Zero ? 0 : T.ILogB(greatest);
        foreach (ref T element in s)
        {
            element = T.ScaleB(element, -exponent);
        }

        T smallest = Columns.Epsilon<T>() * Columns.Norm<T>(s, s.Length, 1, 0, 0) / T.CreateChecked(Math.Max(1, size));
        bool rotated = true;
        for (int sweep = 0; sweep < MostSweeps && rotated; sweep++)
        {
            rotated = false;
            for (int p = 0; p < size; p++)
            {
                for (int q = p + 1; q < size; q++)
                {
                    T off = s[(p * size) + q];
                    if (!(T.Abs(off) > smallest))
                    {
                        continue;
                    }

                    rotated = true;
                    (T cosine, T sine) = Rotation((s[(q * size) + q] - s[(p * size) + p]) / (off + off));
                    Columns.Rotate(s, size, size, p, q, cosine, sine);
                    RotateRows(s, size, p, q, cosine, sine);
                    s[(p * size) + q] = s[(q * size) + p] = T.Zero;
                    Columns.Rotate(vectors, size, size, p, q, cosine, sine);
                }
            }
        }

        for (int k = 0; k < size; k++)
        {
            values[k] = T.ScaleB(s[(k * size) + k], exponent);
        }

        for (int k = 0; k < size; k++)
        {
            int least = k;
            for (int other = k + 1; other < size; other++)
            {
                least = values[other] < values[least] ? other : least;
            }

            (values[k], values[least]) = (values[least], values[k]);
            Columns.Swap(vectors, size, size, k, least);
            if (Columns.GreatestIsNegative(vectors, size, size, k))
            {
                Columns.Negate(vectors, size, size, k);
            }
        }
    }

    /// <summary>A = U diag(s) V' with s descending and not negative, and each column of V with its greatest component positive, by
    /// Hestenes's rotations of columns. Values within rounding of 0, beside the greatest, are 0.</summary>
    /// <param name="rows">At least as many as columns.</param>
    /// <param name="columns">n.</param>
    /// <param name="a">[rows, n].</param>
    /// <param name="u">[rows, n]; where a singular value is 0 its column completes the others.</param>
    /// <param name="values">s, n numbers.</param>
    /// <param name="v">[n, n].</param>
    public static void SingularValues<T>(int rows, int columns, ReadOnlySpan<T> a, Span<T> u, Span<T> values, Span<T> v)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T unit = Greatest(a);
        if (!T.IsFinite(unit))
        {
            u.Fill(T.NaN);
            values.Fill(T.NaN);
            v.Fill(T.NaN);
            return;
        }

        // In units of the greatest element, so that no square overflows.
        TensorPrimitives.Divide(a, unit == T.Zero ? T.One : unit, u);
        Columns.SetIdentity(v, columns);
        bool rotated = true;
        for (int sweep = 0; sweep < MostSweeps && rotated; sweep++)
        {
            rotated = false;
            for (int p = 0; p < columns; p++)
            {
                for (int q = p + 1; q < columns; q++)
                {
                    (T first, T second, T between) = (T.Zero, T.Zero, T.Zero);
                    for (int i = 0; i < rows; i++)
                    {
                        (T x, T y) = (u[(i * columns) + p], u[(i * columns) + q]);
                        (first, second, between) = (first + (x * x), second + (y * y), between + (x * y));
                    }

                    if (!(T.Abs(between) > Columns.Epsilon<T>() * T.Sqrt(first) * T.Sqrt(second)))
                    {
                        continue;
                    }

                    rotated = true;
                    (T cosine, T sine) = Rotation((second - first) / (between + between));
                    Columns.Rotate(u, rows, columns, p, q, cosine, sine);
                    Columns.Rotate(v, columns, columns, p, q, cosine, sine);
                }
            }
        }

        for (int k = 0; k < columns; k++)
        {
            values[k] = Columns.Norm(u, rows, columns, k, 0);
        }

        T greatest = T.Zero;
        for (int k = 0; k < columns; k++)
        {
            int most = k;
            for (int other = k + 1; other < columns; other++)
            {
                most = values[other] > values[most] ? other : most;
            }

            (values[k], values[most]) = (values[most], values[k]);
            Columns.Swap(u, rows, columns, k, most);
            Columns.Swap(v, columns, columns, k, most);
            if (Columns.GreatestIsNegative(v, columns, columns, k))
            {
                Columns.Negate(u, rows, columns, k);
                Columns.Negate(v, columns, columns, k);
            }

            greatest = T.Max(greatest, values[k]);
        }

        // A column of rounding errors has neither a length nor a direction worth keeping.
        T smallest = greatest * Columns.Epsilon<T>() * T.CreateChecked(rows);
        for (int k = 0; k < columns; k++)
        {
            if (values[k] > smallest)
            {
                Columns.Scale(u, rows, columns, k, T.One / values[k]);
                values[k] *= unit;
            }
            else
            {
                values[k] = T.Zero;
                Complete(u, rows, columns, k);
            }
        }
    }

    // The greatest size of an element; NaN where one is.
    private static T Greatest<T>(ReadOnlySpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T greatest = T.Zero;
        foreach (T value in matrix)
        {
            greatest = T.Max(greatest, T.Abs(value));
        }

        return greatest;
    }

    // The rotation by the smaller of the two angles that make the element between two axes 0, by the cotangent of twice the angle.
    private static (T Cosine, T Sine) Rotation<T>(T cotangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T tangent = (cotangent < T.Zero ? T.NegativeOne : T.One) / (T.Abs(cotangent) + T.Sqrt(T.One + (cotangent * cotangent)));
        T cosine = T.One / T.Sqrt(T.One + (tangent * tangent));
        return (cosine, cosine * tangent);
    }

    private static void RotateRows<T>(Span<T> matrix, int size, int p, int q, T cosine, T sine)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < size; j++)
        {
            ref T x = ref matrix[(p * size) + j];
            ref T y = ref matrix[(q * size) + j];
            (x, y) = ((cosine * x) - (sine * y), (sine * x) + (cosine * y));
        }
    }

    // Reflection k of those whose vectors are the columns of one matrix, on a column of another.
    private static void Reflect<T>(ReadOnlySpan<T> vectors, Span<T> matrix, int rows, int columns, int k, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T product = T.Zero;
        for (int i = k; i < rows; i++)
        {
            product += vectors[(i * columns) + k] * matrix[(i * columns) + column];
        }

        for (int i = k; i < rows; i++)
        {
            matrix[(i * columns) + column] -= product * vectors[(i * columns) + k];
        }
    }

    // Made orthogonal, twice, to all others whose value is not 0 or which were completed before: of the unit vectors the one that keeps
    // most.
    private static void Complete<T>(Span<T> u, int rows, int columns, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = 0;
        T least = T.PositiveInfinity;
        for (int i = 0; i < rows; i++)
        {
            T taken = T.Zero;
            for (int j = 0; j < column; j++)
            {
                taken += u[(i * columns) + j] * u[(i * columns) + j];
            }

            (best, least) = taken < least ? (i, taken) : (best, least);
        }

        for (int i = 0; i < rows; i++)
        {
            u[(i * columns) + column] = i == best ? T.One : T.Zero;
        }

        for (int pass = 0; pass < 2; pass++)
        {
            for (int j = 0; j < column; j++)
            {
                T product = T.Zero;
                for (int i = 0; i < rows; i++)
                {
                    product += u[(i * columns) + j] * u[(i * columns) + column];
                }

                for (int i = 0; i < rows; i++)
                {
                    u[(i * columns) + column] -= product * u[(i * columns) + j];
                }
            }
        }

        Columns.Scale(u, rows, columns, column, T.One / Columns.Norm(u, rows, columns, column, 0));
    }
}
