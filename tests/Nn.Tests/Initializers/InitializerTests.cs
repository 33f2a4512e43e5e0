using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests;

public class InitializerTests
{
    [Fact]
    public void Fans_of_a_convolution_count_the_places_of_its_kernel()
    {
        Shape convolution = [8, 4, 3, 5];
        Assert.Equal(new Fans(60, 120), Fans.Of(convolution));
        double bound = Math.Sqrt(6.0 / 60);
        Assert.InRange(Draw(Initializers.HeUniform<double>(), convolution).Max(Math.Abs), 0.98 * bound, bound);
        bound = Math.Sqrt(6.0 / 180);
        Assert.InRange(Draw(Initializers.GlorotUniform<double>(), convolution).Max(Math.Abs), 0.98 * bound, bound);
    }

    [Theory]
    [InlineData(new[] { 3, 7 }, 1.0)]
    [InlineData(new[] { 7, 3 }, 1.0)]
    [InlineData(new[] { 40, 40 }, 1.5)]
    [InlineData(new[] { 6, 2, 2, 2 }, 2.0)]
    [InlineData(new[] { 1, 5 }, -1.0)]
    public void Orthogonal_matrices_are_orthogonal(int[] sizes, double gain)
    {
        Shape shape = Shape.Create(sizes);
        int rows = shape[0];
        int columns = shape.ElementCount / rows;
        double[] matrix = Draw(Initializers.Orthogonal<double>(gain), shape);
        int count = Math.Min(rows, columns);
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++)
            {
                double dot = 0;
                for (int k = 0; k < Math.Max(rows, columns); k++)
                {
                    (int first, int second) = rows <= columns
                        ? ((a * columns) + k, (b * columns) + k)
                        : ((k * columns) + a, (k * columns) + b);
                    dot += matrix[first] * matrix[second];
                }

                Assert.Equal(a == b ? gain * gain : 0, dot, 1e-13);
            }
        }

        Assert.Equal(matrix.Select(value => (float)value), Draw(Initializers.Orthogonal<float>(gain), shape));
    }

    [Fact]
    public void Orthogonal_matrices_are_uniform_over_all_of_them()
    {
        // For a uniform rotation or reflection of the plane, the first entry is the cosine of a uniform angle, and both kinds are as
        // frequent.
        const int Matrices = 4000;
        double square = 0;
        double fourth = 0;
        int rotations = 0;
        for (int k = 0; k < Matrices; k++)
        {
            var q = new double[4];
            Initializers.Orthogonal<double>().Fill(q, [2, 2], new RandomStream(3, "matrix", k));
            square += q[0] * q[0] / Matrices;
            fourth += q[0] * q[0] * q[0] * q[0] / Matrices;
            rotations += (q[0] * q[3]) - (q[1] * q[2]) > 0 ? 1 : 0;
        }

        Assert.Equal(0.5, square, 0.02);
        Assert.Equal(0.375, fourth, 0.02);
        Assert.InRange(rotations, (Matrices / 2) - 150, (Matrices / 2) + 150);
    }

    [Fact]
    public void Identity_is_the_identity_and_of_square_matrices_alone()
    {
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], Draw(Initializers.Identity<double>(), [3, 3]));
        Assert.Equal([1, 0, 0, 1], Draw(Initializers.Identity<double>(), [2, 2, 1, 1]));
        Assert.Throws<ArgumentException>(() => Draw(Initializers.Identity<double>(), [2, 2, 3, 3]));
        Assert.Contains(
            "a square matrix, [n, n], or [n, n, 1, 1], got the shape [2, 3]",
            Assert.Throws<ArgumentException>(() => Draw(Initializers.Identity<double>(), [2, 3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Draw(Initializers.Identity<double>(), [4]));
    }

    [Fact]
    public void A_bias_has_no_fans_and_is_told_what_to_do()
    {
        var exception = Assert.Throws<ArgumentException>(() => Draw(Initializers.HeUniform<double>(), [3]));
        Assert.Contains("[out, in, ...], got the shape [3]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("FanInUniform", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Draw(Initializers.Orthogonal<double>(), [3]));
        Near.Close(1 / Math.Sqrt(7), Draw(Initializers.FanInUniform<double>(7), [2000]).Max(Math.Abs), 0.01);
    }

    private static T[] Draw<T>(Initializer<T> initializer, Shape shape, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[shape.ElementCount];
        initializer.Fill(values, shape, new RandomStream(seed, "initializer"));
        return values;
    }
}
