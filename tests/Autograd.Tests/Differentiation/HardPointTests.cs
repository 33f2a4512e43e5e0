using System.Numerics;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

public sealed class DoubleHardPointTests : HardPointTests<double>
{
    protected override double Greatest => double.MaxValue;

    protected override double Tiny => 1e-170;

    protected override double Rounding => 1e-14;
}

public sealed class FloatHardPointTests : HardPointTests<float>
{
    protected override double Greatest => float.MaxValue;

    protected override double Tiny => 1e-25f;

    protected override double Rounding => 4e-6;
}

/// <summary>Derivatives of the orders 1 to 3 where intermediate results overflow, vanish or cancel, in every mode.</summary>
public abstract class HardPointTests<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Infinity = double.PositiveInfinity;

    private readonly PoolCheck _pool = new();

    /// <summary>Functions that become straight lines far out, with their slopes at plus and minus infinity; NaN where it is outside their
    /// domain.</summary>
    public static TheoryData<string, double, double> FarOut => new()
    {
        { "erf", 0, 0 }, { "erfc", 0, 0 }, { "normal cdf", 0, 0 }, { "gelu", 1, 0 }, { "silu", 1, 0 }, { "tanh", 0, 0 },
        { "sigmoid", 0, 0 }, { "softsign", 0, 0 }, { "elu", 1, 0 }, { "atan", 0, 0 }, { "asinh", 0, 0 }, { "acosh", 0, double.NaN },
        { "cbrt", 0, 0 },
        { "log", 0, double.NaN }, { "sqrt", 0, double.NaN }, { "reciprocal sqrt", 0, double.NaN }, { "divide into", 0, 0 },
        { "power -2", 0, 0 }, { "hypot with 2", 1, -1 }, { "norm with 2", 1, -1 }, { "atan2 with 2", 0, 0 }, { "angle above", 0, 0 },
    };

    protected abstract double Greatest { get; }

    /// <summary>A number whose square vanishes.</summary>
    protected abstract double Tiny { get; }

    protected abstract double Rounding { get; }

    public void Dispose()
    {
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(FarOut))]
    public void Far_out_derivatives_are_their_limits_at_every_order(string name, double above, double below)
    {
        foreach (double x in (double[])[double.PositiveInfinity, double.NegativeInfinity, Greatest, -Greatest])
        {
            double slope = x > 0 ? above : below;
            if (double.IsNaN(slope))
            {
                continue;
            }

            using Tape<T> tape = _pool.Tape<T>();
            double[][] orders = EveryMode(tape, tape.Input(T.CreateChecked(x)), at => Named(name, at));
            string found = $"{name} at {x}: {string.Join("; ", orders.Select(order => string.Join(", ", order)))}";
            Assert.True(orders[0].All(value => Math.Abs(value - slope) <= Rounding), found);
            Assert.True(orders[1].Concat(orders[2]).All(value => Math.Abs(value) <= 1 / Greatest), found);
        }
    }

    [Fact]
    public void The_slope_of_asinh_and_acosh_is_the_reciprocal_up_to_the_greatest_number()
    {
        using Tape<T> tape = _pool.Tape<T>();
        for (double x = 1e9; x < Greatest / 10; x *= 10)
        {
            Variable<T> at = tape.Input(T.CreateChecked(x));
            double reciprocal = 1 / double.CreateChecked(at.Scalar);
            Near.Close(reciprocal, Number(tape.Gradient(at.Asinh(), at)), Rounding);
            Near.Close(reciprocal, Number(tape.Gradient(at.Acosh(), at)), Rounding);
        }
    }

    [Fact]
    public void Norm_and_hypot_have_the_same_curvature_in_every_mode_however_short_they_are()
    {
        foreach (double length in (double[])[1, 1e-10, Tiny, Tiny * 1e-5])
        {
            foreach (string name in (string[])["norm", "hypot"])
            {
                using Tape<T> tape = _pool.Tape<T>();

                // Along the vector the norm is straight; across it the curvature is 1 / length.
                Variable<T> step = tape.Input(T.Zero);
                Variable<T> full = tape.Constant(T.CreateChecked(length));
                Variable<T> Along(Variable<T> t) => Of(name, full + t, tape.Constant(T.Zero));
                Variable<T> Across(Variable<T> t) => Of(name, full, t);
                Assert.All(EveryMode(tape, step, Along)[0], value => Near.Close(1, value, Rounding));
                Assert.All(EveryMode(tape, step, Along)[1], value => Assert.Equal(0, value));
                Assert.All(EveryMode(tape, step, Across)[0], value => Assert.Equal(0, value));
                Assert.All(EveryMode(tape, step, Across)[1], value => Near.Close(1 / double.CreateChecked(full.Scalar), value, Rounding));
            }
        }
    }

    [Fact]
    public void The_curvature_of_norm_and_hypot_along_a_number_that_outweighs_the_others_keeps_its_digits()
    {
        foreach (double ratio in (double[])[80, 1e3, 1e6, 1e9])
        {
            foreach (string name in (string[])["norm", "hypot"])
            {
                using Tape<T> tape = _pool.Tape<T>();
                Variable<T> great = tape.Input(T.CreateChecked(ratio));
                double expected = Math.Pow(1 + (ratio * ratio), -1.5);
                double[] found = EveryMode(tape, great, x => Of(name, x, tape.Constant(T.One)))[1];
                Assert.All(found, value => Near.Close(expected, value, Rounding));
            }
        }
    }

    [Fact]
    public void Inverse_functions_keep_the_digits_of_their_curvature_near_0()
    {
        foreach (double x in (double[])[1e-3, 1e-9, 1e-15, 1e-30])
        {
            using Tape<T> tape = _pool.Tape<T>();
            Variable<T> at = tape.Input(T.CreateChecked(x));
            double held = double.CreateChecked(at.Scalar);
            double root = Math.Pow(1 - (held * held), -1.5);
            double square = Math.Pow(1 - (held * held), -2);
            Assert.All(EveryMode(tape, at, v => v.Asin())[1], value => Near.Close(held * root, value, Rounding));
            Assert.All(EveryMode(tape, at, v => v.Acos())[1], value => Near.Close(-held * root, value, Rounding));
            Assert.All(EveryMode(tape, at, v => v.Atanh())[1], value => Near.Close(2 * held * square, value, Rounding));
        }
    }

    [Fact]
    [Trait("Widths", "every")]
    public void Hypot_and_its_slope_are_right_to_two_units_in_the_last_place_at_every_magnitude()
    {
        using Tape<T> tape = _pool.Tape<T>();
        RandomStream random = new(1, "hypot");
        int exponents = T.ILogB(T.CreateChecked(Greatest));
        var x = new T[1001];
        var y = new T[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int exponent = (int)(random.NextUniform(-1, 1) * (exponents + 20));
            x[i] = T.ScaleB(T.CreateChecked(random.NextUniform(1, 2)), Math.Min(exponent, exponents - 1));
            y[i] = T.ScaleB(x[i] * T.CreateChecked(random.NextUniform(-1, 1)), i % 3 == 0 ? -(i % 90) : 0);
        }

        Variable<T> left = tape.Input(x, [x.Length]);
        Variable<T> length = left.Hypot(tape.Input(y, [y.Length]));
        T[] slope = tape.Gradient(length.Sum(), left).ToArray();
        for (int i = 0; i < x.Length; i++)
        {
            T expected = T.Hypot(x[i], y[i]);
            Assert.InRange(length.Values[i], Moved(expected, -2), Moved(expected, 2));
            T ratio = y[i] / x[i];
            Near.Close(1 / Math.Sqrt(1 + double.CreateChecked(ratio * ratio)), double.CreateChecked(slope[i]), Rounding);
        }
    }

    // d/dx, d/dy, d2/dx2, d2/dxdy and d2/dy2 of x^y.
    [Theory]
    [InlineData(0, -2, -Infinity, -Infinity, Infinity, Infinity, Infinity)]
    [InlineData(0, -0.5, -Infinity, -Infinity, Infinity, Infinity, Infinity)]
    [InlineData(0, 0, 0, 0, 0, 0, 0)]
    [InlineData(0, 0.5, Infinity, 0, -Infinity, -Infinity, 0)]
    [InlineData(0, 1, 1, 0, 0, -Infinity, 0)]
    [InlineData(0, 1.5, 0, 0, Infinity, 0, 0)]
    [InlineData(0, 2, 0, 0, 2, 0, 0)]
    [InlineData(0, 3, 0, 0, 0, 0, 0)]
    [InlineData(Infinity, -1, 0, 0, 0, 0, 0)]
    [InlineData(Infinity, 1, 1, Infinity, 0, Infinity, Infinity)]
    [InlineData(0.5, Infinity, 0, 0, 0, 0, 0)]
    [InlineData(2, -Infinity, 0, 0, 0, 0, 0)]
    public void A_power_has_its_limits_at_the_ends_and_one_mixed_derivative(
        double x, double y, double byX, double byY, double byXX, double byXY, double byYY)
    {
        using Tape<T> tape = _pool.Tape<T>();
        Variable<T> at = tape.Input(T.CreateChecked(x));
        Variable<T> exponent = tape.Input(T.CreateChecked(y));
        Variable<T> power = at.Pow(exponent);
        Variable<T>[] first = [tape.Gradient(power, at), tape.Gradient(power, exponent)];
        Assert.Equal([byX, byY], first.Select(Number));
        Assert.Equal([byXX, byXY], new[] { tape.Gradient(first[0], at), tape.Gradient(first[0], exponent) }.Select(Number));
        Assert.Equal([byXY, byYY], new[] { tape.Gradient(first[1], at), tape.Gradient(first[1], exponent) }.Select(Number));
        Variable<T> one = tape.Ones(Shape.Scalar);
        Assert.Equal(byXY, Number(tape.JacobianVectorProduct(tape.JacobianVectorProduct(power, exponent, one), at, one)));
        Assert.Equal(byXY, Number(tape.JacobianVectorProduct(tape.JacobianVectorProduct(power, at, one), exponent, one)));
    }

    [Fact]
    public void A_power_with_a_whole_exponent_ends_however_small_its_base_is()
    {
        foreach (double x in (double[])[0, 1e-25, 1e-38, double.CreateChecked(T.BitIncrement(T.Zero))])
        {
            for (int exponent = 0; exponent <= 2; exponent++)
            {
                using Tape<T> tape = _pool.Tape<T>();
                Variable<T> power = tape.Input(T.CreateChecked(exponent));
                double[][] orders = EveryMode(tape, tape.Input(T.CreateChecked(x)), at => at.Pow(power));
                for (int order = exponent + 1; order <= 3; order++)
                {
                    Assert.All(orders[order - 1], value => Assert.Equal(0, value));
                }
            }
        }
    }

    private static T Moved(T x, int units)
    {
        for (; units > 0; units--)
        {
            x = T.BitIncrement(x);
        }

        for (; units < 0; units++)
        {
            x = T.BitDecrement(x);
        }

        return x;
    }

    private static double Number(Variable<T> x) => double.CreateChecked(x.Scalar);

    // The derivatives of orders 1, 2 and 3 by every mix of reverse and forward sweeps.
    private static double[][] EveryMode(Tape<T> tape, Variable<T> x, Func<Variable<T>, Variable<T>> function)
    {
        Variable<T>[] last = [function(x)];
        var orders = new double[3][];
        for (int order = 0; order < orders.Length; order++)
        {
            Variable<T> one = tape.Ones(Shape.Scalar);
            last = [.. last.Select(y => tape.Gradient(y, x)), .. last.Select(y => tape.JacobianVectorProduct(y, x, one))];
            orders[order] = [.. last.Select(Number)];
        }

        return orders;
    }

    private static Variable<T> Of(string name, Variable<T> x, Variable<T> y)
        => name == "norm" ? Variable.Stack<T>([x, y], 0).Norm() : x.Hypot(y);

    private static Variable<T> Named(string name, Variable<T> x)
    {
        Variable<T> two = x.Tape.Constant(T.CreateChecked(2));
        return name switch
        {
            "erf" => x.Erf(),
            "erfc" => x.Erfc(),
            "normal cdf" => x.NormalCdf(),
            "gelu" => x.Gelu(),
            "silu" => x.Silu(),
            "tanh" => x.Tanh(),
            "sigmoid" => x.Sigmoid(),
            "softsign" => x.Softsign(),
            "elu" => x.Elu(),
            "atan" => x.Atan(),
            "asinh" => x.Asinh(),
            "acosh" => x.Acosh(),
            "cbrt" => x.Cbrt(),
            "log" => x.Log(),
            "sqrt" => x.Sqrt(),
            "reciprocal sqrt" => x.ReciprocalSqrt(),
            "divide into" => T.CreateChecked(2) / x,
            "power -2" => x.Pow(T.CreateChecked(-2)),
            "hypot with 2" => x.Hypot(two),
            "norm with 2" => Of("norm", x, two),
            "atan2 with 2" => x.Atan2(two),
            "angle above" => two.Atan2(x),
            _ => throw new ArgumentException($"There is no function '{name}'.", nameof(name)),
        };
    }
}
