using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Episodes;

public class AffineImagesTests
{
    private static readonly RandomAffine Small = new() { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 };
    private static readonly ImageSet Set = Glyphs.Create(3, 12);

    [Fact]
    public void Without_settings_no_bit_changes()
    {
        ImageEpisodes<float> plain = new(Set, 5, 2, 3);
        Same.Bits(plain.Sample(4, 9), plain.Affine(new()).Sample(4, 9));
    }

    [Fact]
    public void Each_image_has_a_map_of_its_own_that_depends_on_nothing_else()
    {
        ImageEpisodes<float> five = new(Set, 5, 5, 3);
        Parameters<float> task = five.Affine(Small).Sample(4, 9);
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
        Parameters<float> one = new ImageEpisodes<float>(Set, 5, 1, 3).Affine(Small).Sample(4, 9);
        Assert.Equal(support[..(5 * image.Length)], Tensors.ToArray(one.SupportInputs));
        Assert.Equal(query, Tensors.ToArray(one.QueryInputs));
        Parameters<float> shuffled = five.Affine(Small).Shuffled().Sample(4, 9);
        Assert.Equal(Sums(support), Sums(Tensors.ToArray(shuffled.SupportInputs)));
        Assert.NotEqual(support, Tensors.ToArray(shuffled.SupportInputs));

        static float[] Sums(float[] inputs) => [.. inputs.Chunk(Set.ImageLength).Select(static image => image.Sum()).Order()];
    }

    [Fact]
    public void Batches_without_a_support_set_are_of_the_same_drawings()
    {
        ImageBatches<float> batches = new(Set, 6);
        Parameters<float> plain = batches.Sample(4, 9);
        Parameters<float> mapped = batches.Affine(Small).Sample(4, 9);
        Assert.Equal(Tensors.ToArray(plain.QueryTargets), Tensors.ToArray(mapped.QueryTargets));
        float[] before = Tensors.ToArray(plain.QueryInputs);
        float[] after = Tensors.ToArray(mapped.QueryInputs);
        var expected = new float[Set.ImageLength];
        for (int k = 0; k < 6; k++)
        {
            Small.Draw(new(4, "episode query affine", 9, k), Set.Height, Set.Width)
                .Apply<float>(before.AsSpan(k * Set.ImageLength, Set.ImageLength), Set.Height, Set.Width, expected);
            Assert.Equal(expected, after[(k * Set.ImageLength)..((k + 1) * Set.ImageLength)]);
        }
    }

    [Fact]
    public void The_settings_are_in_the_descriptions()
    {
        ImageEpisodes<float> episodes = new(Set, 5, 1, 1);
        Assert.Equal(
            $"{episodes.Description} random affine rotation 12 translation 0.07 scale 1.16 shear 0.15", episodes.Affine(Small).Description);
        Assert.EndsWith(
            " random affine rotation 0 translation 0 scale 1 shear 0", new ImageBatches<float>(Set, 6).Affine(new()).Description,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => episodes.Affine(null!));
    }
}
