using System.Numerics;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

[Trait("Widths", "every")]
public sealed class DoubleConvolutionKernelTests : ConvolutionKernelTests<double>
{
    protected override double Tolerance => 2e-14;
}

[Trait("Widths", "every")]
public sealed class FloatConvolutionKernelTests : ConvolutionKernelTests<float>
{
    protected override double Tolerance => 1e-5;
}

/// <summary>The kernels that work with the channels of a place together, by patches and by Winograd's tiles, against the definition.
/// Scratch memory and results hold NaN before, and guards stand around both.</summary>
public abstract class ConvolutionKernelTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 20;
    private static readonly T Sentinel = T.CreateChecked(-12345);

    /// <summary>The largest error relative to the largest element.</summary>
    protected abstract double Tolerance { get; }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(17, 5)]
    [InlineData(5, 17)]
    [InlineData(16, 17)]
    [InlineData(33, 16)]
    public void Every_size_and_padding_of_3_by_3_kernels_equals_the_definition(int channels, int outs)
    {
        for (int height = 1; height <= 9; height++)
        {
            int width = 1 + ((height * 4) % 9);
            for (int padding = 0; padding <= 2; padding++)
            {
                for (int stride = 1; stride <= 3; stride++)
                {
                    Compare(
                        [1 + (height % 3), channels, height, width], [outs, channels, 3, 3], ConvolutionGeometry.Square(stride, padding));
                }
            }
        }
    }

    [Fact]
    public void Other_kernels_strides_and_dilations_equal_the_definition()
    {
        ConvolutionGeometry[] geometries =
        [
            ConvolutionGeometry.Square(), new(2, 1, 1, 0), new(1, 2, 0, 3), new(3, 2, 2, 1), new(1, 1, 2, 2, 2, 2), new(2, 2, 2, 2, 2, 2),
            new(2, 3, 1, 2, 3, 2),
            new(4, 4, 0, 0), new(6, 4, 3, 3, 4, 6), new(1, 1, 5, 4),
        ];
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (2, 2), (1, 3), (3, 2), (4, 5)])
        {
            foreach (ConvolutionGeometry geometry in geometries)
            {
                Compare([3, 9, 11, 8], [10, 9, height, width], geometry);
                Compare([2, 3, 5, 13], [2, 3, height, width], geometry);
            }
        }
    }

    [Theory]
    [InlineData(1, 64, 64, 14, 14)]
    [InlineData(7, 64, 64, 7, 7)]
    [InlineData(30, 20, 16, 2, 2)]
    [InlineData(20, 64, 64, 3, 3)]
    [InlineData(1, 16, 16, 90, 61)]
    [InlineData(3, 16, 33, 11, 6)]
    [InlineData(2, 17, 16, 5, 13)]
    [InlineData(1, 20, 20, 97, 70)]
    [InlineData(2, 16, 18, 28, 27)]
    [InlineData(9, 32, 16, 15, 8)]
    [InlineData(41, 16, 16, 14, 14)]
    public void Several_pieces_of_images_or_rows_equal_the_definition(int images, int channels, int outs, int height, int width)
    {
        Compare([images, channels, height, width], [outs, channels, 3, 3], ConvolutionGeometry.Square(padding: 1));
        Compare([images, channels, height, width], [outs, channels, 3, 3], ConvolutionGeometry.Square(stride: 2, padding: 1));
    }

    // The last band of rows has 1, 2 or 5 results or pairs of them, whose tiles reach beyond it.
    [Theory]
    [InlineData(17, 300, 1, 1)]
    [InlineData(18, 300, 1, 1)]
    [InlineData(21, 300, 1, 1)]
    [InlineData(33, 300, 2, 1)]
    [InlineData(36, 300, 2, 1)]
    [InlineData(42, 300, 2, 1)]
    [InlineData(17, 400, 2, 1)]
    [InlineData(20, 400, 2, 1)]
    public void Bands_that_are_no_whole_tiles_equal_the_definition(int height, int width, int stride, int padding)
        => Compare([1, 16, height, width], [16, 16, 3, 3], ConvolutionGeometry.Square(stride, padding));

    [Fact]
    public void Geometries_near_those_of_tiles_equal_the_definition()
    {
        ConvolutionGeometry[] geometries =
        [
            new(1, 1, 2, 0), new(1, 1, 3, 4), new(2, 1, 1, 1), new(1, 2, 1, 1), new(2, 2, 1, 0), new(2, 2, 2, 1), new(1, 1, 2, 2, 2, 2),
            new(2, 2, 2, 2, 2, 2),
        ];
        foreach (ConvolutionGeometry geometry in geometries)
        {
            Compare([2, 16, 9, 8], [17, 16, 3, 3], geometry);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    public unsafe void By_tiles_a_place_has_the_same_bits_whatever_the_number_of_images(int stride, int padding)
    {
        var geometry = ConvolutionGeometry.Square(stride, padding);
        Shape kernel = [1, 16, 16, 3, 3];
        RandomStream stream = new(7, "images", stride, padding);
        T[] w = Draw(stream, kernel);
        foreach ((int height, int width) in ((int, int)[])[(14, 14), (9, 5), (3, 4)])
        {
            foreach (bool toImage in (bool[])[false, true])
            {
                T[]? alone = null;
                T[]? source = null;
                foreach (int images in (int[])[41, 3, 1])
                {
                    Correlation form = new(geometry, [1, images, 16, height, width], kernel, toImage);
                    nint from = 16 * form.SourceHeight * form.SourceWidth;
                    nint to = 16 * form.ResultHeight * form.ResultWidth;
                    source ??= [.. Enumerable.Range(0, (int)from * images).Select(_ => T.CreateChecked(stream.NextNormal()))];
                    ChannelsLastCorrelation<T> correlation = new(form, images, form.WinogradForm);
                    var result = new T[to * images];
                    var scratch = new T[correlation.ScratchLength];
                    fixed (T* px = source, pw = w, py = result, room = scratch)
                    {
                        correlation.Compute(px, from, pw, py, to, room);
                    }

                    alone ??= result[..(int)to];
                    Assert.Equal(alone, result[..(int)to]);
                }
            }
        }
    }

    // The last band is one row, whose tile reaches over rows of the source that the band does not hold.
    [Fact]
    public unsafe void The_last_band_does_not_see_what_only_others_read()
    {
        Shape kernel = [1, 16, 16, 3, 3];
        Correlation form = new(ConvolutionGeometry.Square(padding: 4), [1, 1, 16, 17, 300], kernel, true);
        RandomStream stream = new(7, "band");
        T[] w = Draw(stream, kernel);
        T[] source = Draw(stream, [16, form.SourceHeight, form.SourceWidth]);
        ChannelsLastCorrelation<T> correlation = new(form, 1);
        T[] Compute()
        {
            var result = new T[16 * 17 * 300];
            var scratch = new T[correlation.ScratchLength];
            fixed (T* px = source, pw = w, py = result, room = scratch)
            {
                correlation.Compute(px, source.Length, pw, py, result.Length, room);
            }

            return [.. Enumerable.Range(0, 16).SelectMany(channel => result.Skip(((channel * 17) + 16) * 300).Take(300))];
        }

        T[] before = Compute();
        for (int channel = 0; channel < 16; channel++)
        {
            source.AsSpan(channel * form.SourceHeight * form.SourceWidth, 16 * form.SourceWidth).Fill(T.NaN);
        }

        Assert.Equal(before, Compute());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Groups_and_tasks_are_computed_each_by_itself(int stride)
    {
        const int tasks = 2;
        const int groups = 2;

        // At stride 2 as large and as many images as tiles are worth while for.
        Shape image = stride == 1 ? [tasks, 3, 32, 9, 8] : [tasks, 29, 32, 13, 8];
        Shape kernel = [tasks, 32, 16, 3, 3];
        foreach (bool toImage in (bool[])[false, true])
        {
            Assert.NotEqual(
                WinogradForm.None,
                new Correlation(ConvolutionGeometry.Square(stride, 1, groups: groups), image, kernel, toImage).WorthwhileTiles(image[1]));
        }

        RandomStream stream = new(7, "groups", stride);
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        Variable<T> x = tape.Input(Draw(stream, image), image);
        Variable<T> w = tape.Input(Draw(stream, kernel), kernel);
        Variable<T> all = x.Convolve(w, ConvolutionGeometry.Square(stride, 1, groups: groups));
        Variable<T> weights = tape.Input(Draw(stream, all.Shape), all.Shape);
        Variable<T>[] gradients = tape.VectorJacobianProduct(all, weights, [x, w]);
        for (int task = 0; task < tasks; task++)
        {
            for (int group = 0; group < groups; group++)
            {
                Variable<T> Part(Variable<T> of, int axis) => of.Slice(0, task, 1).Slice(axis, group * 16, 16)
                    .Reshape(of.Shape.With(axis, 16).Without(0));
                (Variable<T> images, Variable<T> kernels) = (Part(x, 2), Part(w, 1));
                Variable<T> one = images.Convolve(kernels, ConvolutionGeometry.Square(stride, 1));
                Variable<T>[] parts = tape.VectorJacobianProduct(one, Part(weights, 2), [images, kernels]);
                Assert.Equal(one.ToArray(), Part(all, 2).ToArray());
                Assert.Equal(parts[0].ToArray(), Part(gradients[0], 2).ToArray());
                Assert.Equal(parts[1].ToArray(), Part(gradients[1], 1).ToArray());
            }
        }
    }

    [Fact]
    public unsafe void A_kernel_gradient_without_images_is_zero()
    {
        Correlation form = new(ConvolutionGeometry.Square(), [1, 0, 8, 4, 4], [1, 8, 8, 3, 3], false);
        ChannelsLastKernelGradient<T> gradient = new(form, 0);
        T[] kernels = [.. Enumerable.Repeat(T.NaN, 8 * 8 * 9)];
        var scratch = new T[gradient.ScratchLength];
        fixed (T* k = kernels, room = scratch)
        {
            gradient.Compute(null, 0, null, 0, k, room);
        }

        Assert.Equal(-1, kernels.AsSpan().IndexOfAnyExcept(T.Zero));
    }

    [Theory]
    [InlineData(1, 3, 28, 28)]
    [InlineData(1, 64, 9, 12)]
    [InlineData(3, 17, 11, 7)]
    [InlineData(2, 20, 1, 1)]
    [InlineData(7, 2, 30, 200)]
    [InlineData(3, 32, 70, 90)]
    public void Convolutions_of_few_channels_equal_the_definition(int channels, int outs, int height, int width)
    {
        foreach (ConvolutionGeometry geometry in (ConvolutionGeometry[])[ConvolutionGeometry.Square(padding: 1),
            ConvolutionGeometry.Square(2, 1), new(3, 1, 2, 4, 1, 2)])
        {
            Shape image = [2, channels, height, width];
            Shape kernel = [outs, channels, 3, 3];
            if (ConvolutionGeometry.Places(height, 3, geometry.StrideY, geometry.PaddingY, geometry.DilationY) < 1)
            {
                continue;
            }

            using PoolCheck check = new();
            using Tape<T> tape = check.Tape<T>();
            ConvolutionReference reference = new(geometry, image, kernel);
            RandomStream stream = new(7, "few", channels, outs);
            (T[] x, T[] w, T[] y) = (Draw(stream, image), Draw(stream, kernel), Draw(stream, reference.Result));
            Variable<T> images = tape.Input(x, image);
            Variable<T> kernels = tape.Input(w, kernel);
            Variable<T> results = images.Convolve(kernels, geometry);
            Variable<T>[] gradients = tape.VectorJacobianProduct(results, tape.Input(y, reference.Result), [images, kernels]);
            Near.Close(reference.Forward(Wide(x), Wide(w)), Wide(results.ToArray()), Tolerance);
            Near.Close(reference.ToImage(Wide(y), Wide(w)), Wide(gradients[0].ToArray()), Tolerance);
            Near.Close(reference.ToKernel(Wide(x), Wide(y)), Wide(gradients[1].ToArray()), Tolerance);
        }
    }

    private unsafe void Compare(Shape image, Shape kernel, ConvolutionGeometry geometry)
    {
        ConvolutionReference reference = new(geometry, image, kernel);
        if (reference.Result[2] < 1 || reference.Result[3] < 1)
        {
            return;
        }

        RandomStream stream = new(7, "convolution", image.ElementCount, kernel.ElementCount);
        T[] x = Draw(stream, image);
        T[] w = Draw(stream, kernel);
        T[] y = Draw(stream, reference.Result);
        nint imageStep = image.ElementCount / image[0];
        nint resultStep = reference.Result.ElementCount / image[0];
        Shape wholeImage = image.Prepend(1);
        Shape wholeKernel = kernel.Prepend(1);
        string what = $"{image} by {kernel}, {geometry}";
        double[] results = reference.Forward(Wide(x), Wide(w));
        double[] imageGradient = reference.ToImage(Wide(y), Wide(w));
        double[] kernelGradient = reference.ToKernel(Wide(x), Wide(y));
        Correlation forward = new(geometry, wholeImage, wholeKernel, false);
        Correlation toImage = new(geometry, wholeImage, wholeKernel, true);

        // By tiles wherever they can compute it, and by patches wherever the number of images may decide for them.
        List<(WinogradForm Forward, WinogradForm ToImage)> ways = [(forward.WinogradForm, toImage.WinogradForm)];
        if (forward.WinogradForm == WinogradForm.Halving || toImage.WinogradForm == WinogradForm.Doubling)
        {
            ways.Add((WinogradForm.None, WinogradForm.None));
        }

        fixed (T* px = x, pw = w, py = y)
        {
            (nint a, nint b, nint c) = ((nint)px, (nint)pw, (nint)py);
            foreach ((WinogradForm tiles, WinogradForm transposedTiles) in ways)
            {
                ChannelsLastCorrelation<T> convolve = new(forward, image[0], tiles);
                ChannelsLastCorrelation<T> transpose = new(toImage, image[0], transposedTiles);
                ChannelsLastKernelGradient<T> gradient = new(forward, image[0], tiles);
                string way = $"{what}, {tiles} and {transposedTiles}";
                Run(
                    y.Length,
                    convolve.ScratchLength,
                    (to, room) => convolve.Compute((T*)a, imageStep, (T*)b, (T*)to, resultStep, (T*)room),
                    results,
                    way);
                Run(
                    x.Length,
                    transpose.ScratchLength,
                    (to, room) => transpose.Compute((T*)c, resultStep, (T*)b, (T*)to, imageStep, (T*)room),
                    imageGradient,
                    way + ", to image");
                Run(
                    w.Length,
                    gradient.ScratchLength,
                    (to, room) => gradient.Compute((T*)a, imageStep, (T*)c, resultStep, (T*)to, (T*)room),
                    kernelGradient,
                    way + ", to kernel");
            }
        }
    }

    private unsafe void Run(int length, int scratchLength, Action<nint, nint> compute, double[] expected, string what)
    {
        T[] result = Guarded(length);
        T[] scratch = Guarded(scratchLength);
        fixed (T* to = result, room = scratch)
        {
            compute((nint)(to + Guard), (nint)(room + Guard));
        }

        double error = Near.Distance(expected, Wide(result[Guard..^Guard]));
        Assert.True(error <= Tolerance, $"{what}: error {error:E2}, allowed {Tolerance:E1}.");
        GuardsStand(result, what);
        GuardsStand(scratch, what + ", scratch");
    }

    private static T[] Guarded(int length)
    {
        var values = new T[length + (2 * Guard)];
        Array.Fill(values, Sentinel);
        values.AsSpan(Guard, length).Fill(T.NaN);
        return values;
    }

    private static void GuardsStand(T[] values, string what)
    {
        Assert.True(values.AsSpan(0, Guard).IndexOfAnyExcept(Sentinel) < 0, $"{what}: written before the beginning.");
        Assert.True(values.AsSpan(values.Length - Guard).IndexOfAnyExcept(Sentinel) < 0, $"{what}: written beyond the end.");
    }

    private static double[] Wide(T[] values) => Near.ToDouble<T>(values);

    private static T[] Draw(RandomStream stream, Shape shape)
        => [.. Enumerable.Range(0, shape.ElementCount).Select(_ => T.CreateChecked(stream.NextNormal()))];
}
