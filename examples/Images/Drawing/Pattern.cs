using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Images;

/// <summary>A class of drawn images: an outline, a texture, two hues.</summary>
/// <param name="Outline">The outline.</param>
/// <param name="Texture">How the hues are laid out.</param>
/// <param name="First">The first hue, from 0 to 1 around the circle of colours.</param>
/// <param name="Second">The second hue.</param>
/// <param name="Frequency">How often the hues change from the middle to the edge.</param>
internal sealed record Pattern(Outline Outline, Texture Texture, double First, double Second, double Frequency)
{
    /// <summary>Draws a class.</summary>
    public static Pattern Of(RandomStream random)
    {
        Outline outline = (Outline)random.NextInt32(Enum.GetValues<Outline>().Length);
        Texture texture = (Texture)random.NextInt32(Enum.GetValues<Texture>().Length);
        double first = random.NextUniform(0, 1);
        return new(outline, texture, first, first + random.NextUniform(0.2, 0.6), random.NextUniform(1.5, 4));
    }

    /// <summary>The hue at a place; null outside the outline.</summary>
    /// <param name="x">From -1 to 1.</param>
    /// <param name="y">From -1, the top, to 1.</param>
    public double? HueAt(double x, double y)
    {
        double square = (x * x) + (y * y);
        (double across, double down) = (Math.Abs(x), Math.Abs(y));
        bool isInside = Outline switch
        {
            Outline.Disc => square < 1,
            Outline.Square => Math.Max(across, down) < 0.85,
            Outline.Diamond => across + down < 1.15,
            Outline.Triangle => y < 0.8 && across < 0.55 * (y + 1),
            Outline.Cross => Math.Min(across, down) < 0.3 && Math.Max(across, down) < 1,
            Outline.Ring => square is > 0.3 and < 1,
            _ => throw new InvalidOperationException($"There is no outline {Outline}."),
        };
        bool isSecond = Texture switch
        {
            Texture.Plain => false,
            Texture.Stripes => IsOdd(Frequency * x),
            Texture.Checks => IsOdd(Frequency * x) != IsOdd(Frequency * y),
            Texture.Rings => IsOdd(Frequency * square),
            _ => throw new InvalidOperationException($"There is no texture {Texture}."),
        };
        return !isInside ? null : isSecond ? Second : First;
    }

    private static bool IsOdd(double place) => ((int)Math.Floor(place) & 1) != 0;
}
