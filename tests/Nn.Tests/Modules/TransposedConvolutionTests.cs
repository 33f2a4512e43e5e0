using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>The transposed convolution: the numbers of PyTorch, and the transpose of the layer of the same geometry.</summary>
public class TransposedConvolutionTests
{
    [Fact]
    public void Outputs_and_gradients_are_those_of_PyTorch()
        => Waves.Probe(
            "conv transpose",
            new ConvTranspose2d<double>(4, 2, 3, ConvolutionGeometry.Square(stride: 2, padding: 1, groups: 2), outputPadding: 1),
            [1, 4, 2, 3]);

    [Fact]
    public void It_is_the_transpose_of_the_convolution()
    {
        // <y, C x> = <C' y, x>: exact to rounding, whatever the numbers.
        using Tape<double> tape = new();
        ConvolutionGeometry geometry = ConvolutionGeometry.Square(stride: 2, padding: 1, dilation: 2);
        Conv2d<double> convolution = new(3, 2, 3, geometry, bias: false);
        ConvTranspose2d<double> transposed = new(2, 3, 3, geometry, outputPadding: 1, bias: false);
        Variables<double> theta = Samples.Parameters(convolution).On(tape);
        Variable<double> x = Samples.Input(tape, [2, 3, 8, 6], "x");
        Variable<double> forward = convolution.Forward(theta, x);
        Variable<double> y = Samples.Input(tape, forward.Shape, "y");
        Variable<double> back = transposed.Forward(theta, y);
        Assert.Equal(x.Shape, back.Shape);
        Near.Close((y * forward).Sum().Scalar, (back * x).Sum().Scalar, 1e-13);
    }

    [Fact]
    public void First_and_second_derivatives_agree_with_differences()
    {
        Sequential<double> net = new(
            new ConvTranspose2d<double>(2, 2, 2, ConvolutionGeometry.Square(stride: 2)), Activations.Tanh<double>());
        System.Numerics.Tensors.Tensor<double> input = Tensors.Create(Samples.Numbers(12, "input"), [1, 2, 3, 2]);
        GradientReport report = ModuleCheck.Run(net, Samples.Parameters(net), input, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        Assert.StartsWith(
            "The output padding is 0 or more and below the stride or the dilation, got 1 with stride 1 x 1",
            Assert.Throws<ArgumentOutOfRangeException>(static () => new ConvTranspose2d<double>(1, 1, 2, outputPadding: 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new ConvTranspose2d<double>(2, 3, 2, ConvolutionGeometry.Square(groups: 2)));
        ConvTranspose2d<double> layer = new(2, 1, 2, ConvolutionGeometry.Square(padding: 2));
        Assert.StartsWith(
            "ConvTranspose2d(2, 1, 2) with stride 1 x 1, padding 2 x 2, dilation 1 x 1, groups 1 makes -1 rows and -1 columns of [1, " +
                "2, 2, 2]: take less padding.",
            Assert.Throws<ArgumentException>(() => layer.Forward(Samples.Parameters(layer).On(tape), tape.Ones([1, 2, 2, 2]))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "ConvTranspose2d(2, 1, 2) takes [images, 2, height, width]",
            Assert.Throws<ArgumentException>(() => layer.Forward(Samples.Parameters(layer).On(tape), tape.Ones([1, 3, 2, 2]))).Message,
            StringComparison.Ordinal);
    }
}
