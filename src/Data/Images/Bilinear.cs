using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Data;

/// <summary>Images read between their pixels by bilinear interpolation; 0 outside.</summary>
internal static class Bilinear
{
    /// <summary>Checks an image and the room for what is read of it.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="result">[channels, height, width], of other memory than the image.</param>
    public static void Require<T>(ReadOnlySpan<T> image, int height, int width, Span<T> result)
        where T : unmanaged
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
    }

    /// <summary>Reads every channel of an image at a place.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="x">The column. Where a place is not a number, 0 is read.</param>
    /// <param name="y">The row.</param>
    /// <param name="result">[channels, height, width].</param>
    /// <param name="k">Which pixel of each channel of the result is written.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<T>(ReadOnlySpan<T> image, int height, int width, double x, double y, Span<T> result, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Farther out no neighbour is inside, and the whole part need not fit an int.
        if (!(x > -1 && x < width && y > -1 && y < height))
        {
            for (; k < result.Length; k += height * width)
            {
                result[k] = T.Zero;
            }

            return;
        }

        int left = double.ConvertToIntegerNative<int>(Math.Floor(x));
        int top = double.ConvertToIntegerNative<int>(Math.Floor(y));
        (T partX, T partY) = (T.CreateTruncating(x - left), T.CreateTruncating(y - top));
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
