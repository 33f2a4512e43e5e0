using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Nets;

/// <summary>The nets of the papers have the shapes and the numbers of parameters that follow from their descriptions.</summary>
public class PaperNetsTests
{
    private const int Ways = 5;
    private const int Blocks = 3 * ((64 * 64 * 9) + (3 * 64));

    public static TheoryData<string, int, int, int> Cases => new()
    {
        { "strided", 28, 1, (64 * 9) + (3 * 64) + Blocks + (65 * Ways) },
        { "strided flat", 28, 1, (64 * 9) + (3 * 64) + Blocks + (257 * Ways) },
        { "pooled", 28, 1, (64 * 9) + (3 * 64) + Blocks + (65 * Ways) },
        {
            "residual", 28, 1, (64 * 9) + (3 * 64) + Blocks + (65 * Ways)
                + (2 * (Branch(64, 3) + Branch(128, 3) + Branch(256, 1)))
        },
        { "dense", 28, 1, (784 * 256) + (256 * 128) + (128 * 64) + (64 * 64) + (3 * (256 + 128 + 64 + 64)) + (65 * Ways) },
        { "resnet12", 84, 3, ResNet12([3, 64, 160, 320, 640]) + (641 * Ways) },
        { "narrow resnet12", 84, 3, ResNet12([3, 64, 128, 256, 512]) + (513 * Ways) },
        { "miniImageNet", 84, 3, (32 * 27) + (3 * 32) + (3 * ((32 * 32 * 9) + (3 * 32))) + (801 * Ways) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Images_become_scores(string name, int size, int channels, int count)
    {
        Sequential<float> net = Net(name);
        Parameters<float> parameters = net.Initialize(1);
        Assert.Equal(count, parameters.ElementCount);
        using Tape<float> tape = new();
        Variables<float> theta = parameters.On(tape);
        Variable<float> images = tape.Input(Numbers(2 * 3 * channels * size * size), [2, 3, channels, size, size]);
        Variable<float> scores = net.Forward(theta, images);
        Assert.Equal([2, 3, Ways], scores.Shape);
        Assert.Equal([3, Ways], net.Forward(theta, images.At(0, 0)).Shape);
        Variables<float> gradient = tape.Gradient(scores.Square().Sum(), theta);
        foreach ((string parameter, Variable<float> value) in gradient)
        {
            // A shift before a normalization is taken out again.
            bool cancelled = parameter.EndsWith(".0.bias", StringComparison.Ordinal);

            // Of a branch that ends in zeros, what is before them changes nothing yet.
            bool silent = parameter.Contains(".block.", StringComparison.Ordinal)
                && !parameter.Contains(".block.3.", StringComparison.Ordinal);
            Assert.True(silent ? value.Norm().Scalar == 0 : cancelled || value.Norm().Scalar > 0, parameter);
        }
    }

    [Fact]
    public void Parameters_have_the_names_of_nested_PyTorch_sequences()
    {
        Assert.Equal(
            ["0.0.weight", "0.0.bias", "0.1.weight", "0.1.bias"],
            PaperNets.OmniglotStrided<float>(Ways).Parameters.Take(4).Select(parameter => parameter.Name));
        Assert.Equal(
            ["5.weight", "5.bias"], PaperNets.OmniglotPooled<float>(Ways).Parameters.TakeLast(2).Select(parameter => parameter.Name));
        Assert.Equal("1.0.weight", PaperNets.OmniglotDense<float>(Ways).Parameters[0].Name);
        Assert.Equal(
            ["0.1.running_mean", "0.1.running_var"],
            PaperNets.MiniImageNet<float>(Ways, policy: NormalizationPolicy.Running()).Statistics.Take(2)
                .Select(statistic => statistic.Name));
        Assert.Empty(PaperNets.MiniImageNet<float>(Ways).Statistics);
    }

    [Fact]
    public void The_residual_net_starts_as_the_pooled_one_and_has_its_parameters()
    {
        Sequential<float> pooled = PaperNets.OmniglotPooled<float>(Ways, filters: 4);
        Sequential<float> residual = PaperNets.OmniglotResidual<float>(Ways, filters: 4);
        Parameters<float> shallow = pooled.Initialize(1);
        Parameters<float> deep = residual.Initialize(2);
        Assert.Equal(
            shallow.Names, deep.Names.Where(static name => !name.Contains(".deeper", StringComparison.Ordinal)));
        Assert.Equal(["1.deeper0.block.0.weight", "1.deeper0.block.0.bias", "1.deeper0.block.1.weight"],
            deep.Names.Where(static name => name.Contains(".deeper", StringComparison.Ordinal)).Take(3));
        Parameters<float> begun = new(deep.Select(entry
            => KeyValuePair.Create(entry.Key, shallow.TryGet(entry.Key, out var value) ? value : entry.Value)));
        using Tape<float> tape = new();
        Variable<float> images = tape.Input(Numbers(6 * 28 * 28), [6, 1, 28, 28]);
        Assert.Equal(
            pooled.Forward(shallow.On(tape), images).Values.ToArray(), residual.Forward(begun.On(tape), images).Values.ToArray());
    }

    [Fact]
    public void Outputs_and_gradients_of_the_nets_for_84_x_84_are_those_of_PyTorch()
    {
        Waves.Probe("resnet12", PaperNets.ResNet12<double>(4, [2, 3, 4, 5]), [3, 3, 32, 32], byInput: false);
        Waves.Probe("conv4", PaperNets.MiniImageNet<double>(5, filters: 2), [2, 3, 84, 84], byInput: false);
    }

    [Fact]
    public void A_ResNet_has_the_names_of_the_nets_of_its_papers()
    {
        Sequential<float> net = PaperNets.ResNet12<float>(Ways, policy: NormalizationPolicy.Running());
        Assert.Equal(
            [
                "layer1.0.conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.bias", "layer1.0.conv2.weight", "layer1.0.bn2.weight",
                "layer1.0.bn2.bias", "layer1.0.conv3.weight",
                "layer1.0.bn3.weight", "layer1.0.bn3.bias", "layer1.0.downsample.0.weight", "layer1.0.downsample.1.weight",
                "layer1.0.downsample.1.bias", "layer2.0.conv1.weight",
            ],
            net.Parameters.Take(13).Select(static parameter => parameter.Name));
        Assert.Equal(["head.weight", "head.bias"], net.Parameters.TakeLast(2).Select(static parameter => parameter.Name));
        Assert.Contains("layer4.0.downsample.1.running_var", net.Statistics.Select(static statistic => statistic.Name));
        Assert.Equal(12_424_320, net.Until("head").Parameters.Sum(static parameter => parameter.Shape.ElementCount));
        Assert.StartsWith(
            "A ResNet-12 has 4 blocks, each of a width, got 3 widths.",
            Assert.Throws<ArgumentException>(static () => PaperNets.ResNet12<float>(Ways, [1, 2, 3])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_ResNet_collects_running_statistics_and_normalizes_by_them()
    {
        Sequential<double> net = PaperNets.ResNet12<double>(Ways, [2, 2, 3, 2], policy: NormalizationPolicy.Running());
        using Tape<double> tape = new();
        Variables<double> theta = net.Initialize(1).On(tape);
        Variable<double> images = Samples.Input(tape, [3, 3, 32, 32]);
        StatisticsCollector<double> collector = new();
        net.Forward(theta, images, Pass<double>.Evaluation.Updating(net.InitializeStatistics().On(tape), collector));
        Assert.Equal(net.Statistics.Select(static statistic => statistic.Name).Order(), collector.Statistics.Names.Order());
        Variable<double> one = net.Forward(theta, images.Slice(0, 0, 1), Pass<double>.Evaluation.NormalizingBy(collector.Statistics));
        Variable<double> all = net.Forward(theta, images, Pass<double>.Evaluation.NormalizingBy(collector.Statistics));
        AutogradMaml.Testing.Near.Close(all.Slice(0, 0, 1).Values, one.Values, 1e-12);
    }

    [Fact]
    public void Statistics_and_parameters_load_from_one_set()
    {
        Sequential<double> net = PaperNets.OmniglotStrided<double>(Ways, filters: 2, policy: NormalizationPolicy.Running());
        Parameters<double> all = net.InitializeStatistics().Concat(net.Initialize(3));
        net.Load(all).RequireSameLayout(net.Initialize(3));
        net.LoadStatistics(all).RequireSameLayout(net.InitializeStatistics());
        var exception = Assert.Throws<ArgumentException>(() => net.LoadStatistics(net.Initialize(3)));
        Assert.Contains(
            "The statistics are not those of this module. Missing: '0.1.running_mean' [2]", exception.Message, StringComparison.Ordinal);
    }

    private static Sequential<float> Net(string name) => name switch
    {
        "strided" => PaperNets.OmniglotStrided<float>(Ways),
        "strided flat" => PaperNets.OmniglotStridedFlat<float>(Ways),
        "pooled" => PaperNets.OmniglotPooled<float>(Ways),
        "residual" => PaperNets.OmniglotResidual<float>(Ways),
        "resnet12" => PaperNets.ResNet12<float>(Ways),
        "narrow resnet12" => PaperNets.ResNet12<float>(Ways, [64, 128, 256, 512]),
        "dense" => PaperNets.OmniglotDense<float>(Ways),
        _ => PaperNets.MiniImageNet<float>(Ways),
    };

    // Three 3 x 3 convolutions, one 1 x 1, and a weight and a bias behind each.
    private static int ResNet12(int[] widths)
        => Enumerable.Range(1, 4).Sum(k => (10 * widths[k - 1] * widths[k]) + (18 * widths[k] * widths[k]) + (8 * widths[k]));

    // Two convolutions of that kernel with biases, from 64 channels to that many and back, and a normalization between them.
    private static int Branch(int width, int kernel) => (2 * 64 * width * kernel * kernel) + width + 64 + (2 * width);

    private static float[] Numbers(int count) => [.. Samples.Numbers(count, "images").Select(number => (float)number)];
}
