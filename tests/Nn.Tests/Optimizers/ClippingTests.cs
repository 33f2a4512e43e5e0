using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Optimizers;

public class ClippingTests
{
    [Fact]
    public void A_long_gradient_is_shortened_over_all_parameters_together()
    {
        using Tape<double> tape = new();
        Variables<double> clipped = Clipping.ByGlobalNorm(Gradient(tape, 3, -4, 12), 6.5);
        Near.Close([1.5, -2], clipped["a"].Values, 1e-15);
        Near.Close([6], clipped["b"].Values, 1e-15);
    }

    [Theory]
    [InlineData(0.3, -0.4, 1.2)]
    [InlineData(0, 0, 0)]
    public void A_short_gradient_stays_bit_for_bit(double a, double b, double c)
    {
        using Tape<double> tape = new();
        Variables<double> clipped = Clipping.ByGlobalNorm(Gradient(tape, a, b, c), 2);
        Assert.Equal([a, b], clipped["a"].ToArray());
        Assert.Equal([c], clipped["b"].ToArray());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(100.0)]
    public void Clipping_is_differentiable(double bound)
    {
        using Tape<double> tape = new();
        Variable<double> Clipped(Tape<double> on, double[] point, out Variable<double> x)
        {
            x = on.Input(point, [3]);
            return Samples.Weighted(Clipping.ByGlobalNorm(new Variables<double>([new("x", x)]), bound)["x"].Square());
        }

        double[] at = [0.9, -1.1, 0.4];
        Variable<double> value = Clipped(tape, at, out Variable<double> input);
        double[] numerical = FiniteDifferences.Gradient(
            point =>
            {
                using Tape<double> other = new();
                return Clipped(other, point, out _).Scalar;
            },
            at);
        Near.Close(numerical, tape.Gradient(value, input).Values, 1e-8);
    }

    [Fact]
    public void At_zero_the_derivative_is_the_identity()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Zeros([2]);
        Variable<double> clipped = Clipping.ByGlobalNorm(new Variables<double>([new("x", x)]), 1)["x"];
        Assert.Equal([1.0, 0.0, 0.0, 1.0], tape.Jacobian(clipped, x).ToArray());
    }

    [Fact]
    public void By_value_each_element_is_kept_within_the_bound()
    {
        using Tape<double> tape = new();
        Assert.Equal([2.0, -2.0, 0.5], Clipping.ByValue(Gradient(tape, 3, -4, 0.5), 2).SelectMany(entry => entry.Value.ToArray()));
    }

    [Fact]
    public void Bad_bounds_are_refused()
    {
        using Tape<double> tape = new();
        Variables<double> gradient = Gradient(tape, 1, 2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.ByGlobalNorm(gradient, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Clipping.ByValue(gradient, double.NaN));
    }

    private static Variables<double> Gradient(Tape<double> tape, double a, double b, double c)
        => new([new("a", tape.Input([a, b], [2])), new("b", tape.Input([c], [1]))]);
}
