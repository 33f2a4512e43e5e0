using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>A normalization over a single value gives its bias whatever comes in, so it is refused.</summary>
public class SingleValueTests
{
    private static readonly Variables<double> None = new([]);

    [Fact]
    public void Batch_normalization_of_one_example_is_refused_by_name()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> features = new(3, affine: false);
        Refuses(
            "BatchNorm1d(3) normalizes by mean and variance, so it takes at least 2 values per channel, got 1 in [1, 3]",
            () => features.Forward(None, tape.Ones([1, 3])));
        Refuses("got 1 in [4, 1, 3]", () => features.Forward(None, tape.Ones([4, 1, 3])));
        BatchNorm2d<double> images = new(2, affine: false);
        Refuses(
            "BatchNorm2d(2) normalizes by mean and variance, so it takes at least 2 values per channel, got 1 in [1, 2, 1, 1]",
            () => images.Forward(None, tape.Ones([1, 2, 1, 1])));
        foreach (NormalizationPolicy policy in (NormalizationPolicy[])[NormalizationPolicy.PerInnerStep(2), NormalizationPolicy.Running()])
        {
            BatchNorm1d<double> kept = new(2, policy, affine: false);
            Variables<double> statistics = kept.InitializeStatistics().On(tape);
            Variables<double> running = new(statistics.Select(entry => KeyValuePair.Create($"0.{entry.Key}", entry.Value)));
            Refuses(
                "BatchNorm1d(2) at '0'",
                () => new Sequential<double>(kept).Forward(None, tape.Ones([1, 2]), Pass<double>.Evaluation.Updating(running, new())));
            Refuses("at least 2 values", () => kept.Forward(None, tape.Ones([1, 2]), Pass<double>.Evaluation.Collecting(new())));
        }
    }

    [Fact]
    public void Two_values_are_enough_and_given_statistics_serve_for_one()
    {
        using Tape<double> tape = new();
        BatchNorm1d<double> features = new(1, epsilon: 1, affine: false);
        Variables<double> given = new([new("mean", tape.Input([1.0], [1])), new("variance", tape.Input([3.0], [1]))]);
        Assert.Equal([2.0], features.Forward(None, tape.Input([5.0], [1, 1]), Pass<double>.Evaluation.NormalizingBy(given)).ToArray());
        double half = 1 / Math.Sqrt(2);
        Testing.Near.Close([-half, half], features.Forward(None, tape.Input([3.0, 5], [2, 1])).Values, 1e-15);
        Assert.Equal(2, new BatchNorm2d<double>(1, affine: false).Forward(None, tape.Input([3.0, 5], [1, 1, 1, 2])).Values.Length);
    }

    [Fact]
    public void So_are_the_normalizations_of_one_image_and_of_one_example()
    {
        using Tape<double> tape = new();
        InstanceNorm2d<double> instance = new(2);
        Refuses(
            "InstanceNorm2d(2) normalizes by mean and variance, so it takes at least 2 values per channel of an image, got 1 in [5, 2, " +
            "1, 1]",
            () => instance.Forward(None, tape.Ones([5, 2, 1, 1])));
        GroupNorm<double> group = new(2, 2, affine: false);
        Refuses("GroupNorm(2, 2) normalizes", () => group.Forward(None, tape.Ones([5, 2, 1, 1])));
        Assert.Equal(10, new GroupNorm<double>(1, 2, affine: false).Forward(None, tape.Ones([5, 2, 1, 1])).Values.Length);
        Assert.Contains(
            "LayerNorm normalizes over at least 2 elements, got [1]",
            Assert.Throws<ArgumentException>(() => new LayerNorm<double>([1])).Message,
            StringComparison.Ordinal);
    }

    private static void Refuses(string part, Func<Variable<double>> compute)
        => Assert.Contains(part, Assert.Throws<ArgumentException>(() => compute()).Message, StringComparison.Ordinal);
}
