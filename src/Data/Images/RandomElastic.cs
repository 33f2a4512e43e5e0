using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Data;

/// <summary>Small random elastic maps of training images, one drawn for each image: strokes bend and move against each other, as they do
/// from one drawing of a character to the next, which no affine map does. Without settings it changes nothing.</summary>
/// <remarks>
/// A grid of nodes lies over the image, and each has a displacement whose two numbers are normal. Between them it is a sum by cubic
/// B-splines, so that it has two continuous derivatives: the result at (x, y) is what the image has at (x + u(x, y), y + v(x, y)), between
/// pixels by bilinear interpolation, and 0 outside. Cost: some ten nanoseconds a pixel; nothing is allocated. Source of the field: Rueckert
/// et al., Nonrigid registration using free-form deformations, 1999; of the augmentation, with another field: Simard, Steinkraus and Platt,
/// Best practices for convolutional neural networks applied to visual document analysis, 2003.
/// </remarks>
public sealed record RandomElastic
{
    private const int MostCells = 16;

    private readonly double _deviation;
    private readonly int _cells = 4;

    /// <summary>The standard deviation of the displacement along each axis, as a part of the image's length there, 0 to 1. It is this at
    /// the nodes and down to 0.92 of it between them along an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public double Deviation
    {
        get => _deviation;
        init => _deviation = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Deviation), value, string.Create(CultureInfo.InvariantCulture, $"Got {value}, expected from 0 to 1."));
    }

    /// <summary>The number of the grid's cells along each axis, 1 to 16: the more, the nearer to each other are places that move
    /// apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 16.</exception>
    public int Cells
    {
        get => _cells;
        init => _cells = value is >= 1 and <= MostCells
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Cells), value, $"Got {value}, expected from 1 to {MostCells}.");
    }

    /// <summary>The two settings.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"deviation {Deviation:R} cells {Cells}");

    /// <summary>Draws a map and reads an image through it.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="random">Two normal numbers are taken for each of (cells + 3)^2 nodes.</param>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="result">[channels, height, width], of other memory than the image.</param>
    /// <exception cref="ArgumentException">The image is not a whole number of channels, the result has another length, or the two share
    /// memory.</exception>
    public void Apply<T>(RandomStream random, ReadOnlySpan<T> image, int height, int width, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        Bilinear.Require(image, height, width, result);
        int side = Cells + 3;
        Span<double> nodes = stackalloc double[2 * side * side];
        foreach (ref double node in nodes)
        {
            // The squares of the weights at a node add up to a half along each axis.
            node = 2 * Deviation * random.NextNormal();
        }

        ReadOnlySpan<double> right = nodes[..(side * side)];
        ReadOnlySpan<double> down = nodes[(side * side)..];
        Span<double> weightsX = stackalloc double[4];
        Span<double> weightsY = stackalloc double[4];
        for (int row = 0, k = 0; row < height; row++)
        {
            int top = Weights(row, height, weightsY);
            for (int column = 0; column < width; column++, k++)
            {
                int left = Weights(column, width, weightsX);
                (double x, double y) = (0, 0);
                for (int i = 0; i < 4; i++)
                {
                    for (int j = 0; j < 4; j++)
                    {
                        double weight = weightsY[i] * weightsX[j];
                        int node = ((top + i) * side) + left + j;
                        x += weight * right[node];
                        y += weight * down[node];
                    }
                }

                Bilinear.Read(image, height, width, column + (width * x), row + (height * y), result, k);
            }
        }
    }

    // The first of the four nodes around a pixel, and the weights of all four.
    private int Weights(int pixel, int length, Span<double> weights)
    {
        double place = Cells * (pixel + 0.5) / length;
        int cell = Math.Min((int)place, Cells - 1);
        double t = place - cell;
        double s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
        weights[2] = ((3 * s * s * s) - (6 * s * s) + 4) / 6;
        weights[3] = t * t * t / 6;
        return cell;
    }
}
