using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Modules;

/// <summary>Values of single layers that are known, and what they refuse.</summary>
public class LayerTests
{
    [Fact]
    public void Linear_is_x_times_the_transposed_weight_plus_bias()
    {
        Linear<double> linear = new(3, 2);
        Assert.Equal(["weight", "bias"], linear.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([2, 3], linear.Parameters[0].Shape);
        Assert.Equal([2], linear.Parameters[1].Shape);

        using Tape<double> tape = new();
        Parameters<double> parameters = Of(("weight", [1, 2, 3, 4, 5, 6], [2, 3]), ("bias", [10, 20], [2]));
        Variable<double> y = linear.Forward(parameters.On(tape), tape.Input([1, 0, -1, 2, 2, 2], [2, 3]));
        Assert.Equal([2, 2], y.Shape);
        Assert.Equal([8.0, 18.0, 22.0, 50.0], y.ToArray());
    }

    [Fact]
    public void Linear_says_what_it_takes()
    {
        using Tape<double> tape = new();
        Linear<double> linear = new(3, 2);
        var exception = Assert.Throws<ArgumentException>(() => linear.Forward(Samples.Parameters(linear).On(tape), tape.Ones([2, 4])));
        Assert.Contains("Linear(3, 2) takes [..., examples, 3], got [2, 4].", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear<double>(0, 1));
    }

    [Fact]
    public void Layer_norm_makes_mean_0_and_variance_just_below_1()
    {
        using Tape<double> tape = new();
        LayerNorm<double> norm = new([50], epsilon: 0.01, affine: false);
        Variable<double> x = 3.0 * Samples.Input(tape, [4, 50]) + 7.0;
        Variable<double> y = norm.Forward(new Variables<double>([]), x);
        for (int row = 0; row < 4; row++)
        {
            double[] before = x.At(0, row).ToArray();
            double[] after = y.At(0, row).ToArray();
            double mean = before.Average();
            double variance = before.Average(value => (value - mean) * (value - mean));
            Near.Close([.. before.Select(value => (value - mean) / Math.Sqrt(variance + 0.01))], after, 1e-14);
            Assert.Equal(0, after.Average(), 1e-14);
            Assert.Equal(variance / (variance + 0.01), after.Average(value => value * value), 1e-13);
        }
    }

    [Fact]
    public void Layer_norm_of_equal_elements_has_finite_derivatives_to_second_order()
    {
        using Tape<double> tape = new();
        LayerNorm<double> norm = new([3], epsilon: 1e-4);
        Variables<double> theta = Of(("weight", [1, 2, 3], [3]), ("bias", [4, 5, 6], [3])).On(tape);
        Variable<double> x = tape.Input([2, 2, 2], [1, 3]);
        Variable<double> y = norm.Forward(theta, x);
        Assert.Equal([4.0, 5.0, 6.0], y.ToArray());

        // With the deviation 0, dy_i / dx_j = w_i (delta_ij - 1/3) / sqrt(epsilon); the factor is 100 here.
        Variable<double> gradient = tape.Gradient(Samples.Weighted(y), x);
        double[] c = Samples.Numbers(3, "weights of the output");
        double mean = (c[0] + (2 * c[1]) + (3 * c[2])) / 3;
        Near.Close([100 * (c[0] - mean), 100 * ((2 * c[1]) - mean), 100 * ((3 * c[2]) - mean)], gradient.Values, 1e-13);
        Assert.True(tape.Hessian(Samples.Weighted(y), x).ToArray().All(double.IsFinite));
    }

    [Fact]
    public void Layer_norm_says_what_it_takes()
    {
        using Tape<double> tape = new();
        LayerNorm<double> norm = new([2, 3]);
        var exception = Assert.Throws<ArgumentException>(() => norm.Forward(Samples.Parameters(norm).On(tape), tape.Ones([5, 3, 2])));
        Assert.Contains("LayerNorm([2, 3]) takes [..., 2, 3], got [5, 3, 2].", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => norm.Forward(Samples.Parameters(norm).On(tape), tape.Ones([3])));
        Assert.Throws<ArgumentException>(() => new LayerNorm<double>(Shape.Scalar));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm<double>([2], epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm<float>([2], epsilon: 1e-60));
    }

    [Fact]
    public void Embedding_takes_rows_and_adds_up_the_cotangents_of_a_row_taken_twice()
    {
        using Tape<double> tape = new();
        Embedding<double> embedding = new(3, 2);
        Assert.Equal([3, 2], embedding.Parameters[0].Shape);
        Variables<double> theta = Of(("weight", [1, 2, 3, 4, 5, 6], [3, 2])).On(tape);
        Variable<double> y = embedding.Forward(theta, tape.Input([2, 0, 2], [3]));
        Assert.Equal([3, 2], y.Shape);
        Assert.Equal([5.0, 6.0, 1.0, 2.0, 5.0, 6.0], y.ToArray());
        Variable<double> loss = (y * tape.Constant([1, 10, 100, 1000, 10000, 100000], [3, 2])).Sum();
        Assert.Equal([100.0, 1000.0, 0.0, 0.0, 10001.0, 100010.0], tape.Gradient(loss, theta)["weight"].ToArray());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    public void Embedding_refuses_what_is_no_row_number(double number)
    {
        using Tape<double> tape = new();
        Embedding<double> embedding = new(3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => embedding.Forward(Samples.Parameters(embedding).On(tape), tape.Input([number], [1])));
    }

    [Fact]
    public void Activations_are_the_functions_of_their_names()
    {
        (Module<double> Module, Func<double, double> Function)[] activations =
        [
            (Activations.Relu<double>(), x => Math.Max(x, 0)),
            (Activations.LeakyRelu(0.1), x => x > 0 ? x : 0.1 * x),
            (Activations.Tanh<double>(), Math.Tanh),
            (Activations.Sigmoid<double>(), x => 1 / (1 + Math.Exp(-x))),
            (Activations.Softplus<double>(), x => Math.Log(1 + Math.Exp(x))),
            (new Activation<double>("cube", x => x * x * x), x => x * x * x),
        ];
        using Tape<double> tape = new();
        double[] points = Samples.Numbers(20, "points");
        foreach ((Module<double> module, Func<double, double> function) in activations)
        {
            Assert.Empty(module.Parameters);
            Near.Close(
                Array.ConvertAll(points, point => function(point)),
                module.Forward(new Variables<double>([]), tape.Input(points, [4, 5])).Values,
                1e-14);
        }
    }

    private static Parameters<double> Of(params (string Name, double[] Values, int[] Sizes)[] tensors)
        => new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name, Tensors.Wrap(tensor.Values, Shape.Create(tensor.Sizes)))));
}
