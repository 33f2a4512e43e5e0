using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Losses;

public class LossTests
{
    private static readonly Dictionary<string, LossFunction<double>> Losses = new()
    {
        ["mean squared error"] = Loss.MeanSquaredError,
        ["huber"] = static (prediction, target, taskAxes) => Loss.Huber(prediction, target, 0.7, taskAxes),
        ["cross-entropy"] = Loss.CrossEntropy,
        ["binary cross-entropy"] = Loss.BinaryCrossEntropyWithLogits,
    };

    [Fact]
    public void Values_by_hand()
    {
        using Tape<double> tape = new();
        Variable<double> prediction = tape.Input([1, 3], [2, 1]);
        Variable<double> target = tape.Input([0, 0.5], [2, 1]);
        Near.Close((1 + 6.25) / 2, Loss.MeanSquaredError(prediction, target).Scalar, 1e-15);
        Near.Close((0.5 + 2) / 2, Loss.Huber(prediction, target, 1).Scalar, 1e-15);

        // log(1 + e) - 0 and log(1 + e^3) - 1.5.
        double expected = (Math.Log(1 + Math.E) + Math.Log(1 + Math.Exp(3)) - 1.5) / 2;
        Near.Close(expected, Loss.BinaryCrossEntropyWithLogits(prediction, target).Scalar, 1e-15);
        Near.Close(
            Math.Log(1 + Math.Exp(2)) - 2, Loss.CrossEntropy(tape.Input([1, 3], [1, 2]), tape.Input([1], [1])).Scalar, 1e-14);
    }

    [Fact]
    public void Huber_goes_over_smoothly_and_its_derivative_is_bounded_by_delta()
    {
        using Tape<double> tape = new();
        foreach ((double residual, double slope) in new[] { (0.0, 0.0), (0.3, 0.3), (0.7, 0.7), (-0.7, -0.7), (5, 0.7), (-5, -0.7) })
        {
            Variable<double> prediction = tape.Input(residual);
            Near.Close(slope, tape.Gradient(Loss.Huber(prediction, tape.Constant(0.0), 0.7), prediction).Scalar, 1e-15);
        }

        Variable<double> kink = tape.Input(0.7);
        Variable<double> first = tape.Gradient(Loss.Huber(kink, tape.Constant(0.0), 0.7), kink);
        Assert.Equal(1.0, tape.Gradient(first, kink).Scalar);
    }

    [Fact]
    public void Losses_of_logits_stay_finite_with_their_derivatives()
    {
        using Tape<double> tape = new();
        Variable<double> extreme = tape.Input([1000, -1000, 0], [1, 3]);
        foreach (Variable<double> loss in new[]
        {
            Loss.CrossEntropy(extreme, tape.Input([1], [1])),
            Loss.BinaryCrossEntropyWithLogits(extreme, tape.Input([0, 1, 1], [1, 3])),
        })
        {
            Assert.True(double.IsFinite(loss.Scalar));
            Variable<double> gradient = tape.Gradient(loss, extreme);
            Assert.All(gradient.ToArray(), value => Assert.True(double.IsFinite(value)));
            Assert.All(tape.Gradient(Samples.Weighted(gradient), extreme).ToArray(), value => Assert.True(double.IsFinite(value)));
        }

        Assert.Equal(2000.0, Loss.CrossEntropy(extreme, tape.Input([1], [1])).Scalar);
    }

    [Fact]
    public void Nothing_broadcasts_in_silence()
    {
        using Tape<double> tape = new();
        foreach (LossFunction<double> loss in new[] { Losses["mean squared error"], Losses["huber"], Losses["binary cross-entropy"] })
        {
            var exception = Assert.Throws<ArgumentException>(() => loss(tape.Ones([4, 1]), tape.Ones([4])));
            Assert.Contains("got [4, 1] and [4]", exception.Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "got [4, 3] and [4, 1]",
            Assert.Throws<ArgumentException>(() => Loss.CrossEntropy(tape.Ones([4, 3]), tape.Ones([4, 1]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(tape.Ones([2, 3]), tape.Input([0, 3], [2])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(tape.Ones([2, 3]), tape.Input([0, 0.5], [2])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Huber(tape.Ones([2]), tape.Ones([2]), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.MeanSquaredError(tape.Ones([2]), tape.Ones([2]), 2 + 1));
    }
}
