using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoubleElementwiseTests : ElementwiseTests<double>;

[Trait("Widths", "every")]
public sealed class FloatElementwiseTests : ElementwiseTests<float>;

/// <summary>The element-wise loops at every length and at odd places in memory, with sentinels on both sides; and the lanes' own
/// functions.</summary>
public abstract class ElementwiseTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 20;
    private static readonly T Sentinel = T.CreateChecked(-12345);

    [Fact]
    public void A_map_reads_and_writes_its_own_elements_and_no_others()
    {
        for (int length = 0; length <= 257; length++)
        {
            int offset = length % 7;
            T[] x = Numbers(offset + length);
            T[] y = Guarded(length, offset);
            Elementwise.Map(new Affine(), x.AsSpan(offset), y.AsSpan(Guard + offset, length));
            for (int i = 0; i < length; i++)
            {
                Assert.Equal((x[offset + i] * x[offset + i]) + T.One, y[Guard + offset + i]);
            }

            GuardsStand(y, length, offset);

            // In place.
            T[] both = Guarded(length, offset);
            x.AsSpan(offset).CopyTo(both.AsSpan(Guard + offset));
            Elementwise.Map(new Affine(), both.AsSpan(Guard + offset, length), both.AsSpan(Guard + offset, length));
            Assert.Equal(y, both);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    public unsafe void A_zip_reads_and_writes_its_own_elements_and_no_others(int xStep, int yStep)
    {
        for (int length = 0; length <= 257; length++)
        {
            int offset = length % 5;
            T[] x = Numbers(offset + length + 1);
            T[] y = [.. Numbers(offset + length + 3).Select(value => value - T.CreateChecked(3))];
            T[] z = Guarded(length, offset);
            fixed (T* px = x, py = y, pz = z)
            {
                Elementwise.Zip<T, SubtractOperation<T>.Function>(px + offset, xStep, py + 1, yStep, pz + Guard + offset, length);
            }

            for (int i = 0; i < length; i++)
            {
                Assert.Equal(x[offset + (i * xStep)] - y[1 + (i * yStep)], z[Guard + offset + i]);
            }

            GuardsStand(z, length, offset);
        }
    }

    [Fact]
    public void Selections_treat_NaN_and_signed_zero_alike_at_every_width()
    {
        T nan = T.NaN;
        T[] left = [T.One, T.Zero, T.NegativeZero, nan, T.One, nan, T.PositiveInfinity, T.NegativeInfinity, T.One];
        T[] right = [T.Zero, T.NegativeZero, T.Zero, T.One, nan, nan, T.PositiveInfinity, T.Zero, T.One];
        double[] greater = [1, 0, 0, 0, 0, 0, 0, 0, 0];
        double[] equal = [0, 1, 1, 0, 0, 0, 1, 0, 1];
        using Testing.PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        for (int copies = 1; copies <= 8; copies++)
        {
            // Nine values shift against every lane count as they repeat.
            Variable<T> x = tape.Input([.. Enumerable.Repeat(left, copies).SelectMany(part => part)], [9 * copies]);
            Variable<T> y = tape.Input([.. Enumerable.Repeat(right, copies).SelectMany(part => part)], [9 * copies]);
            double[] isGreater = Testing.Near.ToDouble(x.Greater(y).Values);
            double[] isEqual = Testing.Near.ToDouble(x.EqualTo(y).Values);
            double[] isEither = Testing.Near.ToDouble(x.GreaterOrEqual(y).Values);
            for (int i = 0; i < isGreater.Length; i++)
            {
                Assert.Equal(greater[i % 9], isGreater[i]);
                Assert.Equal(equal[i % 9], isEqual[i]);
                Assert.Equal(greater[i % 9] + equal[i % 9], isEither[i]);
            }
        }
    }

    [Fact]
    public void Tanh_keeps_its_relative_accuracy_near_zero_and_may_be_computed_in_place()
    {
        double tolerance = typeof(T) == typeof(double) ? 2e-15 : 5e-7;
        for (int exponent = -20; exponent <= 0; exponent++)
        {
            T x = T.CreateChecked(Math.Pow(10, exponent) * 0.7);
            using Tape<T> tape = new();
            Variable<T> input = tape.Input([.. Enumerable.Range(0, 300).Select(k => k % 2 == 0 ? x : -x)], [300]);
            T[] y = input.Tanh().ToArray();
            for (int i = 0; i < y.Length; i++)
            {
                double exact = Math.Tanh(double.CreateChecked(i % 2 == 0 ? x : -x));
                Testing.Near.Close(exact, double.CreateChecked(y[i]), tolerance);
            }
        }
    }

    [Fact]
    public void The_widths_in_use_are_those_that_the_environment_asks_for()
    {
        // The runs with widths switched off say which ones they expect to be gone, so that a knob without effect shows.
        string? off = Environment.GetEnvironmentVariable("AUTOGRAD_WIDTHS_OFF");
        Assert.False(Widths.Has512<T>() && off?.Contains("512", StringComparison.Ordinal) == true);
        Assert.False(Widths.Has256<T>() && off?.Contains("256", StringComparison.Ordinal) == true);
        Assert.False(Widths.Has128<T>() && off?.Contains("128", StringComparison.Ordinal) == true);
    }

    private static T[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(k => T.CreateChecked(((k * 7) % 23) - 11))];

    private static T[] Guarded(int length, int offset)
    {
        var values = new T[length + offset + (2 * Guard)];
        Array.Fill(values, Sentinel);
        return values;
    }

    private static void GuardsStand(T[] values, int length, int offset)
    {
        Assert.Equal(-1, values.AsSpan(0, Guard + offset).IndexOfAnyExcept(Sentinel));
        Assert.Equal(-1, values.AsSpan(Guard + offset + length).IndexOfAnyExcept(Sentinel));
    }

    private readonly struct Affine : IUnaryFunction<T>
    {
        public TSimd Invoke<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd, T>
            => (x * x) + TSimd.Broadcast(T.One);
    }
}
