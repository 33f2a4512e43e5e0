using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Data;

/// <summary>An affine map of an image about its middle: the result at (x, y), counted from the middle, is what stands at
/// (xx x + xy y + dx, yx x + yy y + dy), between places by bilinear interpolation, and 0 outside.</summary>
/// <remarks>x counts to the right and y down, in pixels. (1, 0, 0, 1, 0, 0) gives every bit of the image back. Where a place is not a
/// number, the result is 0.</remarks>
/// <param name="XX">What a step to the right moves to the right.</param>
/// <param name="XY">What a step down moves to the right.</param>
/// <param name="YX">What a step to the right moves down.</param>
/// <param name="YY">What a step down moves down.</param>
/// <param name="DX">How far to the right the middle reads, in pixels.</param>
/// <param name="DY">How far down the middle reads, in pixels.</param>
public readonly record struct AffineMap(double XX, double XY, double YX, double YY, double DX, double DY)
{
    /// <summary>Reads an image through the map. Cost: some nanoseconds a pixel; nothing is allocated.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="result">[channels, height, width], of other memory than the image.</param>
    /// <exception cref="ArgumentException">The image is not a whole number of channels, the result has another length, or the two share
    /// memory.</exception>
    public void Apply<T>(ReadOnlySpan<T> image, int height, int width, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        long plane = (long)height * width;
        if (image.IsEmpty || image.Length % plane != 0)
        {
            throw new ArgumentException($"Got {image.Length} numbers, expected one channel or more of {height} x {width}.", nameof(image));
        }

        if (result.Length != image.Length)
        {
            throw new ArgumentException(
                $"Got room for {result.Length} numbers, expected {image.Length}, as many as the image has.", nameof(result));
        }

        if (result.Overlaps(image))
        {
            throw new ArgumentException(
                "The result lies in the memory of the image, which is still read while it is written: give it memory of its own.",
                nameof(result));
        }

        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        int k = 0;
        for (int row = 0; row < height; row++)
        {
            double down = row - middleY;
            double fromX = (XY * down) + DX + middleX;
            double fromY = (YY * down) + DY + middleY;
            for (int column = 0; column < width; column++, k++)
            {
                double right = column - middleX;
                double x = (XX * right) + fromX;
                double y = (YX * right) + fromY;

                // Farther out no neighbour is inside, and the whole part need not fit an int.
                if (!(x > -1 && x < width && y > -1 && y < height))
                {
                    for (int at = k; at < result.Length; at += height * width)
                    {
                        result[at] = T.Zero;
                    }

                    continue;
                }

                int left = double.ConvertToIntegerNative<int>(Math.Floor(x));
                int top = double.ConvertToIntegerNative<int>(Math.Floor(y));
                Blend(image, height, width, left, top, T.CreateTruncating(x - left), T.CreateTruncating(y - top), result, k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend<T>(ReadOnlySpan<T> image, int height, int width, int left, int top, T partX, T partY, Span<T> result, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool hasLeft = left >= 0;
        bool hasRight = left + 1 < width;
        bool hasTop = top >= 0;
        bool hasBottom = top + 1 < height;
        bool hasAll = hasLeft && hasRight && hasTop && hasBottom;
        for (int at = (top * width) + left; k < result.Length; k += height * width, at += height * width)
        {
            T topLeft = hasAll || (hasTop && hasLeft) ? image[at] : T.Zero;
            T topRight = hasAll || (hasTop && hasRight) ? image[at + 1] : T.Zero;
            T bottomLeft = hasAll || (hasBottom && hasLeft) ? image[at + width] : T.Zero;
            T bottomRight = hasAll || (hasBottom && hasRight) ? image[at + width + 1] : T.Zero;
            T upper = topLeft + (partX * (topRight - topLeft));
            T lower = bottomLeft + (partX * (bottomRight - bottomLeft));
            result[k] = upper + (partY * (lower - upper));
        }
    }
}
