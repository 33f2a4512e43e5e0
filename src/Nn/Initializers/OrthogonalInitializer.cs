using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>gain times a random matrix with orthonormal rows or columns, whichever are fewer.</summary>
internal sealed class OrthogonalInitializer<T> : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _gain;

    public OrthogonalInitializer(double gain)
    {
        if (!double.IsFinite(gain))
        {
            throw new ArgumentOutOfRangeException(nameof(gain), FormattableString.Invariant($"The gain is a finite number, got {gain}."));
        }

        _gain = gain;
    }

    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank < 2)
        {
            throw new ArgumentException(
                $"Orthogonal needs a matrix [out, in, ...], got the shape {shape}: choose another initializer.", nameof(shape));
        }

        if (shape.ElementCount == 0)
        {
            return;
        }

        int rows = shape[0];
        int columns = shape.ElementCount / rows;
        bool byRows = rows <= columns;
        int count = Math.Min(rows, columns);
        int length = Math.Max(rows, columns);
        double[] vectors = OrthonormalVectors(count, length, random);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double value = byRows ? vectors[(row * length) + column] : vectors[(column * length) + row];
                values[(row * columns) + column] = T.CreateTruncating(_gain * value);
            }
        }
    }

    /// <summary>Orthonormal vectors, one after the other, by the method of Gram and Schmidt.</summary>
    /// <remarks>Each vector keeps its own direction's sign, which is the factor R with a positive diagonal: that choice makes the result
    /// uniform. In double whatever T is, so that the only error left in float is the rounding of the result.</remarks>
    private static double[] OrthonormalVectors(int count, int length, RandomStream random)
    {
        var vectors = new double[count * length];
        for (int k = 0; k < count; k++)
        {
            Span<double> vector = vectors.AsSpan(k * length, length);
            foreach (ref double element in vector)
            {
                element = random.NextNormal();
            }

            // One pass leaves an error as large as the part it removed is to what remains; the second pass removes that too.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int earlier = 0; earlier < k; earlier++)
                {
                    ReadOnlySpan<double> other = vectors.AsSpan(earlier * length, length);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(vector, other), vector, vector);
                }
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
        }

        return vectors;
    }
}
