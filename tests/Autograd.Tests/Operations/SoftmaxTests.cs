using System.Numerics;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

/// <summary>Softmax, its logarithm and log-sum-exp where elements are large, far apart, equal or infinite, with derivatives of three
/// orders.</summary>
public class SoftmaxTests
{
    public static TheoryData<double> FloatOffsets => [0, 1e6, 1e7, 1e8, 1e30, -1e8];

    public static TheoryData<double> DoubleOffsets => [0, 1e15, 1e16, 1e18, 1e300, -1e16];

    [Theory]
    [MemberData(nameof(FloatOffsets))]
    public void Two_equal_elements_share_in_float(double at) => TwoEqualElementsShare<float>(at, 2e-7);

    [Theory]
    [MemberData(nameof(DoubleOffsets))]
    public void Two_equal_elements_share_in_double(double at) => TwoEqualElementsShare<double>(at, 4e-16);

    [Fact]
    public void What_is_added_to_all_elements_changes_no_bit_of_softmax_and_of_its_derivatives()
    {
        // Whole numbers, so that the sums with the offset are exact.
        Assert.Equal(Orders<float>([3, -2, 0, 3, -7], 0), Orders<float>([3, -2, 0, 3, -7], 1e7));
        Assert.Equal(Orders<double>([3, -2, 0, 3, -7], 0), Orders<double>([3, -2, 0, 3, -7], 1e15));
    }

    [Fact]
    public void The_logarithm_of_nearly_1_keeps_its_digits_in_float() => NearlyOne<float>(2e-6);

    [Fact]
    public void The_logarithm_of_nearly_1_keeps_its_digits_in_double() => NearlyOne<double>(1e-14);

    [Fact]
    public void Minus_infinity_leaves_an_element_out_of_every_order()
    {
        double[] without = Orders<double>([0.5, -1, 0.5], 0);
        double[] with = Orders<double>([0.5, -1, 0.5, double.NegativeInfinity], 0);
        Assert.DoesNotContain(with[1..], value => !double.IsFinite(value) && !double.IsNegativeInfinity(value));

        // Rows of 4 in place of 3: value (whose last is minus infinity), softmax, gradient, two more orders.
        for (int row = 0; row < 5; row++)
        {
            Near.Close(without.AsSpan(3 * row, 3), with.AsSpan(4 * row, 3), 1e-15);
            Assert.Equal(row == 0 ? double.NegativeInfinity : 0, with[(4 * row) + 3]);
        }
    }

    [Fact]
    public void Ties_have_the_derivatives_of_the_formula_whichever_comes_first()
    {
        double[] first = Orders<double>([2, 2, 1], 0);
        double[] exchanged = Orders<double>([2, 2, 1], 0, [1, 0, 2]);
        for (int row = 0; row < 5; row++)
        {
            ReadOnlySpan<double> other = exchanged.AsSpan(3 * row, 3);
            Near.Close(first.AsSpan(3 * row, 3), [other[1], other[0], other[2]], 1e-15);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(129)]
    [InlineData(1025)]
    public void Rows_of_every_length_and_number_are_computed_as_one_alone(int size)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        foreach (int rows in (int[])[1, 7, 127, 128, 129, 300])
        {
            double[] values = [.. Enumerable.Range(0, rows * size).Select(k => Math.Sin(k) * 9)];
            Variable<double> x = tape.Input(values, [rows, size]);
            double[] together = x.LogSoftmax().ToArray();
            double[] sums = x.LogSumExp([-1]).ToArray();
            foreach (int row in (int[])[0, rows / 2, rows - 1])
            {
                Variable<double> one = tape.Input(values.AsSpan(row * size, size), [size]);
                Assert.Equal(one.LogSoftmax().ToArray(), together.AsSpan(row * size, size).ToArray());
                Assert.Equal(one.LogSumExp().Scalar, sums[row]);
            }

            tape.Clear();
        }
    }

    private static void TwoEqualElementsShare<T>(double at, double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        var v = T.CreateChecked(at);
        Variable<T> x = tape.Input([v, v], [2]);
        Near.Close([-Math.Log(2), -Math.Log(2)], Near.ToDouble<T>(x.LogSoftmax().Values), rounding);
        Near.Close([0.5, 0.5], Near.ToDouble<T>(x.Softmax().Values), rounding);
        Variable<T> gradient = tape.Gradient(x.LogSumExp(), x);
        Near.Close([0.5, 0.5], Near.ToDouble<T>(gradient.Values), rounding);
        Near.Close([0.25, -0.25], Near.ToDouble<T>(tape.Gradient(gradient.At(0, 0), x).Values), 2 * rounding);
        Near.Close([0.5, -0.5], Near.ToDouble<T>(tape.Gradient(x.LogSoftmax().At(0, 0), x).Values), 2 * rounding);
    }

    // -log softmax(x)[0] at [20, 0, 0] as a function of x[0] is log(1 + 2 exp(-x[0])), that is softplus(log 2 - x[0]).
    private static void NearlyOne<T>(double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        const double Value = 4.1223072363804070e-9;
        double s = 2 / (2 + Math.Exp(20));
        double[] derivatives = [-s, s * (1 - s), -s * (1 - s) * (1 - (2 * s))];
        Variable<T> x = tape.Input([T.CreateChecked(20), T.Zero, T.Zero], [3]);
        Variable<T> along = tape.Constant([T.One, T.Zero, T.Zero], [3]);
        Variable<T> loss = -x.LogSoftmax().At(0, 0);
        Near.Close(Value, double.CreateChecked(loss.Scalar), rounding);
        Near.Close(Value, double.CreateChecked((x - x.At(0, 0)).LogSumExp().Scalar), rounding);
        Near.Close([derivatives[0], s / 2, s / 2], Near.ToDouble<T>(tape.Gradient(loss, x).Values), rounding);

        // Each of the three derivatives in reverse (0) and forward (1) mode.
        for (int modes = 0; modes < 8; modes++)
        {
            Variable<T> current = loss;
            for (int order = 0; order < 3; order++)
            {
                current = (modes >> order & 1) == 0
                    ? (tape.Gradient(current, x) * along).Sum()
                    : tape.JacobianVectorProduct(current, x, along);
                Near.Close(derivatives[order], double.CreateChecked(current.Scalar), rounding);
            }
        }
    }

    // log softmax and softmax, and of a weighted sum of the first the gradient, a Hessian-vector product and a derivative of that.
    private static double[] Orders<T>(double[] point, double offset, int[]? order = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        int n = point.Length;
        Variable<T> Weights(double rate)
        {
            double[] weights = [.. Enumerable.Range(0, n).Select(k => 1 + Math.Cos(rate * (order is null ? k : order[k])))];
            return tape.Constant([.. weights.Select(T.CreateChecked)], [n]);
        }

        Variable<T> x = tape.Input([.. point.Select(value => T.CreateChecked(value + offset))], [n]);
        Variable<T> y = x.LogSoftmax();
        Variable<T> gradient = tape.Gradient((y.KeepWhere(x.IsFinite()) * Weights(1)).Sum(), x);
        Variable<T> second = tape.Gradient((gradient * Weights(2)).Sum(), x);
        Variable<T> third = tape.Gradient((second * Weights(3)).Sum(), x);
        return [.. new[] { y, x.Softmax(), gradient, second, third }.SelectMany(part => Near.ToDouble<T>(part.Values))];
    }
}
