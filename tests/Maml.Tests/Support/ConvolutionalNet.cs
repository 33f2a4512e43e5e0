using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>
/// Images [tasks..., images, 1, 6, 6] through two blocks of convolution, batch normalization on the batch's own statistics, tanh and max
/// pooling, and a linear layer to class scores.
/// </summary>
internal sealed class ConvolutionalNet(int channels, int classes) : Module<double>
{
    private static readonly ConvolutionGeometry SamePadding = ConvolutionGeometry.Square(padding: 1);

    public override IReadOnlyList<ParameterSpecification<double>> Parameters { get; } =
    [
        new("0.weight", [channels, 1, 3, 3], Initializers.HeNormal<double>()),
        new("0.scale", [channels], Initializers.Constant(1.0)),
        new("0.shift", [channels], Initializers.Constant(0.0)),
        new("1.weight", [channels, channels, 3, 3], Initializers.HeNormal<double>()),
        new("1.scale", [channels], Initializers.Constant(1.0)),
        new("1.shift", [channels], Initializers.Constant(0.0)),
        new("2.weight", [classes, channels], Initializers.HeNormal<double>()),
        new("2.bias", [classes], Initializers.Constant(0.0)),
    ];

    protected override Variable<double> Compute(ReadOnlySpan<Variable<double>> parameters, Variable<double> input, Pass<double> pass)
    {
        Variable<double> h = Block(input, parameters[..3]).MaxPool(2);
        h = Block(h, parameters[3..6]).MaxPool(3);
        h = h.Reshape(Shape.Create(h.Shape.Sizes[..^2]));
        Variable<double> bias = parameters[7];
        return h.MatMul(parameters[6], transposeRight: true) + (bias.Shape.Rank == 2 ? bias.InsertAxis(1) : bias);
    }

    private static Variable<double> Block(Variable<double> input, ReadOnlySpan<Variable<double>> parameters)
    {
        Variable<double> x = input.Convolve(parameters[0], SamePadding);
        Variable<double> centred = x - x.Mean([-4, -2, -1], keepAxes: true);
        Variable<double> variance = centred.Square().Mean([-4, -2, -1], keepAxes: true);
        return ((centred / (variance + 1e-5).Sqrt() * PerChannel(parameters[1])) + PerChannel(parameters[2])).Tanh();
    }

    // [channels] or [tasks, channels] to where it broadcasts against [..., images, channels, height, width].
    private static Variable<double> PerChannel(Variable<double> values)
        => values.Shape.Rank == 1 ? values.Reshape([values.Shape[0], 1, 1]) : values.Reshape([values.Shape[0], 1, values.Shape[1], 1, 1]);
}
