using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>Every layer once, with an input that fits: what the generic tests run over.</summary>
internal static class LayerCatalogue
{
    /// <summary>How many tasks the tests with a task axis have.</summary>
    public const int Tasks = 3;

    private const string Elementwise = "A function of each element alone.";
    private const string RowNumbers = "Row numbers may have any shape; what is no row number is refused by value.";

    private const string OfTransformer =
        "self_attn.in_proj_weight [12, 4], self_attn.in_proj_bias [12], self_attn.out_proj.weight [4, 4], self_attn.out_proj.bias [4], " +
        "linear1.weight [3, 4], linear1.bias [3], linear2.weight [4, 3], linear2.bias [4], norm1.weight [4], norm1.bias [4], " +
        "norm2.weight [4], norm2.bias [4]";

    private static readonly Dictionary<string, LayerRow> All = new()
    {
        ["linear"] = new(new Linear<double>(4, 2), [5, 4], "weight [2, 4], bias [2]")
        {
            Bad = ([5, 9], "Linear(4, 2) takes [..., examples, 4]"),
        },
        ["linear without bias"] = new(new Linear<double>(4, 2, bias: false), [5, 4], "weight [2, 4]"),
        // As many positions as tasks: matching the wrong axes would go unnoticed by shapes.
        ["linear with an axis between"] = new(new Linear<double>(4, 2), [Tasks, 5, 4], "weight [2, 4], bias [2]"),
        ["linear map of a set of as many items as tasks"] = new(
            new SetLinear<double>(Tasks, 4, 2), [5, Tasks * 4], "own.weight [2, 4], own.bias [2], mean.weight [2, 4]")
        {
            Bad = ([5, 9], "SetLinear(3, 4, 2) takes [..., examples, 12]"),
        },
        ["linear map of sets with an axis between"] = new(
            new SetLinear<double>(2, 1, 3), [Tasks, 5, 2], "own.weight [3, 1], own.bias [3], mean.weight [3, 1]"),
        ["mean of a set"] = new(new SetMean<double>(2), [5, 6])
        {
            Bad = ([5, 9], "SetMean(2) takes [..., examples, numbers] with as many numbers of each of 2 items"),
        },
        ["layer norm"] = new(new LayerNorm<double>([4]), [5, 4], "weight [4], bias [4]")
        {
            Bad = ([5, 9], "LayerNorm([4]) takes [..., 4]"),
        },
        ["layer norm without bias"] = new(new LayerNorm<double>([4], bias: false), [5, 4], "weight [4]"),
        ["layer norm without parameters"] = new(new LayerNorm<double>([4], affine: false), [5, 4]),
        ["layer norm over two axes"] = new(new LayerNorm<double>([2, 3], epsilon: 0.1), [5, 2, 3], "weight [2, 3], bias [2, 3]"),
        ["layer norm with an axis between"] = new(new LayerNorm<double>([4]), [Tasks, 5, 4], "weight [4], bias [4]"),
        ["embedding"] = new(new Embedding<double>(6, 2), [5], "weight [6, 2]") { TakesRowNumbers = true, AnyShape = RowNumbers },
        ["embedding of a table of numbers"] = new(new Embedding<double>(6, 2), [5, Tasks], "weight [6, 2]")
        {
            TakesRowNumbers = true,
            AnyShape = RowNumbers,
        },
        ["dropout"] = new(new Dropout<double>(0.4), [5, 4]) { AnyShape = Elementwise },
        ["convolution"] = new(
            new Conv2d<double>(2, 3, 3, ConvolutionGeometry.Square(padding: 1)),
            [4, 2, 4, 5], "weight [3, 2, 3, 3], bias [3]")
        {
            Bad = ([4, 3, 4, 5], "Conv2d(2, 3, 3) takes [images, 2, height, width]"),
        },
        ["convolution without bias"] = new(new Conv2d<double>(2, 3, 2, bias: false), [4, 2, 3, 3], "weight [3, 2, 2, 2]"),
        ["convolution in strides, dilated, in groups"] = new(
            new Conv2d<double>(4, 2, 2, ConvolutionGeometry.Square(stride: 2, padding: 1, dilation: 2, groups: 2)),
            [3, 4, 5, 4], "weight [2, 2, 2, 2], bias [2]"),
        // As many images as tasks: matching the wrong axes would go unnoticed by shapes.
        ["convolution of as many images as tasks"] = new(
            new Conv2d<double>(Tasks, Tasks, 2),
            [Tasks, Tasks, 3, 3], "weight [3, 3, 2, 2], bias [3]"),
        ["max pool"] = new(new MaxPool2d<double>(2), [3, 2, 4, 5])
        {
            Bad = ([5, 9], "MaxPool2d(2) takes [images, channels, height, width]"),
        },
        ["max pool with padding"] = new(new MaxPool2d<double>(3, 2, 1), [3, 2, 4, 5]),
        ["average pool"] = new(new AvgPool2d<double>(2), [3, 2, 4, 5])
        {
            Bad = ([5, 9], "AvgPool2d(2) takes [images, channels, height, width]"),
        },
        ["max pool by axes"] = new(new MaxPool2d<double>(new PoolingGeometry(2, 3, 1, 2, DilationY: 2)), [3, 2, 4, 5]),
        ["average pool by axes"] = new(new AvgPool2d<double>(new(2, 3, 1, 2, 1, 1), countPadding: false), [3, 2, 4, 5]),
        ["adaptive average pool"] = new(new AdaptiveAvgPool2d<double>(2, 3), [3, 2, 4, 5])
        {
            Bad = ([5, 9], "AdaptiveAvgPool2d(2, 3) takes [images, channels, height, width]"),
        },
        ["adaptive max pool"] = new(new AdaptiveMaxPool2d<double>(2, 3), [3, 2, 4, 5])
        {
            Bad = ([5, 9], "AdaptiveMaxPool2d(2, 3) takes [images, channels, height, width]"),
        },
        ["max pool 1d"] = new(new MaxPool1d<double>(2), [3, 2, 5]) { Bad = ([], "MaxPool1d takes [..., length]") },
        ["average pool 1d"] = new(new AvgPool1d<double>(2, ceilingMode: true), [3, 2, 5]) { Bad = ([], "AvgPool1d takes [..., length]") },
        ["oblong convolution"] = new(new Conv2d<double>(2, 3, (1, 2)), [4, 2, 3, 3], "weight [3, 2, 1, 2], bias [3]"),
        ["global average pool"] = new(new GlobalAveragePool2d<double>(), [4, 2, 3, 2])
        {
            Bad = ([5, 9], "GlobalAveragePool2d takes [images, channels, height, width]"),
        },
        ["flatten"] = new(new Flatten<double>(), [4, 2, 3, 2]) { Bad = ([2, 9, 7], "Flatten(3) takes [examples, ...]") },
        ["batch norm 2d"] = new(new BatchNorm2d<double>(2), [4, 2, 3, 2], "weight [2], bias [2]")
        {
            Bad = ([4, 3, 3, 2], "BatchNorm2d(2) takes [images, 2, height, width]"),
        },
        ["batch norm 2d of as many images and channels as tasks"] = new(
            new BatchNorm2d<double>(Tasks),
            [Tasks, Tasks, Tasks, 2], "weight [3], bias [3]"),
        ["batch norm 2d without parameters"] = new(new BatchNorm2d<double>(2, affine: false, epsilon: 0.1), [4, 2, 3, 2]),
        ["batch norm 2d per inner step"] = new(
            new BatchNorm2d<double>(2, NormalizationPolicy.PerInnerStep(3)),
            [4, 2, 3, 2], "weight [3, 2], bias [3, 2]")
        {
            Statistics = "running_mean [3, 2], running_var [3, 2]",
        },
        ["group norm"] = new(new GroupNorm<double>(2, 4), [3, 4, 3, 2], "weight [4], bias [4]")
        {
            Bad = ([3, 3, 3, 2], "GroupNorm(2, 4) takes [images, 4, height, width]"),
        },
        ["group norm of one group"] = new(new GroupNorm<double>(1, Tasks, epsilon: 0.1), [Tasks, Tasks, 2, 2], "weight [3], bias [3]"),
        ["group norm without parameters"] = new(new GroupNorm<double>(2, 4, affine: false), [3, 4, 3, 2]),
        ["instance norm"] = new(new InstanceNorm2d<double>(2), [4, 2, 3, 2])
        {
            Bad = ([4, 3, 3, 2], "InstanceNorm2d(2) takes [images, 2, height, width]"),
        },
        ["instance norm with parameters"] = new(
            new InstanceNorm2d<double>(Tasks, affine: true),
            [Tasks, Tasks, 3, 2], "weight [3], bias [3]"),
        ["dropout 2d"] = new(new Dropout2d<double>(0.4), [3, 4, 2, 2])
        {
            Bad = ([5, 9], "Dropout2d(0.4) takes [images, channels, height, width]"),
        },
        ["residual"] = new(new Residual<double>(new Linear<double>(4, 4)), [5, 4], "block.weight [4, 4], block.bias [4]")
        {
            Bad = ([5, 9], "Linear(4, 4) takes [..., examples, 4]"),
        },
        ["residual with projection"] = new(
            new Residual<double>(
                new Sequential<double>(
                    new Conv2d<double>(2, 3, 3, ConvolutionGeometry.Square(stride: 2, padding: 1)),
                    new BatchNorm2d<double>(3),
                    Activations.Tanh<double>()),
                new Conv2d<double>(2, 3, 1, ConvolutionGeometry.Square(stride: 2), bias: false)),
            [4, 2, 4, 3],
            "block.0.weight [3, 2, 3, 3], block.0.bias [3], block.1.weight [3], block.1.bias [3], projection.weight [3, 2, 1, 1]"),
        ["block of a ResNet-12"] = new(
            new ResNet12Block<double>(2, 3),
            [Tasks, 2, 4, 5],
            "conv1.weight [3, 2, 3, 3], bn1.weight [3], bn1.bias [3], conv2.weight [3, 3, 3, 3], bn2.weight [3], bn2.bias [3], " +
            "conv3.weight [3, 3, 3, 3], bn3.weight [3], bn3.bias [3], downsample.0.weight [3, 2, 1, 1], " +
            "downsample.1.weight [3], downsample.1.bias [3]")
        {
            Bad = ([3, 1, 4, 5], "ResNet12Block(2, 3) takes [images, 2, height, width]"),
        },
        ["batch norm 1d"] = new(new BatchNorm1d<double>(4), [5, 4], "weight [4], bias [4]")
        {
            Bad = ([5, 9], "BatchNorm1d(4) takes [examples, 4]"),
        },
        ["batch norm 1d of as many examples as tasks"] = new(new BatchNorm1d<double>(Tasks), [Tasks, Tasks], "weight [3], bias [3]"),
        ["gated recurrent units"] = new(
            new Gru<double>(2, 3),
            [4, 3, 2], "weight_ih_l0 [9, 2], weight_hh_l0 [9, 3], bias_ih_l0 [9], bias_hh_l0 [9]")
        {
            Bad = ([4, 0, 2], "Gru(2, 3) takes [examples, steps, 2]"),
        },
        ["gated recurrent units in two layers, the last state of as many examples as tasks"] = new(
            new Gru<double>(2, 2, layers: 2, lastOnly: true),
            [Tasks, Tasks, 2],
            "weight_ih_l0 [6, 2], weight_hh_l0 [6, 2], bias_ih_l0 [6], bias_hh_l0 [6], weight_ih_l1 [6, 2], weight_hh_l1 [6, 2], " +
            "bias_ih_l1 [6], bias_hh_l1 [6]"),
        ["long short-term memory"] = new(
            new Lstm<double>(2, 3),
            [4, 3, 2], "weight_ih_l0 [12, 2], weight_hh_l0 [12, 3], bias_ih_l0 [12], bias_hh_l0 [12]")
        {
            Bad = ([4, 3, 5], "Lstm(2, 3) takes [examples, steps, 2]"),
        },
        ["long short-term memory without bias in two layers"] = new(
            new Lstm<double>(Tasks, 2, layers: 2, bias: false),
            [Tasks, 2, Tasks], "weight_ih_l0 [8, 3], weight_hh_l0 [8, 2], weight_ih_l1 [8, 2], weight_hh_l1 [8, 2]"),
        ["attention"] = new(
            new MultiHeadAttention<double>(4, 2),
            [Tasks, 5, 4], "in_proj_weight [12, 4], in_proj_bias [12], out_proj.weight [4, 4], out_proj.bias [4]")
        {
            Bad = ([3, 5, 9], "MultiHeadAttention(4, 2) takes [examples, steps, 4]"),
        },
        ["causal attention without bias, with dropout"] = new(
            new MultiHeadAttention<double>(4, 2, causal: true, bias: false, dropout: 0.3),
            [2, Tasks, 4], "in_proj_weight [12, 4], out_proj.weight [4, 4]"),
        ["transformer block"] = new(
            new TransformerEncoderLayer<double>(4, 2, 3, activation: Activations.Gelu<double>(), dropout: 0.2),
            [Tasks, 2, 4],
            OfTransformer)
        {
            Bad = ([3, 0, 4], "TransformerEncoderLayer(4, 2) takes [examples, steps, 4]"),
        },
        ["transformer block, norm first, causal"] = new(
            new TransformerEncoderLayer<double>(4, 2, 3, normFirst: true, activation: Activations.Gelu<double>(), causal: true),
            [2, Tasks, 4],
            OfTransformer),
        ["convolution along one axis"] = new(new Conv1d<double>(Tasks, 2, 3, padding: 1), [Tasks, Tasks, 4], "weight [2, 3, 3], bias [2]")
        {
            Bad = ([3, 9, 4], "Conv1d(3, 2, 3) takes [examples, 3, length]"),
        },
        ["causal convolution"] = new(
            new Conv1d<double>(2, 4, 2, stride: 2, dilation: 2, groups: 2, causal: true),
            [4, 2, 5], "weight [4, 1, 2], bias [4]"),
        ["causal dense block of as many examples as tasks"] = new(
            new CausalDenseBlock<double>(2, 3, 2), [Tasks, 4, 2], "weight [6, 2, 2], bias [6]")
        {
            Bad = ([5, 9], "CausalDenseBlock(2, 3) takes [examples, steps, 2]"),
        },
        ["causal attention block of as many examples and steps as tasks"] = new(
            new CausalAttentionBlock<double>(2, 3, 2), [Tasks, Tasks, 2], "weight [8, 2], bias [8]")
        {
            Bad = ([5, 9], "CausalAttentionBlock(2, 3, 2) takes [examples, steps, 2]"),
        },
        ["transposed convolution"] = new(
            new ConvTranspose2d<double>(2, 3, 2, ConvolutionGeometry.Square(stride: 2)),
            [Tasks, 2, 2, 3], "weight [2, 3, 2, 2], bias [3]")
        {
            Bad = ([3, 9, 2, 3], "ConvTranspose2d(2, 3, 2) takes [images, 2, height, width]"),
        },
        ["transposed convolution in groups"] = new(
            new ConvTranspose2d<double>(
                4, 2, 3, ConvolutionGeometry.Square(stride: 2, padding: 1, groups: 2), outputPadding: 1, bias: false),
            [2, 4, 2, 2], "weight [4, 1, 3, 3]"),
        ["relu"] = new(Activations.Relu<double>(), [5, 4]) { AnyShape = Elementwise },
        ["leaky relu"] = new(Activations.LeakyRelu(0.2), [5, 4]) { AnyShape = Elementwise },
        ["tanh"] = new(Activations.Tanh<double>(), [5, 4]) { AnyShape = Elementwise },
        ["sigmoid"] = new(Activations.Sigmoid<double>(), [5, 4]) { AnyShape = Elementwise },
        ["softplus"] = new(Activations.Softplus<double>(), [5, 4]) { AnyShape = Elementwise },
        ["gelu"] = new(Activations.Gelu<double>(), [5, 4]) { AnyShape = Elementwise },
        ["net"] = new(Net(), [5, 4], "0.weight [3, 4], 0.bias [3], 1.weight [3], 1.bias [3], 4.weight [2, 3], 4.bias [2]")
        {
            Bad = ([5, 9], "Linear(4, 3) takes [..., examples, 4]"),
        },
        ["net of named modules"] = new(
            Named(),
            [5, 4],
            "body.0.weight [3, 4], body.0.bias [3], body.1.weight [3], body.1.bias [3], body.4.weight [2, 3], body.4.bias [2], " +
            "head.weight [2, 2], head.bias [2]"),
        ["part of a net"] = new(
            Named().From("body.1").Until("head"),
            [5, 3], "body.1.weight [3], body.1.bias [3], body.4.weight [2, 3], body.4.bias [2]"),
        ["convolutional net"] = new(
            ConvolutionalNet(),
            [4, 1, 5, 5],
            "0.0.weight [3, 1, 3, 3], 0.0.bias [3], 0.1.weight [3], 0.1.bias [3], 2.weight [3, 12], 2.bias [3], 3.weight [3], " +
            "3.bias [3], 5.weight [2, 3], 5.bias [2]"),
        ["net after an embedding"] = new(
            new Sequential<double>(new Embedding<double>(6, 4), Net()),
            [5], "0.weight [6, 4], 1.0.weight [3, 4], 1.0.bias [3], 1.1.weight [3], 1.1.bias [3], 1.4.weight [2, 3], 1.4.bias [2]")
        {
            TakesRowNumbers = true,
        },
    };

