using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Every layer once, with an input that fits: what the generic tests run over.</summary>
internal static class ModuleCases
{
    /// <summary>How many tasks the tests with a task axis have.</summary>
    public const int Tasks = 3;

    /// <summary>A layer, the shape of the input of one task, and whether the input holds row numbers.</summary>
    public sealed record Case(Module<double> Module, Shape Input, bool TakesRowNumbers = false);

    private static readonly Dictionary<string, Case> All = new()
    {
        ["linear"] = new(new Linear<double>(4, 2), [5, 4]),
        ["linear without bias"] = new(new Linear<double>(4, 2, bias: false), [5, 4]),
        // As many positions as tasks: matching the wrong axes would go unnoticed by shapes.
        ["linear with an axis between"] = new(new Linear<double>(4, 2), [Tasks, 5, 4]),
        ["layer norm"] = new(new LayerNorm<double>([4]), [5, 4]),
        ["layer norm without bias"] = new(new LayerNorm<double>([4], bias: false), [5, 4]),
        ["layer norm without parameters"] = new(new LayerNorm<double>([4], affine: false), [5, 4]),
        ["layer norm over two axes"] = new(new LayerNorm<double>([2, 3], epsilon: 0.1), [5, 2, 3]),
        ["layer norm with an axis between"] = new(new LayerNorm<double>([4]), [Tasks, 5, 4]),
        ["embedding"] = new(new Embedding<double>(6, 2), [5], TakesRowNumbers: true),
        ["embedding of a table of numbers"] = new(new Embedding<double>(6, 2), [5, Tasks], TakesRowNumbers: true),
        ["dropout"] = new(new Dropout<double>(0.4), [5, 4]),
        ["convolution"] = new(new Conv2d<double>(2, 3, 3, ConvolutionGeometry.Square(padding: 1)), [4, 2, 4, 5]),
        ["convolution without bias"] = new(new Conv2d<double>(2, 3, 2, bias: false), [4, 2, 3, 3]),
        ["convolution in strides, dilated, in groups"] = new(
            new Conv2d<double>(4, 2, 2, ConvolutionGeometry.Square(stride: 2, padding: 1, dilation: 2, groups: 2)), [3, 4, 5, 4]),
        // As many images as tasks: matching the wrong axes would go unnoticed by shapes.
        ["convolution of as many images as tasks"] = new(new Conv2d<double>(Tasks, Tasks, 2), [Tasks, Tasks, 3, 3]),
        ["max pool"] = new(new MaxPool2d<double>(2), [3, 2, 4, 5]),
        ["max pool with padding"] = new(new MaxPool2d<double>(3, 2, 1), [3, 2, 4, 5]),
        ["average pool"] = new(new AvgPool2d<double>(2), [3, 2, 4, 5]),
        ["global average pool"] = new(new GlobalAveragePool2d<double>(), [4, 2, 3, 2]),
        ["flatten"] = new(new Flatten<double>(), [4, 2, 3, 2]),
        ["batch norm 2d"] = new(new BatchNorm2d<double>(2), [4, 2, 3, 2]),
        ["batch norm 2d of as many images and channels as tasks"] = new(new BatchNorm2d<double>(Tasks), [Tasks, Tasks, Tasks, 2]),
        ["batch norm 2d without parameters"] = new(new BatchNorm2d<double>(2, affine: false, epsilon: 0.1), [4, 2, 3, 2]),
        ["batch norm 2d per inner step"] = new(new BatchNorm2d<double>(2, NormalizationPolicy.PerInnerStep(3)), [4, 2, 3, 2]),
        ["group norm"] = new(new GroupNorm<double>(2, 4), [3, 4, 3, 2]),
        ["group norm of one group"] = new(new GroupNorm<double>(1, Tasks, epsilon: 0.1), [Tasks, Tasks, 2, 2]),
        ["group norm without parameters"] = new(new GroupNorm<double>(2, 4, affine: false), [3, 4, 3, 2]),
        ["instance norm"] = new(new InstanceNorm2d<double>(2), [4, 2, 3, 2]),
        ["instance norm with parameters"] = new(new InstanceNorm2d<double>(Tasks, affine: true), [Tasks, Tasks, 3, 2]),
        ["dropout 2d"] = new(new Dropout2d<double>(0.4), [3, 4, 2, 2]),
        ["residual"] = new(new Residual<double>(new Linear<double>(4, 4)), [5, 4]),
        ["residual with projection"] = new(
            new Residual<double>(
                new Sequential<double>(new Conv2d<double>(2, 3, 3, ConvolutionGeometry.Square(stride: 2, padding: 1)), new BatchNorm2d<double>(3), Activations.Tanh<double>()),
                new Conv2d<double>(2, 3, 1, ConvolutionGeometry.Square(stride: 2), bias: false)),
            [4, 2, 4, 3]),
        ["block of a ResNet-12"] = new(new ResNet12Block<double>(2, 3), [Tasks, 2, 4, 5]),
        ["batch norm 1d"] = new(new BatchNorm1d<double>(4), [5, 4]),
        ["batch norm 1d of as many examples as tasks"] = new(new BatchNorm1d<double>(Tasks), [Tasks, Tasks]),
        ["gated recurrent units"] = new(new Gru<double>(2, 3), [4, 3, 2]),
        ["gated recurrent units in two layers, the last state of as many examples as tasks"] = new(new Gru<double>(2, 2, layers: 2, lastOnly: true), [Tasks, Tasks, 2]),
        ["long short-term memory"] = new(new Lstm<double>(2, 3), [4, 3, 2]),
        ["long short-term memory without bias in two layers"] = new(new Lstm<double>(Tasks, 2, layers: 2, bias: false), [Tasks, 2, Tasks]),
        ["attention"] = new(new MultiHeadAttention<double>(4, 2), [Tasks, 5, 4]),
        ["causal attention without bias, with dropout"] = new(new MultiHeadAttention<double>(4, 2, causal: true, bias: false, dropout: 0.3), [2, Tasks, 4]),
        ["transformer block"] = new(new TransformerEncoderLayer<double>(4, 2, 3, activation: Activations.Gelu<double>(), dropout: 0.2), [Tasks, 2, 4]),
        ["transformer block, norm first, causal"] = new(
            new TransformerEncoderLayer<double>(4, 2, 3, normFirst: true, activation: Activations.Gelu<double>(), causal: true), [2, Tasks, 4]),
        ["convolution along one axis"] = new(new Conv1d<double>(Tasks, 2, 3, padding: 1), [Tasks, Tasks, 4]),
        ["causal convolution"] = new(new Conv1d<double>(2, 4, 2, stride: 2, dilation: 2, groups: 2, causal: true), [4, 2, 5]),
        ["transposed convolution"] = new(new ConvTranspose2d<double>(2, 3, 2, ConvolutionGeometry.Square(stride: 2)), [Tasks, 2, 2, 3]),
        ["transposed convolution in groups"] = new(
            new ConvTranspose2d<double>(4, 2, 3, ConvolutionGeometry.Square(stride: 2, padding: 1, groups: 2), outputPadding: 1, bias: false), [2, 4, 2, 2]),
        ["tanh"] = new(Activations.Tanh<double>(), [5, 4]),
        ["net"] = new(Net(), [5, 4]),
        ["net of named modules"] = new(Named(), [5, 4]),
        ["part of a net"] = new(Named().From("body.1").Until("head"), [5, 3]),
        ["convolutional net"] = new(ConvolutionalNet(), [4, 1, 5, 5]),
        ["net after an embedding"] = new(new Sequential<double>(new Embedding<double>(6, 4), Net()), [5], TakesRowNumbers: true),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> NamesOfContinuousInput => [.. All.Where(entry => !entry.Value.TakesRowNumbers).Select(entry => entry.Key)];

    public static TheoryData<string> NamesWithParameters => [.. All.Where(entry => entry.Value.Module.Parameters.Count > 0).Select(entry => entry.Key)];

    public static Case Get(string name) => All[name];

    /// <summary>The input of one task, or of all with a task axis.</summary>
    public static double[] Input(Case layer, int tasks = 1)
    {
        double[] numbers = Samples.Numbers(tasks * layer.Input.ElementCount, "input");
        return layer.TakesRowNumbers ? [.. numbers.Select(number => Math.Floor(Math.Abs(number) * 100) % 6)] : numbers;
    }

    private static Sequential<double> ConvolutionalNet() => new(
        new Sequential<double>(
            new Conv2d<double>(1, 3, 3, ConvolutionGeometry.Square(padding: 1)), new BatchNorm2d<double>(3), Activations.Tanh<double>(), new MaxPool2d<double>(2)),
        new Flatten<double>(),
        new Linear<double>(12, 3),
        new BatchNorm1d<double>(3),
        Activations.Gelu<double>(),
        new Linear<double>(3, 2));

    private static Sequential<double> Named() => new(("body", Net()), ("between", Activations.Tanh<double>()), ("head", new Linear<double>(2, 2)));

    private static Sequential<double> Net() => new(
        new Linear<double>(4, 3), new LayerNorm<double>([3]), Activations.Gelu<double>(), new Dropout<double>(0.3), new Linear<double>(3, 2));
}
