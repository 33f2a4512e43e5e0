using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Data;

/// <summary>
/// Made-up characters for want of data: each class is a few strokes along splines drawn from a seed, each drawing one drawer's rendering of
/// them; 28 x 28, ink = 1.
/// </summary>
/// <remarks>
/// A class has 1 to 3 strokes, Catmull-Rom curves through 2 to 5 points. A drawer has a slant, a size and a pen; a drawing adds a small
/// turn, shear, stretch and shift, and noise on every point. A pixel's ink is its coverage by the pen, max over strokes of clamp(r + 1/2 -
/// distance, 0, 1). Only +, -, *, / and square roots are used, so the same seed gives the same bits on every machine. They are easier than
/// Omniglot and no substitute for it: results on them are comparable with nothing published.
/// </remarks>
public static class Glyphs
{
    /// <summary>The rows and columns of an image.</summary>
    public const int Side = 28;

    private const int StepsInSpan = 8;
    private const int MostPoints = 6;
    private const double Nearest = 0.7;
    private const double PointNoise = 0.045;

    /// <summary>Draws a set.</summary>
    /// <param name="seed">The seed; the same one gives the same set for ever, and more classes or drawings begin with those of
    /// fewer.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="drawings">The number of drawings of each, one by each drawer.</param>
    public static ImageSet Create(ulong seed, int classes = 1000, int drawings = 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(drawings, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drawings, int.MaxValue / (Side * Side));
        GlyphDrawer[] drawers = [.. Enumerable.Range(0, drawings).Select(k => GlyphDrawer.Of(new RandomStream(seed, "glyph drawer", k)))];
        var made = new KeyValuePair<string, byte[]>[classes];
        for (int k = 0; k < classes; k++)
        {
            (double X, double Y)[][] strokes = Strokes(new RandomStream(seed, "glyph", k));
            var pixels = new byte[drawings * Side * Side];
            for (int drawing = 0; drawing < drawings; drawing++)
            {
                Draw(
                    strokes,
                    drawers[drawing],
                    new RandomStream(seed, "glyph drawing", k, drawing),
                    pixels.AsSpan(drawing * Side * Side, Side * Side));
            }

            made[k] = KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"glyph {k + 1:D4}"), pixels);
        }

        return new(string.Create(CultureInfo.InvariantCulture, $"glyphs seed={seed}"), 1, Side, Side, made);
    }

    // Points lie in the square from -1 to 1, each at least 0.7 from the two before it, so that strokes have a length and don't double back.
    // The fewer strokes, the more points: a single line or arc would be too many classes' shape.
    private static (double X, double Y)[][] Strokes(RandomStream random)
    {
        var strokes = new (double X, double Y)[1 + random.NextInt32(3)][];
        for (int k = 0; k < strokes.Length; k++)
        {
            strokes[k] = new (double X, double Y)[MostPoints - strokes.Length - random.NextInt32(2)];
            for (int point = 0; point < strokes[k].Length; point++)
            {
                (double X, double Y) drawn;
                do
                {
                    drawn = (random.NextUniform(-1, 1), random.NextUniform(-1, 1));
                }
                while ((point > 0 && SquaredDistance(drawn, strokes[k][point - 1]) < Nearest * Nearest)
                    || (point > 1 && SquaredDistance(drawn, strokes[k][point - 2]) < Nearest * Nearest));
                strokes[k][point] = drawn;
            }
        }

        return strokes;
    }

    private static void Draw((double X, double Y)[][] strokes, GlyphDrawer drawer, RandomStream random, Span<byte> pixels)
    {
        GlyphDrawer hand = drawer.Vary(random);
        Span<double> ink = stackalloc double[Side * Side];
        ink.Clear();
        Span<(double X, double Y)> points = stackalloc (double, double)[7];
        foreach ((double X, double Y)[] stroke in strokes)
        {
            for (int k = 0; k < stroke.Length; k++)
            {
                (double x, double y) = stroke[k];
                points[k + 1] = hand.Place(x + Noise(random, PointNoise), y + Noise(random, PointNoise));
            }

            // The ends stand twice, so that the curve reaches them.
            points[0] = points[1];
            points[stroke.Length + 1] = points[stroke.Length];
            for (int span = 0; span + 1 < stroke.Length; span++)
            {
                (double X, double Y) from = points[span + 1];
                for (int step = 1; step <= StepsInSpan; step++)
                {
                    (double X, double Y) to = OnCurve(points.Slice(span, 4), (double)step / StepsInSpan);
                    DrawLine(from, to, hand.Radius, ink);
                    from = to;
                }
            }
        }

        for (int k = 0; k < ink.Length; k++)
        {
            pixels[k] = (byte)((255 * ink[k]) + 0.5);
        }
    }

    // Catmull and Rom, A class of local interpolating splines, 1974, with tension 1/2.
    private static (double X, double Y) OnCurve(ReadOnlySpan<(double X, double Y)> p, double t)
    {
        double a = t * ((t * (2 - t)) - 1) / 2;
        double b = ((t * t * ((3 * t) - 5)) + 2) / 2;
        double c = t * ((t * (4 - (3 * t))) + 1) / 2;
        double d = t * t * (t - 1) / 2;
        return ((a * p[0].X) + (b * p[1].X) + (c * p[2].X) + (d * p[3].X), (a * p[0].Y) + (b * p[1].Y) + (c * p[2].Y) + (d * p[3].Y));
    }

    private static void DrawLine((double X, double Y) from, (double X, double Y) to, double radius, Span<double> ink)
    {
        double reach = radius + 0.5;
        int left = Pixel(Math.Min(from.X, to.X) - reach);
        int right = Pixel(Math.Max(from.X, to.X) + reach);
        int top = Pixel(Math.Min(from.Y, to.Y) - reach);
        int bottom = Pixel(Math.Max(from.Y, to.Y) + reach);
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        double length = (dx * dx) + (dy * dy);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                // The centre of the pixel, and the place on the line that is nearest to it.
                (double X, double Y) centre = (x + 0.5, y + 0.5);
                double along = length > 0 ? Math.Clamp((((centre.X - from.X) * dx) + ((centre.Y - from.Y) * dy)) / length, 0, 1) : 0;
                double squared = SquaredDistance(centre, (from.X + (along * dx), from.Y + (along * dy)));
                if (squared < reach * reach)
                {
                    ref double pixel = ref ink[(y * Side) + x];
                    pixel = Math.Max(pixel, Math.Min(1, reach - Math.Sqrt(squared)));
                }
            }
        }
    }

    private static int Pixel(double place) => Math.Clamp((int)place, 0, Side - 1);

    private static double SquaredDistance((double X, double Y) a, (double X, double Y) b)
        => ((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y));

    /// <summary>A bell-shaped number of about the given deviation, never beyond 3.5 of them: the sum of four uniform ones.</summary>
    internal static double Noise(RandomStream random, double deviation)
        => (random.NextUniform(-1, 1) + random.NextUniform(-1, 1) + random.NextUniform(-1, 1) + random.NextUniform(-1, 1)) * deviation
            * 0.866;
}
