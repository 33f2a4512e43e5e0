using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Data;

namespace AutogradMaml.Examples.Images;

/// <summary>Made-up images in colour for want of data, 84 x 84: each class an outline with a texture of two hues, each image of it at
/// another place, of another size, turned and tinted a little otherwise, on another ground.</summary>
/// <remarks>Only +, -, * and / are used, so the same seed gives the same bits on every machine. They are far easier than photographs:
/// results on them are comparable with nothing published.</remarks>
internal static class Patterns
{
    private const double LargestTurn = 0.15;
    private const double HueNoise = 0.03;

    /// <summary>Draws a set.</summary>
    /// <param name="seed">The seed; the same one gives the same set for ever.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="drawings">The number of images of each.</param>
    public static ImageSet Create(ulong seed, int classes, int drawings)
    {
        ImageLayout layout = ImageLayout.Colour84;
        int length = layout.Channels * layout.Height * layout.Width;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"patterns seed={seed}"),
            layout.Channels,
            layout.Height,
            layout.Width,
            Enumerable.Range(0, classes).Select(k =>
            {
                var pattern = Pattern.Of(new RandomStream(seed, "pattern", k));
                var pixels = new byte[drawings * length];
                for (int drawing = 0; drawing < drawings; drawing++)
                {
                    Draw(pattern, new RandomStream(seed, "pattern drawing", k, drawing), layout, pixels.AsSpan(drawing * length, length));
                }

                return KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"pattern {k + 1:D2}"), pixels);
            }));
    }

    private static void Draw(Pattern pattern, RandomStream random, ImageLayout layout, Span<byte> pixels)
    {
        double radius = layout.Height * random.NextUniform(0.24, 0.42);
        double x = layout.Width * random.NextUniform(0.4, 0.6);
        double y = layout.Height * random.NextUniform(0.4, 0.6);

        // By the tangent of half the angle, for want of a sine that is the same everywhere.
        double tangent = random.NextUniform(-LargestTurn, LargestTurn);
        double scale = 1 / (1 + (tangent * tangent)) / radius;
        double cosine = (1 - (tangent * tangent)) * scale;
        double sine = 2 * tangent * scale;
        double tint = random.NextUniform(-HueNoise, HueNoise);
        double light = random.NextUniform(0.7, 1);
        double strength = random.NextUniform(0.7, 1);
        double ground = random.NextUniform(0.2, 0.8);
        double slope = random.NextUniform(-0.2, 0.2) / layout.Width;
        int plane = layout.Height * layout.Width;
        for (int row = 0; row < layout.Height; row++)
        {
            for (int column = 0; column < layout.Width; column++)
            {
                (double dx, double dy) = (column + 0.5 - x, row + 0.5 - y);
                double? hue = pattern.HueAt((cosine * dx) + (sine * dy), (cosine * dy) - (sine * dx));
                for (int channel = 0; channel < layout.Channels; channel++)
                {
                    double value = hue is { } inside
                        ? light * (1 - (strength * (1 - Brightness(inside + tint, channel))))
                        : ground + (slope * (column - row));
                    pixels[(channel * plane) + (row * layout.Width) + column] = (byte)((255 * Math.Clamp(value, 0, 1)) + 0.5);
                }
            }
        }
    }

    // Of red, green and blue in a hue: 1 up to a sixth of the circle from its own, 0 from a third on.
    private static double Brightness(double hue, int channel)
    {
        double away = hue - (channel / 3.0);
        away -= Math.Floor(away);
        return Math.Clamp(2 - (6 * Math.Min(away, 1 - away)), 0, 1);
    }
}
