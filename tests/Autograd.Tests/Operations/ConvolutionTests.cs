using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

public sealed class ConvolutionTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public static TheoryData<int[], int[], ConvolutionGeometry> Cases() => new()
    {
        { [2, 3, 5, 6], [4, 3, 3, 3], ConvolutionGeometry.Square() },
        { [2, 3, 5, 6], [4, 3, 3, 3], ConvolutionGeometry.Square(padding: 1) },
        { [1, 2, 7, 6], [3, 2, 3, 2], new(2, 1, 1, 0, 1, 2) },
        { [2, 4, 6, 5], [6, 2, 3, 3], ConvolutionGeometry.Square(stride: 2, padding: 2, groups: 2) },
        { [1, 3, 5, 5], [3, 1, 2, 2], ConvolutionGeometry.Square(dilation: 2, groups: 3) },
        { [2, 1, 4, 4], [2, 1, 4, 4], ConvolutionGeometry.Square() },
        { [1, 1, 1, 1], [1, 1, 3, 3], ConvolutionGeometry.Square(padding: 1, stride: 3) },
        { [1, 2, 3, 40], [2, 2, 1, 1], ConvolutionGeometry.Square(stride: 3, padding: 2) },
    };

    public void Dispose() => _pool.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_the_definition(int[] imageSizes, int[] kernelSizes, ConvolutionGeometry geometry)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = Draw(tape, "image", imageSizes);
        Variable<double> kernel = Draw(tape, "kernel", kernelSizes);
        Variable<double> result = image.Convolve(kernel, geometry);
        Near.Close(Definition(image.ToArray(), image.Shape, kernel.ToArray(), kernel.Shape, geometry, result.Shape), result.Values, 1e-14);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_three_forms_are_adjoint_to_each_other(int[] imageSizes, int[] kernelSizes, ConvolutionGeometry geometry)
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = Draw(tape, "image", imageSizes);
        Variable<double> kernel = Draw(tape, "kernel", kernelSizes);
        Variable<double> result = image.Convolve(kernel, geometry);
        Variable<double> cotangent = Draw(tape, "cotangent", result.Shape.Sizes.ToArray());
        double form = (result * cotangent).Sum().Scalar;
        Variable<double>[] gradients = tape.VectorJacobianProduct(result, cotangent, [image, kernel]);
        Near.Close(form, (gradients[0] * image).Sum().Scalar, 1e-12);
        Near.Close(form, (gradients[1] * kernel).Sum().Scalar, 1e-12);
        Variable<double> transposed = cotangent.ConvolveTransposed(kernel, image.Shape[-2], image.Shape[-1], geometry);
        Assert.Equal(gradients[0].ToArray(), transposed.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_of_order_1_to_3_agree_with_differences(int[] imageSizes, int[] kernelSizes, ConvolutionGeometry geometry)
    {
        using Tape<double> tape = _pool.Tape<double>();
        double[] image = Draw(tape, "image", imageSizes).ToArray();
        double[] kernel = Draw(tape, "kernel", kernelSizes).ToArray();
        double[] direction = Draw(tape, "direction", imageSizes).ToArray();

        // The loss is not quadratic, so that a wrong rule at any order shows.
        Variable<double>[] Derivatives(double[] x, double[] w)
        {
            tape.Clear();
            Variable<double> a = tape.Input(x, Shape.Create(imageSizes));
            Variable<double> b = tape.Input(w, Shape.Create(kernelSizes));
            Variable<double> u = tape.Input(direction, Shape.Create(imageSizes));
            Variable<double> loss = a.Convolve(b, geometry).Sin().Sum();
            Variable<double> gradient = tape.Gradient(loss, a);
            Variable<double> product = tape.JacobianVectorProduct(gradient, a, u);
            Variable<double> third = tape.Gradient((product * u).Sum(), b);
            return [loss, gradient, product, third];
        }

        Variable<double>[] exact = Derivatives(image, kernel);
        double[] first = exact[1].ToArray();
        double[] second = exact[2].ToArray();
        double[] third = exact[3].ToArray();
        Near.Close(FiniteDifferences.Gradient(x => Derivatives(x, kernel)[0].Scalar, image), first, 1e-7);
        Near.Close(FiniteDifferences.Along(x => Derivatives(x, kernel)[1].ToArray(), image, direction), second, 1e-6);
        Near.Close(FiniteDifferences.Gradient(w => Dot(Derivatives(image, w)[2].ToArray(), direction), kernel), third, 1e-6);
    }

    [Fact]
    public void Task_axis_on_data_and_kernels_equals_the_loop_over_tasks()
    {
        using Tape<double> tape = _pool.Tape<double>();
        ConvolutionGeometry geometry = ConvolutionGeometry.Square(padding: 1, stride: 2);
        Variable<double> images = Draw(tape, "images", [3, 2, 3, 6, 5]);
        Variable<double> own = Draw(tape, "own", [3, 4, 3, 3, 3]);
        Variable<double> shared = Draw(tape, "shared", [4, 3, 3, 3]);
        for (int task = 0; task < 3; task++)
        {
            Assert.Equal(
                images.At(0, task).Convolve(own.At(0, task), geometry).ToArray(), images.Convolve(own, geometry).At(0, task).ToArray());
            Assert.Equal(images.At(0, task).Convolve(shared, geometry).ToArray(), images.Convolve(shared, geometry).At(0, task).ToArray());
            Assert.Equal(
                images.At(0, 0).Convolve(own.At(0, task), geometry).ToArray(),
                images.At(0, 0).Convolve(own, geometry).At(0, task).ToArray());
        }

        Variable<double> gradient = tape.Gradient(images.Convolve(shared, geometry).Sin().Sum(), shared);
        Variable<double> sum = Enumerable.Range(0, 3).Select(
            task => tape.Gradient(images.At(0, task).Convolve(shared, geometry).Sin().Sum(), shared))
            .Aggregate((a, b) => a + b);
        Near.Close(sum.Values, gradient.Values, 1e-13);
    }

    [Fact]
    public void Misfits_are_refused_with_both_shapes()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> image = tape.Zeros([2, 3, 5, 5]);
        ArgumentException channels = Assert.Throws<ArgumentException>(() => image.Convolve(tape.Zeros([4, 2, 3, 3])));
        Assert.Contains("3 channels", channels.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => image.Convolve(tape.Zeros([4, 3, 7, 7])));
        Assert.Throws<ArgumentException>(() => image.Convolve(tape.Zeros([4, 3, 3])));
        Assert.Throws<ArgumentException>(() => image.Convolve(tape.Zeros([4, 3, 3, 3]), ConvolutionGeometry.Square(stride: 0)));
        Assert.Throws<ArgumentException>(() => image.Convolve(tape.Zeros([4, 1, 3, 3]), ConvolutionGeometry.Square(groups: 2)));
        Assert.Throws<ArgumentException>(() => tape.Zeros([3, 2, 3, 5, 5]).Convolve(tape.Zeros([2, 4, 3, 3, 3])));
        Assert.Throws<ArgumentException>(() => tape.Zeros([2, 4, 3, 3]).ConvolveTransposed(tape.Zeros([4, 3, 3, 3]), 9, 9));
    }

    private static Variable<double> Draw(Tape<double> tape, string purpose, int[] sizes)
    {
        RandomStream random = new(7, purpose);
        Shape shape = Shape.Create(sizes);
        return tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.NextNormal())], shape);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Definition(double[] x, Shape image, double[] w, Shape kernel, ConvolutionGeometry geometry, Shape output)
    {
        var y = new ReferenceArray(output, new double[output.ElementCount]);
        var from = new ReferenceArray(image, x);
        var with = new ReferenceArray(kernel, w);
        int perGroup = kernel[0] / geometry.Groups;
        var result = new List<double>();
        for (int n = 0; n < output[0]; n++)
        {
            for (int o = 0; o < output[1]; o++)
            {
                for (int r = 0; r < output[2]; r++)
                {
                    for (int c = 0; c < output[3]; c++)
                    {
                        double sum = 0;
                        for (int i = 0; i < kernel[1]; i++)
                        {
                            for (int ky = 0; ky < kernel[2]; ky++)
                            {
                                for (int kx = 0; kx < kernel[3]; kx++)
                                {
                                    int row = (r * geometry.StrideY) - geometry.PaddingY + (ky * geometry.DilationY);
                                    int column = (c * geometry.StrideX) - geometry.PaddingX + (kx * geometry.DilationX);
                                    if (row >= 0 && row < image[2] && column >= 0 && column < image[3])
                                    {
                                        sum += with[o, i, ky, kx] * from[n, (o / perGroup * kernel[1]) + i, row, column];
                                    }
                                }
                            }
                        }

                        result.Add(sum);
                    }
                }
            }
        }

        Assert.Equal(y.Values.Length, result.Count);
        return [.. result];
    }
}
