using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Episodes;

public class RandomAffineTests
{
    private static readonly RandomAffine Small = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };
    private static readonly ImageSet Set = Glyphs.Create(3, 12);

    [Fact]
    public void Without_settings_no_bit_changes()
    {
        Parameters<float> plain = new ImageEpisodes<float>(Set, 5, 2, 3).Sample(4, 9);
        Parameters<float> mapped = new ImageEpisodes<float>(Set, 5, 2, 3, affine: new()).Sample(4, 9);
        Assert.Equal(Tensors.ToArray(plain.SupportInputs), Tensors.ToArray(mapped.SupportInputs));
        Assert.Equal(Tensors.ToArray(plain.QueryInputs), Tensors.ToArray(mapped.QueryInputs));
    }

    [Fact]
    public void Every_setting_stays_within_its_bounds_and_reaches_for_both()
    {
        (double Least, double Most)[] seen = [.. Enumerable.Repeat((double.MaxValue, double.MinValue), 5)];
        for (int k = 0; k < 2000; k++)
        {
            AffineMap map = Small.Draw(new RandomStream(1, "test", k), 20, 40);

            // The second column of the map of places before they are stretched is that of a rotation and a shear.
            double angle = Math.Atan2(map.YX, map.YY) * 180 / Math.PI;
            double scaleY = Math.Sqrt((map.YX * map.YX) + (map.YY * map.YY));
            double scaleX = map.XX / Math.Cos(angle * Math.PI / 180);
            double shear = (map.XY / scaleX) + Math.Sin(angle * Math.PI / 180);
            double[] values = [angle / 12, map.DX / 2.8, map.DY / 1.4, shear / 0.15, Math.Log(scaleX) / Math.Log(1.16)];
            Assert.InRange(Math.Log(scaleY) / Math.Log(1.16), -1 - 1e-12, 1 + 1e-12);
            for (int n = 0; n < values.Length; n++)
            {
                seen[n] = (Math.Min(seen[n].Least, values[n]), Math.Max(seen[n].Most, values[n]));
            }
        }

        // Of 2,000 uniform numbers the least is above -0.98 with a chance of 2e-9.
        Assert.All(seen, static bounds => Assert.True(bounds is { Least: >= -1 - 1e-12 and < -0.98, Most: <= 1 + 1e-12 and > 0.98 }, $"{bounds}"));
    }

    [Fact]
    public void Each_image_has_a_map_of_its_own_that_depends_on_nothing_else()
    {
        ImageEpisodes<float> five = new(Set, 5, 5, 3, affine: Small);
        Parameters<float> task = five.Sample(4, 9);
        ImageEpisode drawn = five.Draw(4, 9);
        var image = new float[Set.ImageLength];
        var expected = new float[Set.ImageLength];
        float[] support = Tensors.ToArray(task.SupportInputs);
        float[] query = Tensors.ToArray(task.QueryInputs);
        HashSet<AffineMap> maps = [];
        foreach ((float[] inputs, IReadOnlyList<int> drawings, string purpose) in new[]
        {
            (support, drawn.Support, "episode support affine"), (query, drawn.Query, "episode query affine"),
        })
        {
            for (int k = 0; k < drawings.Count; k++)
            {
                AffineMap map = Small.Draw(new RandomStream(4, purpose, 9, k), Set.Height, Set.Width);
                Set.CopyTo(drawn.Classes[k % 5], drawings[k], image);
                map.Apply<float>(image, Set.Height, Set.Width, expected);
                Assert.Equal(expected, inputs[(k * image.Length)..((k + 1) * image.Length)]);
                Assert.True(maps.Add(map));
            }
        }

        // Neither the number of shots nor their order.
        Parameters<float> one = new ImageEpisodes<float>(Set, 5, 1, 3, affine: Small).Sample(4, 9);
        Assert.Equal(support[..(5 * image.Length)], Tensors.ToArray(one.SupportInputs));
        Assert.Equal(query, Tensors.ToArray(one.QueryInputs));
        Parameters<float> shuffled = new ImageEpisodes<float>(Set, 5, 5, 3, SupportOrder.Shuffled, affine: Small).Sample(4, 9);
        Assert.Equal(Sums(support), Sums(Tensors.ToArray(shuffled.SupportInputs)));
        Assert.NotEqual(support, Tensors.ToArray(shuffled.SupportInputs));

        static float[] Sums(float[] inputs) => [.. inputs.Chunk(Set.ImageLength).Select(static image => image.Sum()).Order()];
    }

    [Fact]
    public void Batches_are_of_the_same_drawings()
    {
        Parameters<float> plain = new ImageBatches<float>(Set, 6).Sample(4, 9);
        Parameters<float> mapped = new ImageBatches<float>(Set, 6, Small).Sample(4, 9);
        Assert.Equal(Tensors.ToArray(plain.QueryTargets), Tensors.ToArray(mapped.QueryTargets));
        float[] before = Tensors.ToArray(plain.QueryInputs);
        float[] after = Tensors.ToArray(mapped.QueryInputs);
        RandomStream random = new(4, "image batch affine", 9);
        var expected = new float[Set.ImageLength];
        for (int k = 0; k < 6; k++)
        {
            Small.Draw(random, Set.Height, Set.Width).Apply<float>(before.AsSpan(k * Set.ImageLength, Set.ImageLength), Set.Height, Set.Width, expected);
            Assert.Equal(expected, after[(k * Set.ImageLength)..((k + 1) * Set.ImageLength)]);
        }
    }

    [Fact]
    public void The_settings_are_in_the_descriptions()
    {
        Assert.EndsWith(
            " random affine rotation 12 translation 0.07 scale 1.16 shear 0.15", new ImageEpisodes<float>(Set, 5, 1, 1, affine: Small).Description, StringComparison.Ordinal);
        Assert.EndsWith(" random affine rotation 0 translation 0 scale 1 shear 0", new ImageBatches<float>(Set, 6, new()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_with_what_was_expected()
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Rotation = -1 }).Message;
        Assert.Contains("Got -1, expected from 0 to 180.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Rotation = 181 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Translation = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Translation = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Scale = 0.9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Scale = 11 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomAffine { Shear = 2 });
    }
}
