using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

public sealed class PoolingTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(6, 7, 2, 2, 0)]
    [InlineData(7, 5, 3, 2, 1)]
    [InlineData(4, 4, 4, 1, 0)]
    [InlineData(5, 9, 2, 3, 1)]
    public void Windows_hold_the_maximum_and_the_mean(int height, int width, int window, int stride, int padding)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = Draw(tape, [2, 3, height, width]);
        Variable<double> max = image.MaxPool(window, stride, padding);
        Variable<double> mean = image.AveragePool(window, stride, padding);
        var x = new ReferenceArray(image.Shape, image.ToArray());
        var maxima = new ReferenceArray(max.Shape, max.ToArray());
        var means = new ReferenceArray(mean.Shape, mean.ToArray());
        Assert.Equal(((height + (2 * padding) - window) / stride) + 1, max.Shape[2]);
        Assert.Equal(max.Shape, mean.Shape);
        for (int row = 0; row < max.Shape[2]; row++)
        {
            for (int column = 0; column < max.Shape[3]; column++)
            {
                double[] inside = [.. from y in Enumerable.Range((row * stride) - padding, window)
                                      from z in Enumerable.Range((column * stride) - padding, window)
                                      where y >= 0 && y < height && z >= 0 && z < width
                                      select x[1, 2, y, z]];
                Assert.Equal(inside.Max(), maxima[1, 2, row, column]);
                Near.Close(inside.Sum() / (window * window), means[1, 2, row, column], 1e-12);
            }
        }
    }

    [Fact]
    public void Adaptive_windows_cover_the_image()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = tape.Input([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 2, 5]);
        Assert.Equal([7.0, 9, 10], image.AdaptiveMaxPool(1, 3).ToArray());
        Near.Close(
            [(1 + 2 + 6 + 7) / 4.0, (2 + 3 + 4 + 7 + 8 + 9) / 6.0, (4 + 5 + 9 + 10) / 4.0], image.AdaptiveAveragePool(1, 3).Values, 1e-15);
        Near.Close([5.5], image.AdaptiveAveragePool(1, 1).Values, 1e-15);
    }

    [Fact]
    public void A_tie_belongs_to_the_first_place_and_the_second_derivative_is_zero()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = tape.Input([3, 3, 3, 1], [1, 2, 2]);
        Variable<double> weight = tape.Input(2.0);
        Variable<double> gradient = tape.Gradient((image.MaxPool(2) * weight).Sum(), image);
        Assert.Equal([2.0, 0, 0, 0], gradient.ToArray());
        Assert.Equal(1, tape.Gradient(gradient.Sum(), weight).Scalar);
        Assert.Equal([0.0, 0, 0, 0], tape.Gradient(gradient.Sum(), image).ToArray());
    }

    [Fact]
    public void NaN_and_infinities_come_through()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = tape.Input(
            [1, double.NaN, 2, 3, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity],
            [2, 2, 2]);
        Assert.Equal([double.NaN, double.NegativeInfinity], image.MaxPool(2).ToArray());
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    public void Derivatives_of_order_1_and_2_agree_with_differences_in_both_modes(int window, int stride, int padding)
    {
        using Tape<double> tape = _pool.Tape<double>();
        double[] point = Draw(tape, [2, 5, 6]).ToArray();
        double[] direction = [.. point.Select((_, k) => Math.Cos(k))];
        (double[] Gradient, double[] Product, double[] Reverse, double Value) Derivatives(double[] values)
        {
            tape.Clear();
            Variable<double> x = tape.Input(values, [2, 5, 6]);
            Variable<double> u = tape.Input(direction, [2, 5, 6]);
            Variable<double> loss = (x.MaxPool(window, stride, padding).Sin() * x.AveragePool(window, stride, padding)).Sum();
            Variable<double> gradient = tape.Gradient(loss, x);
            double[] forward = tape.JacobianVectorProduct(gradient, x, u).ToArray();
            return (gradient.ToArray(), forward, tape.Gradient((gradient * u).Sum(), x).ToArray(), loss.Scalar);
        }

        (double[] first, double[] second, double[] reverse, _) = Derivatives(point);
        Near.Close(FiniteDifferences.Gradient(x => Derivatives(x).Value, point), first, 1e-7);
        Near.Close(FiniteDifferences.Along(x => Derivatives(x).Gradient, point, direction), second, 1e-6);
        Near.Close(second, reverse, 1e-12);
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = tape.Zeros([1, 4, 4]);
        Assert.Throws<ArgumentException>(() => image.MaxPool(5));
        Assert.Throws<ArgumentException>(() => image.MaxPool(0));
        Assert.Throws<ArgumentException>(() => image.AveragePool(2, stride: 0));
        Assert.Throws<ArgumentException>(() => image.MaxPool(2, padding: 2));
        Assert.Throws<ArgumentException>(() => tape.Zeros([4]).MaxPool(1));
        Assert.Throws<ArgumentException>(() => image.AdaptiveMaxPool(0, 1));
    }

    private static Variable<double> Draw(Tape<double> tape, Shape shape)
    {
        RandomStream random = new(3, "pooling");
        return tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.NextNormal())], shape);
    }
}
