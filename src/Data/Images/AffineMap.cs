using System.Numerics;

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
        Bilinear.Require(image, height, width, result);
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
                Bilinear.Read(image, height, width, x, y, result, k);
            }
        }
    }
}
