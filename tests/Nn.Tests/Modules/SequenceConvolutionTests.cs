using AutogradMaml.Autograd;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Convolution along one axis: the numbers of PyTorch, and what causal means.</summary>
public class SequenceConvolutionTests
{
    [Fact]
    public void Outputs_and_gradients_are_those_of_PyTorch()
    {
        Waves.Probe("conv1d", new Conv1d<double>(4, 2, 3, stride: 2, padding: 2, dilation: 2, groups: 2), [2, 4, 7]);
        Waves.Probe("causal conv1d", new Conv1d<double>(2, 3, 2, dilation: 3, causal: true), [2, 2, 5]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_causal_place_depends_on_those_up_to_its_own(int stride)
    {
        using Tape<double> tape = new();
        Conv1d<double> layer = new(2, 3, 3, stride, dilation: 2, causal: true);
        Variables<double> theta = Samples.Parameters(layer).On(tape);
        Variable<double> x = Samples.Input(tape, [2, 2, 9]);
        Variable<double> y = layer.Forward(theta, x);
        Assert.Equal((8 / stride) + 1, y.Shape[-1]);
        for (int place = 0; place < y.Shape[-1]; place++)
        {
            double[] slopes = tape.Gradient(Samples.Weighted(y.At(2, place)), x).ToArray();
            for (int k = 0; k < slopes.Length; k++)
            {
                // With a dilation of 2 and three elements: the place, and 2 and 4 before it.
                int before = (place * stride) - (k % 9);
                Assert.Equal(before is 0 or 2 or 4, slopes[k] != 0);
            }
        }
    }

    [Fact]
    public void First_and_second_derivatives_agree_with_differences()
    {
        Sequential<double> net = new(
            new Conv1d<double>(2, 2, 2, dilation: 2, causal: true),
            Activations.Tanh<double>(),
            new Conv1d<double>(2, 2, 3, stride: 2, padding: 1));
        System.Numerics.Tensors.Tensor<double> input = Tensors.Create(Samples.Numbers(20, "input"), [2, 2, 5]);
        GradientReport report = ModuleCheck.Run(net, Samples.Parameters(net), input, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using Tape<double> tape = new();
        static void Refused(string message, Func<object> action) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => _ = action()).Message, StringComparison.Ordinal);
        Refused(
            "A causal convolution has dilation (kernel - 1) zeros before the first place and no others, got a padding of 1.",
            static () => new Conv1d<double>(1, 1, 2, padding: 1, causal: true));
        Refused(
            "The channels in and out divide by the number of groups, got 2 and 3 channels in 2 groups.",
            static () => new Conv1d<double>(2, 3, 2, groups: 2));
        Conv1d<double> layer = new(2, 3, 2);
        Refused(
            "Conv1d(2, 3, 2) takes [examples, 2, length], or [tasks, examples, 2, length], got [4, 3, 2].",
            () => layer.Forward(Samples.Parameters(layer).On(tape), tape.Ones([4, 3, 2])));
        Refused(
            "The parameters of Conv1d(2, 3, 2) are those of 3 tasks and the input [2, 4, 2, 5] is of 2",
            () => layer.Forward(Samples.Parameters(layer, 3).On(tape), tape.Ones([2, 4, 2, 5])));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Conv1d<double>(2, 3, 2, stride: 0));
    }
}
