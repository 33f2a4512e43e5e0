using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoublePlaneConvolutionTests : PlaneConvolutionTests<double>
{
    protected override double Tolerance => 2e-14;
}

[Trait("Widths", "every")]
public sealed class FloatPlaneConvolutionTests : PlaneConvolutionTests<float>
{
    protected override double Tolerance => 1e-5;
}

/// <summary>The convolution of a plane and its gradient by the kernel against their definitions, in double: every small size, with
/// infinities and NaN, which must reach what reads them and nothing else; results stand between guards and hold NaN before.</summary>
public abstract class PlaneConvolutionTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The largest error relative to the sum of magnitudes.</summary>
    protected abstract double Tolerance { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_size_equals_the_definition(int specials)
    {
        int[] widths = [.. Enumerable.Range(1, 20), 27, 28, 29, 31, 32, 33, 34, 63, 64, 65];
        foreach (int width in widths)
        {
            foreach (int height in (int[])[1, 2, 3, 4, 5, 7, 8, 11, 28])
            {
                Compare(height, width, specials);
            }
        }
    }

    [Fact]
    public void The_gradient_has_the_same_bits_at_every_width_of_the_vectors()
    {
        foreach ((int height, int width) in ((int, int)[])[(28, 28), (7, 7), (5, 33), (3, 1), (9, 50)])
        {
            T[] one = Gradient<Lane1<T>>(height, width);
            if (Widths.Has128<T>())
            {
                Assert.Equal(one, Gradient<Lanes128<T>>(height, width));
            }

            if (Widths.Has256<T>())
            {
                Assert.Equal(one, Gradient<Lanes256<T>>(height, width));
            }

            if (Widths.Has512<T>())
            {
                Assert.Equal(one, Gradient<Lanes512<T>>(height, width));
            }
        }
    }

    private static unsafe T[] Gradient<TSimd>(int height, int width)
        where TSimd : struct, ISimd<TSimd, T>
    {
        RandomStream stream = new(8, "plane", height, width);
        T[] plane = Drawn(stream, height * width, 0);
        T[] cotangent = Drawn(stream, height * width, 0);
        var padded = new T[(height + 2) * (width + 2)];
        var kernel = new T[9];
        fixed (T* x = plane, c = cotangent, room = padded, w = kernel)
        {
            PlaneConvolution.Pad(x, height, width, room);
            PlaneConvolution.AddToKernel<T, TSimd>(room, c, height, width, w);
        }

        return kernel;
    }

    private unsafe void Compare(int height, int width, int specials)
    {
        RandomStream stream = new((ulong)specials, "plane", height, width);
        T[] plane = Drawn(stream, height * width, specials);
        T[] cotangent = Drawn(stream, height * width, specials);
        T[] kernel = Drawn(stream, 9, 0);
        T[] padded = Guards<T>.Around((height + 2) * (width + 2));
        T[] result = Guards<T>.Around(height * width);
        T[] sums = Guards<T>.Around(9);
        sums.AsSpan(Guards<T>.Length, 9).Fill(T.One);
        fixed (T* x = plane, w = kernel, c = cotangent, room = padded, y = result, s = sums)
        {
            PlaneConvolution.Pad(x, height, width, room + Guards<T>.Length);
            PlaneConvolution.Convolve(room + Guards<T>.Length, w, height, width, y + Guards<T>.Length);
            PlaneConvolution.AddToKernel(room + Guards<T>.Length, c, height, width, s + Guards<T>.Length);
        }

        string what = $"[{height}, {width}] with {specials} specials";
        var expected = new double[9];
        var magnitudes = new double[9];
        Array.Fill(expected, 1);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                double sum = 0;
                double magnitude = 0;
                double from = double.CreateChecked(cotangent[(row * width) + column]);
                for (int k = 0; k < 9; k++)
                {
                    // A plane is multiplied with its border, as it is with a border of zeros written out.
                    (int i, int j) = (row + (k / 3) - 1, column + (k % 3) - 1);
                    double value = i >= 0 && i < height && j >= 0 && j < width ? double.CreateChecked(plane[(i * width) + j]) : 0;
                    double weight = double.CreateChecked(kernel[k]);
                    sum += value * weight;
                    magnitude += Math.Abs(value * weight);
                    expected[k] += value * from;
                    magnitudes[k] += Math.Abs(value * from);
                }

                Near(sum, magnitude, result[Guards<T>.Length + (row * width) + column], $"{what}: result [{row}, {column}]");
            }
        }

        for (int k = 0; k < 9; k++)
        {
            Near(expected[k], magnitudes[k] + 1, sums[Guards<T>.Length + k], $"{what}: kernel element {k}");
        }

        foreach (T[] written in (T[][])[padded, result, sums])
        {
            Guards<T>.Check(written, what);
        }
    }

    private void Near(double expected, double magnitude, T got, string what)
    {
        double value = double.CreateChecked(got);
        bool same = double.IsFinite(expected) ? Math.Abs(value - expected) <= Tolerance * magnitude : value.Equals(expected);
        Assert.True(same, $"{what} is {got}, expected {expected}.");
    }

    private static T[] Drawn(RandomStream stream, int length, int specials)
    {
        T[] values = [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(stream.NextNormal()))];
        for (int k = 0; k < specials; k++)
        {
            values[stream.NextInt32(length)] = stream.NextInt32(3) switch { 0 => T.NaN, 1 => T.PositiveInfinity, _ => T.NegativeInfinity };
        }

        return values;
    }
}
