using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Data;

/// <summary>Small random affine maps of training images, one drawn for each image: data augmentation, so that a net sees more drawings of a
/// class than there are. Without settings it changes nothing.</summary>
/// <remarks>
/// With an angle a, a shear h, factors s and t of the two axes and a translation (u, v), each drawn for the image, the result at (x, y), in
/// pixels right and down from the middle, is what the image has at (s (x cos a - y sin a + h y) + u, t (x sin a + y cos a) + v), between
/// pixels by bilinear interpolation, and 0 outside. Cost: some nanoseconds a pixel. Not part of the published settings of MAML and Reptile.
/// </remarks>
public sealed record RandomAffine
{
    private readonly double _rotation;
    private readonly double _translation;
    private readonly double _scale = 1;
    private readonly double _shear;

    /// <summary>The largest angle, in degrees, 0 to 180: it is uniform between this to one side and to the other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 180.</exception>
    public double Rotation
    {
        get => _rotation;
        init => _rotation = Between(value, 0, 180, nameof(Rotation));
    }

    /// <summary>The largest translation along each axis, as a part of the image's length there, 0 to 1: uniform to both sides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public double Translation
    {
        get => _translation;
        init => _translation = Between(value, 0, 1, nameof(Translation));
    }

    /// <summary>The largest factor by which each axis is stretched or shrunk, 1 to 10: its logarithm is uniform to both sides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 1 and 10.</exception>
    public double Scale
    {
        get => _scale;
        init => _scale = Between(value, 1, 10, nameof(Scale));
    }

    /// <summary>The largest shear, in pixels to the right for each pixel down, 0 to 1: uniform to both sides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public double Shear
    {
        get => _shear;
        init => _shear = Between(value, 0, 1, nameof(Shear));
    }

    /// <summary>The four settings.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture, $"rotation {Rotation:R} translation {Translation:R} scale {Scale:R} shear {Shear:R}");

    /// <summary>Draws a map.</summary>
    /// <param name="random">Six numbers are taken.</param>
    /// <param name="height">The number of rows of the image.</param>
    /// <param name="width">The number of columns of the image.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no row or no column.</exception>
    public AffineMap Draw(RandomStream random, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (double sine, double cosine) = Math.SinCos(Rotation * Math.PI / 180 * Side());
        double shear = Shear * Side();
        double logarithm = Math.Log(Scale);
        double scaleX = Math.Exp(logarithm * Side());
        double scaleY = Math.Exp(logarithm * Side());
        double x = Translation * width * Side();
        double y = Translation * height * Side();
        return new(scaleX * cosine, scaleX * (shear - sine), scaleY * sine, scaleY * cosine, x, y);

        double Side() => random.NextUniform(-1, 1);
    }

    private static double Between(double value, double least, double most, string name)
        => value >= least && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, string.Create(CultureInfo.InvariantCulture, $"Got {value}, expected from {least} to {most}."));
}
