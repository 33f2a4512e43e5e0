using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Values of layers on images that are known, and what they refuse.</summary>
public class ImageLayerTests
{
    private static readonly Variables<double> None = new([]);

    [Fact]
    public void Convolution_is_the_sum_over_the_window_plus_bias()
    {
        Conv2d<double> layer = new(1, 2, 2);
        Assert.Equal(["weight", "bias"], layer.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([2, 1, 2, 2], layer.Parameters[0].Shape);
        Assert.Equal([4, 3, 5, 5], new Conv2d<double>(6, 4, 5, ConvolutionGeometry.Square(groups: 2)).Parameters[0].Shape);
        using Tape<double> tape = new();
        Variables<double> theta = new(
            [new("weight", tape.Input([1, 2, 3, 4, 0, 0, 0, -1], [2, 1, 2, 2])), new("bias", tape.Input([10, 20], [2]))]);
        Variable<double> y = layer.Forward(theta, tape.Input([1, 2, 3, 4, 5, 6], [1, 1, 2, 3]));
        Assert.Equal([1, 2, 1, 2], y.Shape);
        Assert.Equal([10.0 + 1 + 4 + 12 + 20, 10.0 + 2 + 6 + 15 + 24, 15, 14], y.ToArray());
    }

    [Fact]
    public void Pooling_and_flattening_keep_the_channels_apart()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1, 2, 3, 4, 8, 7, 6, 5], [1, 2, 2, 2]);
        Assert.Equal([4.0, 8.0], new MaxPool2d<double>(2).Forward(None, x).ToArray());
        Assert.Equal([2.5, 6.5], new AvgPool2d<double>(2).Forward(None, x).ToArray());
        Variable<double> mean = new GlobalAveragePool2d<double>().Forward(None, x);
        Assert.Equal([1, 2], mean.Shape);
        Assert.Equal([2.5, 6.5], mean.ToArray());
        Variable<double> flat = new Flatten<double>().Forward(None, x);
        Assert.Equal([1, 8], flat.Shape);
        Assert.Equal(x.ToArray(), flat.ToArray());
        Assert.Equal([1, 2, 4], new Flatten<double>(2).Forward(None, x).Shape);
    }

    [Fact]
    public void Group_norm_makes_mean_0_and_variance_just_below_1_in_each_group()
    {
        using Tape<double> tape = new();
        Variable<double> x = (3.0 * Samples.Input(tape, [2, 6, 2, 2])) + 7.0;
        foreach ((Module<double> norm, int groups) in new (Module<double>, int)[]
            {
                (new GroupNorm<double>(2, 6, 0.01, affine: false), 2), (new InstanceNorm2d<double>(6, 0.01), 6),
            })
        {
            double[] before = x.ToArray();
            double[] after = norm.Forward(None, x).ToArray();
            int length = 24 / groups;
            for (int start = 0; start < before.Length; start += length)
            {
                double[] part = before[start..(start + length)];
                double mean = part.Average();
                double variance = part.Average(value => (value - mean) * (value - mean));
                Near.Close([.. part.Select(value => (value - mean) / Math.Sqrt(variance + 0.01))], after.AsSpan(start, length), 1e-13);
            }
        }
    }

    [Fact]
    public void Dropout_2d_drops_channels_whole_and_nothing_in_evaluation()
    {
        using Tape<double> tape = new();
        Dropout2d<double> dropout = new(0.25);
        Variable<double> x = tape.Ones([100, 50, 2, 2]);
        double[] y = dropout.Forward(None, x, Pass<double>.Training(1, 0)).ToArray();
        int kept = 0;
        foreach (double[] channel in y.Chunk(4))
        {
            Assert.True(channel.Distinct().Single() is 0 or 4.0 / 3);
            kept += channel[0] > 0 ? 1 : 0;
        }

        // Five standard errors of a share of 3/4 among 5,000.
        Assert.InRange(kept / 5000.0, 0.75 - 0.031, 0.75 + 0.031);
        Assert.Equal(x.ToArray(), dropout.Forward(None, x).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout2d<double>(1));
    }

    [Fact]
    public void Residual_adds_the_input_or_its_projection()
    {
        using Tape<double> tape = new();
        Linear<double> block = new(2, 2);
        Residual<double> residual = new(block);
        Assert.Equal(["block.weight", "block.bias"], residual.Parameters.Select(parameter => parameter.Name));
        Variables<double> theta = Samples.Parameters(residual).On(tape);
        Variable<double> x = Samples.Input(tape, [3, 2]);
        Assert.Equal((block.Forward(theta.Under("block"), x) + x).ToArray(), residual.Forward(theta, x).ToArray());

        Residual<double> projected = new(new Linear<double>(2, 4), new Linear<double>(2, 4, bias: false));
        Assert.Equal(["block.weight", "block.bias", "projection.weight"], projected.Parameters.Select(parameter => parameter.Name));
        Residual<double> wrong = new(new Linear<double>(2, 4));
        Refuses(
            "The block makes [3, 4] of [3, 2], and that can't be added to [3, 2]",
            () => wrong.Forward(Samples.Parameters(wrong).On(tape), x));
    }

    [Fact]
    public void Statistics_within_a_residual_go_by_its_names()
    {
        using Tape<double> tape = new();
        Residual<double> residual = new(
            new BatchNorm1d<double>(2, NormalizationPolicy.Running(), affine: false),
            new Sequential<double>(new BatchNorm1d<double>(2, affine: false)));
        Assert.Equal(["block.running_mean", "block.running_var"], residual.Statistics.Select(statistic => statistic.Name));
        StatisticsCollector<double> collector = new();
        residual.Forward(None, Samples.Input(tape, [3, 2]), Pass<double>.Evaluation.Collecting(collector));
        Assert.Equal(["block.mean", "block.variance", "projection.0.mean", "projection.0.variance"], collector.Statistics.Names);
    }

    [Fact]
    public void Layers_say_what_they_take()
    {
        using Tape<double> tape = new();
        Conv2d<double> convolution = new(3, 2, 3);
        Variables<double> theta = Samples.Parameters(convolution).On(tape);
        Refuses(
            "Conv2d(3, 2, 3) takes [images, 3, height, width], or [tasks, images, 3, height, width], got [1, 2, 5, 5].",
            () => convolution.Forward(theta, tape.Ones([1, 2, 5, 5])));
        Refuses(
            "The parameters of Conv2d(3, 2, 3) are those of 4 tasks and the input [5, 1, 3, 5, 5] is of 5",
            () => convolution.Forward(Samples.Parameters(convolution, 4).On(tape), tape.Ones([5, 1, 3, 5, 5])));
        Refuses(
            "MaxPool2d(2) takes [images, channels, height, width], or [tasks, images, channels, height, width], got [4, 4].",
            () => new MaxPool2d<double>(2).Forward(None, tape.Ones([4, 4])));
        Refuses(
            "Flatten(3) takes [examples, ...] with 3 more axes at the end, got [4, 4, 4].",
            () => new Flatten<double>().Forward(None, tape.Ones([4, 4, 4])));
        Refuses(
            "InstanceNorm2d(2) takes [images, 2, height, width]",
            () => new InstanceNorm2d<double>(2).Forward(None, tape.Ones([4, 4, 4, 4])));
        Assert.Throws<ArgumentException>(() => new Conv2d<double>(3, 2, 3, ConvolutionGeometry.Square(groups: 2)));
        Assert.Throws<ArgumentException>(() => new GroupNorm<double>(2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d<double>(3, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d<double>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d<float>(1, epsilon: 1e-60));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceNorm2d<double>(0));
    }

    private static void Refuses(string part, Func<Variable<double>> compute)
        => Assert.Contains(part, Assert.Throws<ArgumentException>(() => compute()).Message, StringComparison.Ordinal);
}
