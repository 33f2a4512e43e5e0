using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Pooling with windows, distances and borders of each axis, and convolutions with kernels that are not square: the numbers of
/// PyTorch.</summary>
public class PoolingTests
{
    private static readonly Shape Image = [2, 2, 5, 7];

    private static readonly Dictionary<string, (Module<double> Layer, Shape Input)> Layers = new()
    {
        ["conv oblong"] = (new Conv2d<double>(2, 3, (3, 2), new ConvolutionGeometry(1, 2, 2, 0, 2, 1)), [2, 2, 5, 6]),
        ["conv transpose oblong"] = (new ConvTranspose2d<double>(2, 3, (1, 3), new ConvolutionGeometry(2, 1, 0, 1)), [1, 2, 3, 4]),
        ["max pool 2d"] = (new MaxPool2d<double>(new(2, 3, 1, 2, 1)), Image),
        ["max pool 2d dilated"] = (new MaxPool2d<double>(new(2, 2, 1, 1, DilationY: 2, DilationX: 3)), Image),
        ["max pool 2d ceiling"] = (new MaxPool2d<double>(new(3, 2, 2, 3, 1, 1, CeilingMode: true)), Image),
        ["avg pool 2d"] = (new AvgPool2d<double>(new PoolingGeometry(2, 3, 1, 2, 1, 1)), Image),
        ["avg pool 2d uncounted"] = (new AvgPool2d<double>(new(2, 3, 1, 2, 1, 1), countPadding: false), Image),
        ["avg pool 2d ceiling"] = (new AvgPool2d<double>(new PoolingGeometry(3, 2, 2, 3, 1, 1, CeilingMode: true)), Image),
        ["avg pool 2d divisor"] = (new AvgPool2d<double>(new(2, 2, 1, 1, 1, 1), divisor: 3), Image),
        ["adaptive avg pool 2d"] = (new AdaptiveAvgPool2d<double>(2, 3), Image),
        ["adaptive max pool 2d"] = (new AdaptiveMaxPool2d<double>(3, 2), Image),
        ["max pool 1d"] = (new MaxPool1d<double>(3, stride: 2, padding: 1, dilation: 2, ceilingMode: true), [2, 3, 8]),
        ["avg pool 1d"] = (new AvgPool1d<double>(3, stride: 2, padding: 1, ceilingMode: true, countPadding: false), [2, 3, 8]),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_and_gradients_are_those_of_PyTorch(string name) => Waves.Probe(name, Layers[name].Layer, Layers[name].Input);

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_with_other_settings_are_told_apart(string name)
        => Assert.Equal(1, Layers.Values.Count(entry => entry.Layer.Description == Layers[name].Layer.Description));

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        string Message(Func<Variable<double>> compute) => Assert.Throws<ArgumentException>(() => (object)compute()).Message;
        Assert.StartsWith(
            "AdaptiveAvgPool2d(2, 3) takes [images, channels, height, width]",
            Message(() => Layers["adaptive avg pool 2d"].Layer.Forward(new([]), tape.Ones([4]))), StringComparison.Ordinal);
        Assert.StartsWith(
            "MaxPool2d(2 x 3) takes [images", Message(() => Layers["max pool 2d"].Layer.Forward(new([]), tape.Ones([4]))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "MaxPool1d takes [..., length], got []", Message(() => Layers["max pool 1d"].Layer.Forward(new([]), tape.Ones(Shape.Scalar))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Pooling: a window of 3 with dilation 2 with padding 1 does not fit an axis of 0",
            Message(() => Layers["max pool 1d"].Layer.Forward(new([]), tape.Ones([2, 0]))), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d<double>(1, 1, (3, 0)));
    }
}
