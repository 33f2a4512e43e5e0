using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests;

public class InitializerTests
{
    private const int Rows = 400;
    private const int Columns = 300;

    // N(0, 1) cut at two: variance 1 - 4 phi(2) / Z and fourth moment 3 variance - 16 phi(2) / Z, with Z = 2 Phi(2) - 1.
    private const double CutDeviation = 0.8796256610342398;
    private const double CutKurtosis = 2.365536717129649;

    public static TheoryData<string, double, double, double> Distributions => new()
    {
        // Name, standard deviation, kurtosis (fourth moment over the squared variance), bound.
        { "normal", 0.3, 3, double.PositiveInfinity },
        { "truncated", 0.02 * CutDeviation, CutKurtosis, 0.04 },
        { "uniform", 4 / Math.Sqrt(12), 1.8, 2 },
        { "he uniform", Math.Sqrt(2.0 / Columns), 1.8, Math.Sqrt(6.0 / Columns) },
        { "he normal", Math.Sqrt(2.0 / Columns), 3, double.PositiveInfinity },
        { "glorot uniform", Math.Sqrt(2.0 / (Rows + Columns)), 1.8, Math.Sqrt(6.0 / (Rows + Columns)) },
        { "glorot normal", Math.Sqrt(2.0 / (Rows + Columns)), 3, double.PositiveInfinity },
        { "fan-in uniform", 1 / Math.Sqrt(3.0 * Columns), 1.8, 1 / Math.Sqrt(Columns) },
        { "fan-in uniform given", 1 / Math.Sqrt(3.0 * 50), 1.8, 1 / Math.Sqrt(50) },
    };

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Moments_and_bounds_are_those_of_the_formula(string name, double deviation, double kurtosis, double bound)
    {
        double[] values = Draw(Named<double>(name), [Rows, Columns]);
        double mean = values.Average();
        double second = values.Average(value => value * value);
        double fourth = values.Average(value => value * value * value * value);

        // Five standard errors each: the streams are fixed, so this can't fail by chance later.
        double error = 5 / Math.Sqrt(values.Length);
        Assert.InRange(mean / deviation, -error, error);
        Assert.InRange(second / (deviation * deviation), 1 - (error * Math.Sqrt(kurtosis - 1)), 1 + (error * Math.Sqrt(kurtosis - 1)));
        Assert.InRange(fourth / (second * second), kurtosis * 0.96, kurtosis * 1.04);
        Assert.True(values.Max(Math.Abs) <= bound);
        if (double.IsFinite(bound))
        {
            Assert.True(values.Max() > 0.99 * bound && values.Min() < -0.99 * bound);
        }
    }

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
                    (int first, int second) = rows <= columns ? ((a * columns) + k, (b * columns) + k) : ((k * columns) + a, (k * columns) + b);
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
        // For a uniform rotation or reflection of the plane, the first entry is the cosine of a uniform angle, and both kinds are as frequent.
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

    [Theory]
    [InlineData("normal")]
    [InlineData("truncated")]
    [InlineData("uniform")]
    [InlineData("he uniform")]
    [InlineData("orthogonal")]
    public void The_same_stream_gives_the_same_bits_and_another_gives_others(string name)
    {
        double[] first = Draw(Named<double>(name), [4, 5]);
        Assert.Equal(first, Draw(Named<double>(name), [4, 5]));
        Assert.NotEqual(first, Draw(Named<double>(name), [4, 5], seed: 2));
        Assert.Equal(first.Select(value => (float)value), Draw(Named<float>(name), [4, 5]));
    }

    [Fact]
    public void Constant_is_constant() => Assert.Equal([2.5, 2.5, 2.5], Draw(Initializers.Constant(2.5), [3]));

    [Fact]
    public void A_bias_has_no_fans_and_is_told_what_to_do()
    {
        var exception = Assert.Throws<ArgumentException>(() => Draw(Initializers.HeUniform<double>(), [3]));
        Assert.Contains("[out, in, ...], got the shape [3]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("FanInUniform", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Draw(Initializers.Orthogonal<double>(), [3]));
        Near.Close(1 / Math.Sqrt(7), Draw(Initializers.FanInUniform<double>(7), [2000]).Max(Math.Abs), 0.01);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Normal<double>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.TruncatedNormal<double>(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform<double>(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Uniform<double>(0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.FanInUniform<double>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializers.Orthogonal<double>(double.NaN));
    }

    [Fact]
    public void A_weight_without_elements_is_left_alone()
    {
        Assert.Empty(Draw(Initializers.Orthogonal<double>(), [0, 3]));
        Assert.Empty(Draw(Initializers.GlorotNormal<double>(), [3, 0]));
    }

    private static T[] Draw<T>(Initializer<T> initializer, Shape shape, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[shape.ElementCount];
        initializer.Fill(values, shape, new RandomStream(seed, "initializer"));
        return values;
    }

    private static Initializer<T> Named<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => name switch
        {
            "normal" => Initializers.Normal<T>(0.3),
            "truncated" => Initializers.TruncatedNormal<T>(0.02),
            "uniform" => Initializers.Uniform<T>(-2, 2),
            "he uniform" => Initializers.HeUniform<T>(),
            "he normal" => Initializers.HeNormal<T>(),
            "glorot uniform" => Initializers.GlorotUniform<T>(),
            "glorot normal" => Initializers.GlorotNormal<T>(),
            "fan-in uniform" => Initializers.FanInUniform<T>(),
            "fan-in uniform given" => Initializers.FanInUniform<T>(50),
            "orthogonal" => Initializers.Orthogonal<T>(),
            _ => throw new ArgumentException($"No initializer '{name}'.", nameof(name)),
        };
}
