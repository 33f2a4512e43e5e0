using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The identity matrix, or the convolution of one place that leaves each channel as it is.</summary>
internal sealed class IdentityInitializer<T> : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank < 2 || shape[0] != shape[1] || shape.ElementCount != shape[0] * shape[1])
        {
            throw new ArgumentException(
                $"Identity needs a square matrix, [n, n], or [n, n, 1, 1], got the shape {shape}: choose another initializer.",
                nameof(shape));
        }

        values.Clear();
        for (int k = 0; k < shape[0]; k++)
        {
            values[(k * shape[0]) + k] = T.One;
        }
    }
}
