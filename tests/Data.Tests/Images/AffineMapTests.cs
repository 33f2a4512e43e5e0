using AutogradMaml.Autograd;

namespace AutogradMaml.Data.Tests.Images;

public class AffineMapTests
{
    [Fact]
    public void The_identity_gives_every_bit_back()
    {
        double[] image = [.. Enumerable.Range(0, 2 * 5 * 8).Select(static k => Math.Sin(k))];
        Assert.Equal(image, Applied(new(1, 0, 0, 1, 0, 0), image, 5, 8));
    }

    [Fact]
    public void A_translation_by_whole_pixels_moves_them_and_brings_in_zeros()
    {
        double[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([2, 3, 0, 5, 6, 0, 8, 9, 0], Applied(new(1, 0, 0, 1, 1, 0), image, 3, 3));
        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 6], Applied(new(1, 0, 0, 1, 0, -1), image, 3, 3));
        Assert.Equal(new double[9], Applied(new(1, 0, 0, 1, 3, 0), image, 3, 3));
        Assert.Equal(new double[9], Applied(new(1, 0, 0, 1, 1e300, -1e300), image, 3, 3));
    }

    [Fact]
    public void Half_a_pixel_is_the_mean_of_two_and_fades_out_at_the_border()
        => Assert.Equal([0.5, 1.5, 2.5], Applied(new(1, 0, 0, 1, -0.5, 0), [1, 2, 3], 1, 3));

    [Fact]
    public void A_hair_before_the_end_is_still_the_last_pixel()
    {
        // The last column reads at the greatest number below 32, to which adding one rounds to 33.
        double[] image = [.. Enumerable.Repeat(1.0, 2 * 32)];
        double[] result = Applied(new(1, 0, 0, 1, 1 - 4e-15, 0), image, 2, 32);
        Assert.Equal(1, result[30]);
        Assert.Equal([0, 0], new[] { result[31], result[63] }, static (expected, value) => Math.Abs(value - expected) < 1e-14 && value > 0);
    }

    [Fact]
    public void A_quarter_turn_is_that_of_a_turned_set()
    {
        byte[] pixels = [.. Enumerable.Range(1, 50).Select(static k => (byte)k)];
        ImageSet turned = new ImageSet("squares", 2, 5, 5, [KeyValuePair.Create("a", pixels)]).WithRotations();
        var before = new double[50];
        turned.CopyTo(0, 0, before);
        AffineMap[] maps = [new(1, 0, 0, 1, 0, 0), new(0, -1, 1, 0, 0, 0), new(-1, 0, 0, -1, 0, 0), new(0, 1, -1, 0, 0, 0)];
        for (int k = 0; k < maps.Length; k++)
        {
            var expected = new double[50];
            turned.CopyTo(k, 0, expected);
            Assert.Equal(expected, Applied(maps[k], before, 5, 5));
        }
    }

    [Fact]
    public void A_plane_is_read_exactly_wherever_it_is_read_inside()
    {
        // Bilinear interpolation is exact on a plane: the value at the mapped place.
        const int Height = 9;
        const int Width = 12;
        double[] image = [.. Enumerable.Range(0, Height * Width).Select(static k => Plane(k % Width, k / Width))];
        AffineMap map = new(0.9, -0.3, 0.2, 1.1, 0.37, -0.61);
        double[] result = Applied(map, image, Height, Width);
        int inside = 0;
        for (int k = 0; k < result.Length; k++)
        {
            (double right, double down) = ((k % Width) - ((Width - 1) / 2.0), (k / Width) - ((Height - 1) / 2.0));
            double x = (0.9 * right) - (0.3 * down) + 0.37 + ((Width - 1) / 2.0);
            double y = (0.2 * right) + (1.1 * down) - 0.61 + ((Height - 1) / 2.0);
            if (x >= 0 && x <= Width - 1 && y >= 0 && y <= Height - 1)
            {
                inside++;
                Assert.Equal(Plane(x, y), result[k], 1e-12);
            }
            else if (x <= -1 || x >= Width || y <= -1 || y >= Height)
            {
                Assert.Equal(0, result[k]);
            }
        }

        Assert.InRange(inside, 70, (Height * Width) - 1);

        static double Plane(double x, double y) => 2 + (0.5 * x) - (1.25 * y);
    }

    [Fact]
    public void Whatever_the_map_values_are_between_zero_and_those_of_the_image()
    {
        RandomStream random = new(1, "maps");
        for (int k = 0; k < 3000; k++)
        {
            (int height, int width) = (1 + random.NextInt32(33), 1 + random.NextInt32(33));
            double[] image = [.. Enumerable.Range(0, height * width).Select(_ => random.NextDouble())];
            double reach = Math.Pow(10, random.NextUniform(-3, 3));
            double Any() => k % 50 == 0 && random.NextInt32(3) == 0 ? double.NaN : random.NextUniform(-reach, reach);
            double[] result = Applied(new(Any(), Any(), Any(), Any(), Any(), Any()), image, height, width);
            Assert.All(result, static value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused_with_what_was_expected()
    {
        AffineMap identity = new(1, 0, 0, 1, 0, 0);
        var image = new double[24];
        AssertRefused("Got 24 numbers, expected one channel or more of 5 x 4", () => identity.Apply<double>(image, 5, 4, new double[24]));
        AssertRefused("Got 0 numbers, expected one channel or more of 3 x 4", () => identity.Apply<double>([], 3, 4, []));
        AssertRefused("Got room for 12 numbers, expected 24", () => identity.Apply<double>(image, 3, 4, new double[12]));
        AssertRefused("give it memory of its own", () => identity.Apply<double>(image, 3, 4, image));
        Assert.Throws<ArgumentOutOfRangeException>(() => identity.Apply<double>(image, 0, 4, new double[24]));
        Assert.Throws<ArgumentOutOfRangeException>(() => identity.Apply<double>(image, 4, -6, new double[24]));
    }

    private static void AssertRefused(string expected, Action apply)
        => Assert.Contains(expected, Assert.Throws<ArgumentException>(apply).Message, StringComparison.Ordinal);

    private static double[] Applied(AffineMap map, double[] image, int height, int width)
    {
        // What is not written would stay.
        double[] result = [.. Enumerable.Repeat(double.NaN, image.Length)];
        map.Apply<double>(image, height, width, result);
        return result;
    }
}
