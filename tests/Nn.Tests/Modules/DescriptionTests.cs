using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>A module in words tells all that its output depends on besides parameters and input.</summary>
public class DescriptionTests
{
    public static TheoryData<string> Modules => [.. Pairs.Keys];

    // Each pair has the same parameters and another output.
    private static Dictionary<string, (Module<double> One, Module<double> Other)> Pairs { get; } = new()
    {
        ["activation"] = (Activations.Relu<double>(), Activations.Tanh<double>()),
        ["average pool window"] = (new AvgPool2d<double>(2), new AvgPool2d<double>(3)),
        ["average pool stride"] = (new AvgPool2d<double>(2), new AvgPool2d<double>(2, stride: 1)),
        ["max pool padding"] = (new MaxPool2d<double>(2), new MaxPool2d<double>(2, padding: 1)),
        ["convolution stride"] = (new Conv2d<double>(1, 2, 3), new Conv2d<double>(1, 2, 3, ConvolutionGeometry.Square(stride: 2))),
        ["convolution padding"] = (new Conv2d<double>(1, 2, 3), new Conv2d<double>(1, 2, 3, ConvolutionGeometry.Square(padding: 1))),
        ["convolution dilation"] = (new Conv2d<double>(1, 2, 3), new Conv2d<double>(1, 2, 3, ConvolutionGeometry.Square(dilation: 2))),
        ["normalization policy"] =
            (new BatchNorm1d<double>(2, NormalizationPolicy.Running(0.1)), new BatchNorm1d<double>(2, NormalizationPolicy.Running(0.2))),
        ["normalization epsilon"] = (new BatchNorm2d<double>(2), new BatchNorm2d<double>(2, epsilon: 1e-3)),
        ["dropout"] = (new Dropout<double>(0.1), new Dropout<double>(0.2)),
        ["dropout of channels"] = (new Dropout2d<double>(0.1), new Dropout2d<double>(0.2)),
        ["flatten"] = (new Flatten<double>(2), new Flatten<double>(3)),
        ["groups"] = (new GroupNorm<double>(2, 4), new GroupNorm<double>(4, 4)),
        ["layer epsilon"] = (new LayerNorm<double>([3]), new LayerNorm<double>([3], epsilon: 1e-3)),
        ["instance epsilon"] = (new InstanceNorm2d<double>(3), new InstanceNorm2d<double>(3, epsilon: 1e-3)),
        ["recurrent output"] = (new Gru<double>(2, 3), new Gru<double>(2, 3, lastOnly: true)),
        ["attention heads"] = (new MultiHeadAttention<double>(4, 2), new MultiHeadAttention<double>(4, 1)),
        ["attention mask"] = (new MultiHeadAttention<double>(4, 2), new MultiHeadAttention<double>(4, 2, causal: true)),
        ["attention dropout"] = (new MultiHeadAttention<double>(4, 2), new MultiHeadAttention<double>(4, 2, dropout: 0.1)),
        ["transformer norm"] = (new TransformerEncoderLayer<double>(4, 2), new TransformerEncoderLayer<double>(4, 2, normFirst: true)),
        ["transformer activation"] =
            (new TransformerEncoderLayer<double>(4, 2), new TransformerEncoderLayer<double>(4, 2, activation: Activations.Gelu<double>())),
        ["transformer epsilon"] = (new TransformerEncoderLayer<double>(4, 2), new TransformerEncoderLayer<double>(4, 2, epsilon: 1e-3)),
        ["convolution along one axis"] = (new Conv1d<double>(1, 2, 3), new Conv1d<double>(1, 2, 3, causal: true)),
        ["convolution along one axis in strides"] = (new Conv1d<double>(1, 2, 3), new Conv1d<double>(1, 2, 3, stride: 2)),
        ["transposed convolution"] = (
            new ConvTranspose2d<double>(1, 2, 3, ConvolutionGeometry.Square(stride: 2)),
            new ConvTranspose2d<double>(1, 2, 3, ConvolutionGeometry.Square(stride: 2), outputPadding: 1)),
        ["residual"] = (new Residual<double>(Activations.Relu<double>()), new Residual<double>(Activations.Tanh<double>())),
        ["inside a chain"] = (
            new Sequential<double>(new Linear<double>(1, 2), Activations.Relu<double>()),
            new Sequential<double>(new Linear<double>(1, 2), Activations.Tanh<double>())),
        ["linear sizes"] = (new Linear<double>(1, 2), new Linear<double>(2, 2)),
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void Two_that_differ_are_told_apart(string pair) => Assert.NotEqual(Pairs[pair].One.Description, Pairs[pair].Other.Description);

    [Fact]
    public void It_reads_like_the_net()
        => Assert.Equal(
            "[Linear(weight [2, 1], bias [2]), relu, Residual([Linear(weight [2, 2], bias [2]), Dropout(0.25)])]",
            new Sequential<double>(
                new Linear<double>(1, 2),
                Activations.Relu<double>(),
                new Residual<double>(new Sequential<double>(new Linear<double>(2, 2), new Dropout<double>(0.25)))).Description);
}