    public static IReadOnlyCollection<LayerRow> Rows => All.Values;

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> NamesOfContinuousInput
        => [.. All.Where(entry => !entry.Value.TakesRowNumbers).Select(entry => entry.Key)];

    public static TheoryData<string> NamesWithParameters
        => [.. All.Where(entry => entry.Value.Module.Parameters.Count > 0).Select(entry => entry.Key)];

    public static LayerRow Get(string name) => All[name];

    /// <summary>The input of one task, or of all with a task axis.</summary>
    public static double[] Input(LayerRow layer, int tasks = 1)
    {
        double[] numbers = Samples.Numbers(tasks * layer.Input.ElementCount, "input");
        return layer.TakesRowNumbers ? [.. numbers.Select(number => Math.Floor(Math.Abs(number) * 100) % 6)] : numbers;
    }

    private static Sequential<double> ConvolutionalNet() => new(
        new Sequential<double>(
            new Conv2d<double>(1, 3, 3, ConvolutionGeometry.Square(padding: 1)), new BatchNorm2d<double>(3), Activations.Tanh<double>(),
            new MaxPool2d<double>(2)),
        new Flatten<double>(),
        new Linear<double>(12, 3),
        new BatchNorm1d<double>(3),
        Activations.Gelu<double>(),
        new Linear<double>(3, 2));

    private static Sequential<double> Named()
        => new(("body", Net()), ("between", Activations.Tanh<double>()), ("head", new Linear<double>(2, 2)));

    private static Sequential<double> Net() => new(
        new Linear<double>(4, 3), new LayerNorm<double>([3]), Activations.Gelu<double>(), new Dropout<double>(0.3),
        new Linear<double>(3, 2));
}
