using AutogradMaml.Autograd;

namespace AutogradMaml.Data;

/// <summary>How someone draws: x' = a (x, y) + shift in pixels, with a pen of some radius.</summary>
/// <param name="Turn">The tangent of half the angle by which all is turned.</param>
/// <param name="Slant">How far x moves with y.</param>
/// <param name="Across">The size across, in pixels from the middle.</param>
/// <param name="Down">The size down, in pixels from the middle.</param>
/// <param name="X">The middle's column.</param>
/// <param name="Y">The middle's row.</param>
/// <param name="Radius">Half the pen's width, in pixels.</param>
internal readonly record struct GlyphDrawer(double Turn, double Slant, double Across, double Down, double X, double Y, double Radius)
{
    private const double Middle = Glyphs.Side / 2.0;

    public static GlyphDrawer Of(RandomStream random) => new(
        Glyphs.Noise(random, 0.02), Glyphs.Noise(random, 0.10), 9.2 + Glyphs.Noise(random, 0.5), 9.2 + Glyphs.Noise(random, 0.5), Middle,
        Middle,
        random.NextUniform(0.45, 0.8));

    /// <summary>One drawing of the drawer's.</summary>
    public GlyphDrawer Vary(RandomStream random) => new(
        Turn + Glyphs.Noise(random, 0.035),
        Slant + Glyphs.Noise(random, 0.06),
        Across * (1 + Glyphs.Noise(random, 0.06)),
        Down * (1 + Glyphs.Noise(random, 0.06)),
        X + Glyphs.Noise(random, 0.7),
        Y + Glyphs.Noise(random, 0.7),
        Radius);

    /// <summary>Where a point of the square from -1 to 1 comes to lie, in pixels.</summary>
    public (double X, double Y) Place(double x, double y)
    {
        // cos = (1 - t^2) / (1 + t^2) and sin = 2 t / (1 + t^2) with t the tangent of half the angle: no library's sine, so the same bits
        // everywhere.
        double scale = 1 / (1 + (Turn * Turn));
        double cosine = (1 - (Turn * Turn)) * scale;
        double sine = 2 * Turn * scale;
        double slanted = x + (Slant * y);
        return (X + (Across * ((cosine * slanted) - (sine * y))), Y + (Down * ((sine * slanted) + (cosine * y))));
    }
}
