using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Nn.Tests.Losses;

/// <summary>Losses where they are nearly 0, where their formula has a kink that they don't have, and of large and infinite logits: the
/// value and derivatives of three orders against closed forms.</summary>
public class HardPointTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0.3, 0.3, 1)]
    [InlineData(0.7, 0.7, 1)]
    [InlineData(-0.7, -0.7, 1)]
    [InlineData(0.75, 0.7, 0)]
    [InlineData(-5, -0.7, 0)]
    [InlineData(double.PositiveInfinity, 0.7, 0)]
    public void Huber_has_the_derivatives_of_its_parabola_up_to_the_ends_and_of_its_line_beyond(
        double residual, double first, double second)
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> prediction = tape.Input(residual);
        Variable<double> loss = Loss.Huber(prediction, tape.Constant(0.0), 0.7);
        double expected = Math.Abs(residual) <= 0.7 ? residual * residual / 2 : 0.7 * (Math.Abs(residual) - 0.35);
        Near.Close(expected, loss.Scalar, 4e-16);
        Variable<double> gradient = tape.Gradient(loss, prediction);
        Assert.Equal(first, gradient.Scalar);
        Variable<double> curvature = tape.Gradient(gradient, prediction);
        Assert.Equal(second, curvature.Scalar);
        Assert.Equal(0.0, tape.Gradient(curvature, prediction).Scalar);
        Assert.Equal(second, tape.HessianVectorProduct(loss, prediction, tape.Constant(1.0)).Scalar);
    }

    // Of half the squared error: w' = w - 0.1 mean((w x - y) x) = 1.05, and the meta-gradient is mean((w' x - y) x) (1 - 0.1 mean(x^2)),
    // that is -3.875 times 0.75.
    [Fact]
    public void A_meta_gradient_through_a_step_with_a_residual_of_0_is_that_of_the_squared_error()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> w = tape.Input(1.0);
        Variable<double> x = tape.Constant([1, 2], [2]);
        Variable<double> support = Loss.Huber(w * x, tape.Constant([1, 2.5], [2]), 10);
        Variable<double> adapted = w - (0.1 * tape.Gradient(support, w));
        Variable<double> query = Loss.Huber(adapted * x, tape.Constant([3, 5], [2]), 10);
        Near.Close(-2.90625, tape.Gradient(query, w).Scalar, 1e-15);
    }

    [Fact]
    public void Huber_keeps_the_digits_of_a_residual_much_smaller_than_delta()
    {
        using Tape<float> tape = new();
        Variable<float> prediction = tape.Input(1e-6f);
        Variable<float> loss = Loss.Huber(prediction, tape.Constant(0f), 100);
        Near.Close(5e-13, loss.Scalar, 2e-7);
        Assert.Equal(1e-6f, tape.Gradient(loss, prediction).Scalar);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e7)]
    [InlineData(1e8)]
    [InlineData(1e30)]
    public void Cross_entropy_of_two_equal_logits_is_the_logarithm_of_2_however_large_they_are(double at)
    {
        TwoEqualLogits<float>(at, 2e-7);
        TwoEqualLogits<double>(at * 1e9, 4e-16);
    }

    [Fact]
    public void Cross_entropy_keeps_its_digits_where_it_is_nearly_0()
    {
        using Tape<float> tape = new();
        Variable<float> logits = tape.Input([20, 0, 0], [1, 3]);
        Variable<float> loss = Loss.CrossEntropy(logits, tape.Constant([0], [1]));
        Near.Close(4.1223072363804072e-9, loss.Scalar, 2e-6);
        double p = 1 / (2 + Math.Exp(20));
        Near.Close([-2 * p, p, p], Near.ToDouble<float>(tape.Gradient(loss, logits).Values), 2e-6);
        Assert.False(float.IsNegative(Loss.CrossEntropy(tape.Input([500, 0], [1, 2]), tape.Constant([0], [1])).Scalar));
    }

    [Fact]
    public void A_common_offset_of_the_support_logits_changes_no_bit_of_a_meta_gradient()
    {
        // Whole numbers, so that the logits with the offset are exact.
        float MetaGradient(float offset)
        {
            using Tape<float> tape = new();
            Variable<float> w = tape.Input(1f);
            Variable<float> x = tape.Constant([2, -1, 0, 1, 1, -3], [2, 3]);
            Variable<float> labels = tape.Constant([2, 0], [2]);
            Variable<float> support = Loss.CrossEntropy((w * x) + offset, labels);
            Variable<float> adapted = w - (0.4f * tape.Gradient(support, w));
            return tape.Gradient(Loss.CrossEntropy(adapted * x, labels), w).Scalar;
        }

        Assert.NotEqual(0f, MetaGradient(0));
        Assert.Equal(MetaGradient(0), MetaGradient(1e7f));
        Assert.Equal(MetaGradient(0), MetaGradient(-1e7f));
    }

    [Fact]
    public void Logits_of_minus_infinity_leave_their_class_out()
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> logits = tape.Input([double.NegativeInfinity, 1, 0], [1, 3]);
        Variable<double> loss = Loss.CrossEntropy(logits, tape.Constant([1], [1]));
        Near.Close(Math.Log(1 + Math.Exp(-1)), loss.Scalar, 4e-16);
        double p = 1 / (1 + Math.E);
        Variable<double> gradient = tape.Gradient(loss, logits);
        Near.Close([0, -p, p], gradient.Values, 4e-16);
        Near.Close([0, -p * (1 - p), p * (1 - p)], tape.Gradient(gradient.At(1, 2).Sum(), logits).Values, 4e-16);

        Variable<double> labelled = Loss.CrossEntropy(logits, tape.Constant([0], [1]));
        Assert.Equal(double.PositiveInfinity, labelled.Scalar);
        Near.Close([-1, 1 - p, p], tape.Gradient(labelled, logits).Values, 4e-16);

        Variable<double> certain = tape.Input([double.PositiveInfinity, 1, 0], [1, 3]);
        Variable<double> none = Loss.CrossEntropy(certain, tape.Constant([0], [1]));
        Assert.Equal(0.0, none.Scalar);
        Assert.Equal([0.0, 0, 0], tape.Gradient(none, certain).ToArray());
    }

    public static TheoryData<double, double> LogitsAndTargets()
    {
        TheoryData<double, double> all = [];
        foreach (double z in (double[])[0, -0.0, 1e-3, -1e-3, 0.5, -0.5, 15, -15, 40, -40, 80, -80])
        {
            foreach (double y in (double[])[0, 0.25, 1])
            {
                all.Add(z, y);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(LogitsAndTargets))]
    public void Binary_cross_entropy_keeps_its_digits_in_every_order(double z, double y)
    {
        BinaryCrossEntropy<float>(z, y, 2e-6);
        BinaryCrossEntropy<double>(z, y, 4e-15);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1, 0, 0)]
    [InlineData(double.NegativeInfinity, 0, 0, 0)]
    [InlineData(double.PositiveInfinity, 0, double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, 1, double.PositiveInfinity, -1)]
    [InlineData(double.PositiveInfinity, 0.25, double.PositiveInfinity, 0.75)]
    [InlineData(double.NaN, 1, double.NaN, double.NaN)]
    [InlineData(0.0, double.NaN, double.NaN, double.NaN)]
    public void Binary_cross_entropy_of_infinite_logits_is_the_limit(double z, double y, double expected, double slope)
    {
        using PoolCheck pool = new();
        using Tape<double> tape = pool.Tape<double>();
        Variable<double> logit = tape.Input(z);
        Variable<double> target = tape.Input(y);
        Variable<double> loss = Loss.BinaryCrossEntropyWithLogits(logit, target);
        Assert.Equal(expected, loss.Scalar);
        Variable<double> gradient = tape.Gradient(loss, logit);
        Assert.Equal(slope, gradient.Scalar);
        if (double.IsInfinity(z))
        {
            Assert.Equal(0.0, tape.Gradient(gradient, logit).Scalar);
            Assert.Equal(-z, tape.Gradient(loss, target).Scalar);
            Assert.Equal(-1.0, tape.Gradient(gradient, target).Scalar);
        }
    }

    [Fact]
    public void A_mean_over_no_examples_is_refused()
    {
        using Tape<double> tape = new();
        LossFunction<double> huber = static (prediction, target, taskAxes) => Loss.Huber(prediction, target, 1, taskAxes);
        foreach (LossFunction<double> loss in (LossFunction<double>[])[Loss.MeanSquaredError, huber, Loss.BinaryCrossEntropyWithLogits])
        {
            Assert.Contains("[2, 0, 3] with 1 task axes", Assert.Throws<ArgumentException>(
                () => loss(tape.Ones([2, 0, 3]), tape.Ones([2, 0, 3]), 1)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => loss(tape.Ones([0]), tape.Ones([0])));
            Assert.Equal([0], loss(tape.Ones([0, 4]), tape.Ones([0, 4]), 1).Shape);
        }

        Assert.Contains("CrossEntropy is a mean over examples", Assert.Throws<ArgumentException>(
            () => Loss.CrossEntropy(tape.Ones([0, 3]), tape.Ones([0]))).Message, StringComparison.Ordinal);
    }

    private static void TwoEqualLogits<T>(double at, double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck pool = new();
        using Tape<T> tape = pool.Tape<T>();
        var v = T.CreateChecked(at);
        Variable<T> logits = tape.Input([v, v], [1, 2]);
        Variable<T> loss = Loss.CrossEntropy(logits, tape.Constant([T.One], [1]));
        Near.Close(Math.Log(2), double.CreateChecked(loss.Scalar), rounding);
        Variable<T> gradient = tape.Gradient(loss, logits);
        Near.Close([0.5, -0.5], Near.ToDouble<T>(gradient.Values), rounding);
        Near.Close([0.25, -0.25], Near.ToDouble<T>(tape.Gradient(gradient.At(1, 0).Sum(), logits).Values), 2 * rounding);
    }

    private static void BinaryCrossEntropy<T>(double z, double y, double rounding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using PoolCheck pool = new();
        using Tape<T> tape = pool.Tape<T>();

        // The point as T has it, and sigmoid(z) and 1 - sigmoid(z) without a difference.
        Variable<T> logit = tape.Input(T.CreateChecked(z));
        Variable<T> target = tape.Input(T.CreateChecked(y));
        z = double.CreateChecked(logit.Scalar);
        double p = Sigmoid(z);
        double q = Sigmoid(-z);
        double small = Math.Exp(-Math.Abs(z));
        double logarithm = small < 1e-5 ? small - (small * small * (0.5 - (small / 3))) : Math.Log(1 + small);
        double value = logarithm + (Math.Abs(z) * (z >= 0 ? 1 - y : y));
        double slope = ((1 - y) * p) - (y * q);

        Variable<T> loss = Loss.BinaryCrossEntropyWithLogits(logit, target);
        Near.Close(value, double.CreateChecked(loss.Scalar), rounding);
        Variable<T> first = tape.Gradient(loss, logit);
        Near.Close(slope, double.CreateChecked(first.Scalar), rounding);
        Variable<T> second = tape.Gradient(first, logit);
        Near.Close(p * q, double.CreateChecked(second.Scalar), rounding);
        Near.Close(p * q, double.CreateChecked(tape.HessianVectorProduct(loss, logit, tape.Constant(T.One)).Scalar), rounding);
        double third = double.CreateChecked(tape.Gradient(second, logit).Scalar);
        Assert.True(Math.Abs(third - (p * q * (q - p))) <= rounding * p * q, $"Third derivative {third}, expected {p * q * (q - p)}.");

        Variable<T> byTarget = tape.Gradient(loss, target);
        Assert.Equal(-z, double.CreateChecked(byTarget.Scalar));
        Assert.Equal(0.0, double.CreateChecked(tape.Gradient(byTarget, target).Scalar));
        Assert.Equal(-1.0, double.CreateChecked(tape.Gradient(byTarget, logit).Scalar));
        Assert.Equal(-1.0, double.CreateChecked(tape.Gradient(first, target).Scalar));
        Assert.Equal(0.0, double.CreateChecked(tape.Gradient(tape.Gradient(first, target), logit).Scalar));
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));
}
