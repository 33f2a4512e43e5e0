using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Images;

public class RandomElasticTests
{
    private const int Side = 24;

    private static readonly RandomElastic Small = new() { Deviation = 0.02, Cells = 4 };

    [Fact]
    public void Without_settings_no_bit_changes()
    {
        float[] image = [.. Enumerable.Range(0, 2 * 20 * 31).Select(static k => MathF.Sin(k))];
        var result = new float[image.Length];
        new RandomElastic().Apply<float>(new RandomStream(1, "test"), image, 20, 31, result);
        Assert.Equal(image, result);
    }

    [Fact]
    public void Displacements_have_the_deviation_that_is_asked_for_and_none_on_average()
    {
        // 24 pixels of four cells: the nodes lie between two pixels, where both have weights close to the node's.
        List<double> seen = [];
        for (int k = 0; k < 4000; k++)
        {
            (double[] right, double[] down) = Field(k);
            int middle = (Side / 2 * Side) + (Side / 2);
            seen.Add(right[middle] / Side);
            seen.Add(down[middle] / Side);
        }

        // Eight thousand numbers tell a deviation to a hundredth of it, and a mean to a ninetieth: five of these.
        double mean = seen.Average();
        double deviation = Math.Sqrt(seen.Average(x => (x - mean) * (x - mean)));
        Assert.InRange(mean, -0.02 * 5 / 90, 0.02 * 5 / 90);
        Assert.InRange(deviation, 0.02 * 0.94, 0.02 * 1.05);
    }

    [Fact]
    public void What_lies_near_moves_alike_and_what_lies_two_cells_apart_on_its_own_mostly()
    {
        (double near, double far, double all) = (0, 0, 0);
        for (int k = 0; k < 2000; k++)
        {
            double[] right = Field(k).Right;
            int at = (12 * Side) + 6;
            all += right[at] * right[at];
            near += right[at] * right[at + 1];
            far += right[at] * right[at + 12];
        }

        // Cubic B-splines two cells apart have one node in common, by a weight of a sixth.
        Assert.InRange(near / all, 0.9, 1.0);
        Assert.InRange(far / all, -0.1, 0.2);
    }

    [Fact]
    public void The_same_random_numbers_make_the_same_map_and_others_another()
    {
        Assert.Equal(Field(3).Right, Field(3).Right);
        Assert.NotEqual(Field(3).Right, Field(4).Right);
        Assert.NotEqual(Field(3).Right, Field(3).Down);
    }

    [Fact]
    public void Every_channel_is_read_at_the_same_places_and_outside_is_nothing()
    {
        float[] image = [.. Enumerable.Range(0, 9 * 14).Select(static k => 1 + MathF.Cos(k))];
        var one = new float[image.Length];
        var two = new float[2 * image.Length];
        RandomElastic wild = new() { Deviation = 1, Cells = 16 };
        wild.Apply<float>(new RandomStream(1, "test"), image, 9, 14, one);
        wild.Apply<float>(new RandomStream(1, "test"), [.. image, .. image], 9, 14, two);
        Assert.Equal([.. one, .. one], two);
        Assert.Contains(0f, one);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var image = new float[28 * 28];
        var result = new float[28 * 28];
        RandomStream random = new(1, "test");
        Assert.Equal(0, Allocations.Least(() => Small.Apply<float>(random, image, 28, 28, result)));
    }

    [Fact]
    public void Settings_and_images_that_make_no_sense_are_refused_with_what_was_expected()
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new RandomElastic { Deviation = -1 }).Message;
        Assert.Contains("Got -1, expected from 0 to 1.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomElastic { Deviation = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomElastic { Cells = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomElastic { Cells = 17 });
        var image = new float[6];
        RandomStream random = new(1, "test");
        Assert.Contains(
            "expected one channel or more of 4 x 2",
            Assert.Throws<ArgumentException>(() => Small.Apply<float>(random, image, 4, 2, new float[6])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Small.Apply<float>(random, image, 3, 2, new float[5]));
        Assert.Throws<ArgumentException>(() => Small.Apply<float>(random, image, 3, 2, image));
        Assert.Throws<ArgumentNullException>(() => Small.Apply<float>(null!, image, 3, 2, new float[6]));
    }

    // Bilinear reading of a plane that rises by one a pixel tells where it was read: six pixels from the border and farther, which twelve
    // deviations reach.
    private static (double[] Right, double[] Down) Field(int number)
    {
        double[] columns = [.. Enumerable.Range(0, Side * Side).Select(static k => (double)(k % Side))];
        double[] rows = [.. Enumerable.Range(0, Side * Side).Select(static k => (double)(k / Side))];
        var read = new double[2 * Side * Side];
        Small.Apply<double>(new RandomStream(1, "test", number), [.. columns, .. rows], Side, Side, read);
        return (
            [.. read.Take(Side * Side).Zip(columns, static (to, from) => to - from)],
            [.. read.Skip(Side * Side).Zip(rows, static (to, from) => to - from)]);
    }
}
