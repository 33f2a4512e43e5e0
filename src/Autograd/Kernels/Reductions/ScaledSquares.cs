using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>The sum of squares of numbers of any size: they are multiplied by a power of two first, which is exact, so that the greatest
/// lies between 1 and 4 and no square overflows or vanishes that counts.</summary>
internal static unsafe class ScaledSquares
{
    /// <summary>The greatest magnitude: 0 of nothing, NaN where one is NaN.</summary>
    public static T Greatest<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => x.IsEmpty ? T.Zero : T.Abs(TensorPrimitives.MaxMagnitude(x));

    /// <summary>What to multiply by; a power of two whose reciprocal is one too.</summary>
    /// <param name="greatest">The greatest magnitude, positive and finite.</param>
    public static T Factor<T>(T greatest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int most = T.ILogB(Coefficients<T>.GreatestPowerOfTwo);
        return T.ScaleB(T.One, -int.Clamp(T.ILogB(greatest), -most, most - 1));
    }

    /// <summary>The sum of (factor x)^2, in the order of <see cref="RowSum"/>.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        T* squares = stackalloc T[RowSum.ChunkLength];
        for (int start = 0; start < x.Length; start += RowSum.ChunkLength)
        {
            int length = Math.Min(RowSum.ChunkLength, x.Length - start);
            Span<T> chunk = new(squares, length);
            TensorPrimitives.Multiply(x.Slice(start, length), factor, chunk);
            TensorPrimitives.Multiply(chunk, chunk, chunk);
            RowSum.AddTo(&sum, squares, length);
        }

        return sum;
    }
}
