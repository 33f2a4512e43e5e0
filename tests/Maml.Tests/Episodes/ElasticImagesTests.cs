using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Episodes;

public class ElasticImagesTests
{
    private static readonly RandomElastic Small = new() { Deviation = 0.03 };
    private static readonly ImageSet Set = Glyphs.Create(3, 12);
    private static readonly ImageEpisodes<float> Plain = new(Set, 5, 2, 3);

    [Fact]
    public void Without_settings_no_bit_changes() => Same.Bits(Plain.Sample(4, 9), Plain.Elastic(new()).Sample(4, 9));

    [Fact]
    public void Each_image_is_bent_by_random_numbers_of_its_own()
    {
        Parameters<float> plain = Plain.Sample(4, 9);
        Parameters<float> bent = Plain.Elastic(Small).Sample(4, 9);
        Bent(plain.SupportInputs, bent.SupportInputs, "episode support elastic");
        Bent(plain.QueryInputs, bent.QueryInputs, "episode query elastic");
        Assert.Equal(Tensors.ToArray(plain.QueryTargets), Tensors.ToArray(bent.QueryTargets));

        static void Bent(System.Numerics.Tensors.Tensor<float> before, System.Numerics.Tensors.Tensor<float> after, string purpose)
        {
            float[][] expected = [.. Tensors.ToArray(before).Chunk(Set.ImageLength)];
            for (int k = 0; k < expected.Length; k++)
            {
                float[] image = [.. expected[k]];
                Small.Apply<float>(new(4, purpose, 9, k), image, Set.Height, Set.Width, expected[k]);
                Assert.NotEqual(image, expected[k]);
            }

            Assert.Equal(expected.SelectMany(static image => image), Tensors.ToArray(after));
        }
    }

    [Fact]
    public void The_settings_are_in_the_description_and_it_is_written_once()
    {
        Assert.Equal($"{Plain.Description} random elastic deviation 0.03 cells 4", Plain.Elastic(Small).Description);
        Assert.Contains(
            "write it once", Assert.Throws<ArgumentException>(() => Plain.Elastic(Small).Turned().Elastic(Small)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Plain.Elastic(null!));
    }
}
