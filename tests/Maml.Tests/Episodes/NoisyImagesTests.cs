using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Maml.Tests.Episodes;

public class NoisyImagesTests
{
    private static readonly ImageEpisodes<double> Plain = new(Glyphs.Create(3, 6), 5, 2, 3);

    [Fact]
    public void Each_pixel_has_noise_of_its_own_and_of_the_deviation_that_is_told()
    {
        Parameters<double> before = Plain.Sample(4, 9);
        Parameters<double> after = Plain.Noisy(0.3).Sample(4, 9);
        Assert.Equal(Tensors.ToArray(before.SupportTargets), Tensors.ToArray(after.SupportTargets));
        double[] noise =
        [
            .. Tensors.ToArray(after.SupportInputs).Zip(Tensors.ToArray(before.SupportInputs), static (one, other) => one - other),
            .. Tensors.ToArray(after.QueryInputs).Zip(Tensors.ToArray(before.QueryInputs), static (one, other) => one - other),
        ];

        // Of 25 images, 19,600 numbers: mean and deviation within five of their standard errors.
        Assert.InRange(noise.Average(), -5 * 0.3 / 140, 5 * 0.3 / 140);
        Assert.InRange(Math.Sqrt(noise.Average(static value => value * value)), 0.3 * (1 - (5 / 198.0)), 0.3 * (1 + (5 / 198.0)));
        Assert.Equal(noise.Length, noise.Distinct().Count());
    }

    [Fact]
    public void Without_a_deviation_no_bit_changes_and_one_that_is_none_is_refused()
    {
        Same.Bits(Plain.Sample(4, 9), Plain.Noisy(0).Sample(4, 9));
        Assert.Equal($"{Plain.Description} noise 0.25", Plain.Noisy(0.25).Description);
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Noisy(-0.1));
        Assert.Contains(
            "0 or more, got NaN", Assert.Throws<ArgumentOutOfRangeException>(() => Plain.Noisy(double.NaN)).Message,
            StringComparison.Ordinal);
    }
}
