using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

public sealed class WinogradTests
{
    [Fact]
    public void Tiles_cover_an_axis_once_and_reach_beyond_its_end_at_one_two_and_five_results_only()
    {
        for (int length = 1; length <= 100; length++)
        {
            WinogradAxis axis = new(length);
            int beyond = length switch { 1 => 2, 2 or 5 => 1, _ => 0 };
            Assert.Equal(length + beyond, (4 * axis.Fours) + (3 * axis.Threes));
            Assert.Equal((length + 3) / 4, axis.Fours + axis.Threes);
            Assert.Equal(axis.Elements(WinogradForm.Same), length + beyond + (2 * (axis.Fours + axis.Threes)));
            Assert.Equal(axis.Elements(WinogradForm.Halving), (2 * (length + beyond)) + axis.Fours + axis.Threes);
        }
    }

    // Plain sums in float have errors of 4e-7, 4e-7 and 6e-7 on such numbers; the points 0, 1, -1, 2, -2 and infinity would have 1.6e-6 and more.
    [Theory]
    [InlineData(14, 1)]
    [InlineData(12, 1)]
    [InlineData(3, 1)]
    [InlineData(14, 2)]
    [InlineData(8, 2)]
    [InlineData(5, 2)]
    public void Errors_of_float_are_about_twice_those_of_the_plain_sums(int size, int stride)
    {
        Shape image = [8, 64, size, size];
        Shape kernel = [64, 64, 3, 3];
        var geometry = ConvolutionGeometry.Square(stride, padding: 1);
        Shape output = geometry.Output(image.Prepend(1), kernel.Prepend(1)).Without(0);
        RandomStream stream = new(3, "winograd", size, stride);
        float[] Draw(Shape shape) => [.. Enumerable.Range(0, shape.ElementCount).Select(_ => (float)stream.NextNormal())];
        (float[] x, float[] w, float[] y) = (Draw(image), Draw(kernel), Draw(output));
        float[][] single = Convolutions(geometry, image, kernel, output, x, w, y);
        double[][] reference = Convolutions<double>(geometry, image, kernel, output, [.. x], [.. w], [.. y]);
        string[] names = ["convolve", "to image", "to kernel"];
        double[] limits = [1e-6, 1e-6, 2e-6];
        for (int k = 0; k < limits.Length; k++)
        {
            double error = Math.Sqrt(single[k].Zip(reference[k], (s, r) => (s - r) * (s - r)).Sum() / reference[k].Sum(r => r * r));
            Assert.True(error < limits[k], $"{names[k]}: {error:E2}");
            TestContext.Current.TestOutputHelper?.WriteLine($"{names[k]}: {error:E2}");
        }
    }

    private static T[][] Convolutions<T>(ConvolutionGeometry geometry, Shape image, Shape kernel, Shape output, T[] x, T[] w, T[] y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T> images = tape.Input(x, image);
        Variable<T> kernels = tape.Input(w, kernel);
        Variable<T> results = images.Convolve(kernels, geometry);
        Variable<T>[] gradients = tape.VectorJacobianProduct(results, tape.Input(y, output), [images, kernels]);
        return [results.ToArray(), gradients[0].ToArray(), gradients[1].ToArray()];
    }
}
