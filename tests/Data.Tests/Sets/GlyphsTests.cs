using AutogradMaml.Autograd;

namespace AutogradMaml.Data.Tests.Sets;

public class GlyphsTests
{
    [Fact]
    public void The_same_seed_is_the_same_set_and_more_begins_with_less()
    {
        Assert.Equal(Glyphs.Create(3, 30, 5).ComputeChecksum(), Glyphs.Create(3, 30, 5).ComputeChecksum());
        Assert.NotEqual(Glyphs.Create(3, 30, 5).ComputeChecksum(), Glyphs.Create(4, 30, 5).ComputeChecksum());
        Assert.Equal(Glyphs.Create(3, 10, 5).Image(9, 4).Pixels.ToArray(), Glyphs.Create(3, 30, 20).Image(9, 4).Pixels.ToArray());
    }

    [Fact]
    public void Its_bits_are_the_same_on_every_machine()
        => Assert.Equal("146c56bb70e62933cc9e7417169ded2aa4152a3ddd012910c09d9f8519d02dba", Glyphs.Create(1, 50).ComputeChecksum());

    [Fact]
    public void Ink_is_about_as_much_as_in_handwriting_and_no_two_drawings_are_alike()
    {
        ImageSet set = Glyphs.Create(1);
        Assert.Equal((1000, 20_000L, 28), (set.ClassCount, set.DrawingCount, set.Height));
        HashSet<string> seen = [];
        double mean = 0;
        for (int k = 0; k < set.ClassCount; k++)
        {
            for (int drawing = 0; drawing < 20; drawing++)
            {
                byte[] pixels = set.Image(k, drawing).Pixels.ToArray();
                Assert.True(seen.Add(Convert.ToBase64String(pixels)));
                double ink = pixels.Average(static b => b / 255.0);
                Assert.InRange(ink, 0.02, 0.5);
                mean += ink / set.DrawingCount;
            }
        }

        Assert.InRange(mean, 0.08, 0.2);
    }

    [Fact]
    public void A_drawing_is_nearer_to_its_own_class_than_to_another()
    {
        // The nearest of 5 single examples by plain distance: far above chance (20 %), far below certain.
        ImageSet set = Glyphs.Create(1, 200);
        int right = 0;
        for (long draw = 0; draw < 200; draw++)
        {
            int[] classes = new RandomStream(1, "classes", draw).Choose(5, set.ClassCount);
            double[][] examples = [.. classes.Select(of => Values(of, 0))];
            for (int k = 0; k < 25; k++)
            {
                double[] drawing = Values(classes[k % 5], 1 + (k / 5));
                int nearest = Enumerable.Range(0, 5).MinBy(one => examples[one].Zip(drawing, static (a, b) => Math.Pow(a - b, 2)).Sum());
                right += nearest == k % 5 ? 1 : 0;
            }
        }

        Assert.InRange(right / 5000.0, 0.5, 0.95);

        double[] Values(int of, int drawing)
        {
            var values = new double[set.ImageLength];
            set.CopyTo(of, drawing, values);
            return values;
        }
    }
}
