using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>A function of an angle: on lanes for moderate angles, on one number for all.</summary>
internal interface IAngleFunction<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The function at an angle beyond <see cref="Coefficients{T}.GreatestAngle"/>, at infinity or NaN.</summary>
    static abstract T Far(T x);
}

/// <summary>The loop for functions of angles.</summary>
internal static class AngleFunctions
{
    // Small enough to stay in the first-level cache, with its copy.
    private const int Piece = 256;

    /// <summary>y[i] = f(x[i]); y may be x. Angles too great for the reduction on lanes are done one by one, which changes nothing for the
    /// others.</summary>
    public static unsafe void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IAngleFunction<T>
    {
        T* copy = stackalloc T[Piece];
        for (int start = 0; start < x.Length; start += Piece)
        {
            int length = Math.Min(Piece, x.Length - start);
            Span<T> angles = new(copy, length);
            Span<T> results = y.Slice(start, length);
            x.Slice(start, length).CopyTo(angles);
            Elementwise.Map(default(TFunction), angles, results);
            if (T.Abs(TensorPrimitives.MaxMagnitude<T>(angles)) <= Coefficients<T>.GreatestAngle)
            {
                continue;
            }

            for (int i = 0; i < length; i++)
            {
                if (!(T.Abs(angles[i]) <= Coefficients<T>.GreatestAngle))
                {
                    results[i] = TFunction.Far(angles[i]);
                }
            }
        }
    }
}
