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
            IEnumerable<int> fours = Enumerable.Range(0, axis.Fours)
                .SelectMany(piece => Enumerable.Range(WinogradAxis.StartOfFour(piece), 4));
            IEnumerable<int> threes = Enumerable.Range(0, axis.Threes).SelectMany(piece => Enumerable.Range(axis.StartOfThree(piece), 3));
            Assert.Equal(Enumerable.Range(0, length + beyond), fours.Concat(threes));
            Assert.Equal(axis.Elements(WinogradForm.Same), length + beyond + (2 * (axis.Fours + axis.Threes)));
            Assert.Equal(axis.Elements(WinogradForm.Halving), (2 * (length + beyond)) + axis.Fours + axis.Threes);
        }
    }

    [Theory]
    [InlineData(1, 1, 14, 14, true)]
    [InlineData(1, 0, 5, 5, true)]
    [InlineData(1, 1, 2, 2, false)]
    [InlineData(2, 1, 14, 14, true)]
    [InlineData(2, 1, 7, 13, true)]
    [InlineData(2, 1, 4, 4, false)]
    [InlineData(2, 0, 14, 14, false)]
    [InlineData(3, 1, 14, 14, false)]
    public void Tiles_compute_what_they_are_made_for(int stride, int padding, int height, int width, bool expected)
    {
        (WinogradForm forward, WinogradForm transpose) = !expected ? (WinogradForm.None, WinogradForm.None)
            : stride == 1 ? (WinogradForm.Same, WinogradForm.Same) : (WinogradForm.Halving, WinogradForm.Doubling);
        var geometry = ConvolutionGeometry.Square(stride, padding);
        Assert.Equal(forward, new Correlation(geometry, [1, 2, 16, height, width], [1, 16, 16, 3, 3], false).WinogradForm);
        Assert.Equal(transpose, new Correlation(geometry, [1, 2, 16, height, width], [1, 16, 16, 3, 3], true).WinogradForm);
    }

    [Fact]
    public void Other_geometries_and_sizes_are_not_for_tiles()
    {
        Shape image = [1, 2, 16, 14, 14];
        Shape kernel = [1, 16, 16, 3, 3];
        ConvolutionGeometry[] geometries = [new(2, 1, 1, 1), new(1, 2, 1, 1), new(2, 2, 1, 0), new(1, 1, 2, 2, 2, 2),
            new(2, 2, 1, 1, 2, 2)];
        foreach (ConvolutionGeometry geometry in geometries)
        {
            Assert.Equal(WinogradForm.None, new Correlation(geometry, image, kernel, false).WinogradForm);
            Assert.Equal(WinogradForm.None, new Correlation(geometry, image, kernel, true).WinogradForm);
        }

        var usual = ConvolutionGeometry.Square(padding: 1);
        Assert.Equal(WinogradForm.None, new Correlation(usual, image.With(2, 15), kernel.With(2, 15), false).WinogradForm);
        Assert.Equal(WinogradForm.None, new Correlation(usual, image, kernel.With(3, 5), false).WinogradForm);
        Assert.Equal(WinogradForm.None, new Correlation(usual, image.With(2, 300), kernel.With(2, 300).With(1, 300), false).WinogradForm);
    }

    [Fact]
    public void At_stride_2_tiles_are_for_many_places_with_the_same_kernels()
    {
        // 49 places, or pairs of places, for each image.
        Correlation Of(int stride, bool toImage)
            => new(ConvolutionGeometry.Square(stride, 1), [1, 1, 64, 14, 14], [1, 64, 64, 3, 3], toImage);
        Assert.Equal(WinogradForm.Same, Of(1, false).WorthwhileTiles(1));
        Assert.Equal(WinogradForm.None, Of(2, false).WorthwhileTiles(16));
        Assert.Equal(WinogradForm.None, Of(2, true).WorthwhileTiles(16));
        Assert.Equal(WinogradForm.Halving, Of(2, false).WorthwhileTiles(17));
        Assert.Equal(WinogradForm.Doubling, Of(2, true).WorthwhileTiles(17));
    }

    // Plain sums in float have errors of 4e-7 on such numbers, and of 6e-7 to 1.2e-6 in the gradient of the kernel; the points 0, 1, -1, 2,
    // -2 and infinity would have 1.6e-6, and 3.5e-6 there.
    [Theory]
    [InlineData(14, 1)]
    [InlineData(12, 1)]
    [InlineData(3, 1)]
    [InlineData(14, 2)]
    [InlineData(8, 2)]
    [InlineData(5, 2)]
    public void Errors_of_float_are_about_twice_those_of_the_plain_sums(int size, int stride)
    {
        // Enough images for tiles at stride 2 as well.
        int places = (size + stride - 1) / stride;
        Shape image = [stride == 1 ? 8 : 1 + (800 / (places * places)), 64, size, size];
        Shape kernel = [64, 64, 3, 3];
        var geometry = ConvolutionGeometry.Square(stride, padding: 1);
        Assert.NotEqual(WinogradForm.None, new Correlation(geometry, image.Prepend(1), kernel.Prepend(1), false).WorthwhileTiles(image[0]));
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
