using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Derivatives whose values are known in closed form, to high order.</summary>
public class ClosedFormTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(-1.3)]
    public void Powers_have_their_derivatives_to_every_order(double x)
    {
        for (int power = 1; power <= 8; power++)
        {
            using PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            Variable<double> input = tape.Input(x);
            Variable<double> derivative = input.Pow((double)power);
            double factor = 1;
            for (int order = 1; order <= power + 1; order++)
            {
                factor *= power - order + 1;
                derivative = tape.Gradient(derivative, input);
                Near.Close(order > power ? 0 : factor * Math.Pow(x, power - order), derivative.Scalar, 1e-14);
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(-1.3)]
    public void Products_have_the_derivatives_of_powers(double x)
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> input = tape.Input(x);
        Variable<double> derivative = input * input * input * input * input;
        double factor = 1;
        for (int order = 1; order <= 6; order++)
        {
            factor *= 6 - order;
            derivative = tape.Gradient(derivative, input);
            Near.Close(order > 5 ? 0 : factor * Math.Pow(x, 5 - order), derivative.Scalar, 1e-14);
        }
    }

    [Fact]
    public void The_exponential_is_its_own_derivative_to_order_6()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([-1, 0, 0.5, 2], [4]);
        Variable<double> value = x.Exp();
        Variable<double> derivative = value;
        for (int order = 1; order <= 6; order++)
        {
            derivative = tape.Gradient(derivative.Sum(), x);
            Near.Close(value.Values, derivative.Values, 1e-15);
        }
    }

    [Fact]
    public void The_sine_comes_back_after_four_derivatives_in_any_mix_of_modes()
    {
        // Each bit of the mix chooses reverse or forward mode for one order.
        for (int mix = 0; mix < 16; mix++)
        {
            using PoolCheck check = new();
            using Tape<double> tape = check.Tape<double>();
            Variable<double> x = tape.Input(0.4);
            Variable<double> derivative = x.Sin();
            double[] expected = [Math.Cos(0.4), -Math.Sin(0.4), -Math.Cos(0.4), Math.Sin(0.4)];
            for (int order = 0; order < 4; order++)
            {
                derivative = ((mix >> order) & 1) == 0
                    ? tape.Gradient(derivative, x)
                    : tape.JacobianVectorProduct(derivative, x, tape.Constant(1));
                Near.Close(expected[order], derivative.Scalar, 1e-15);
            }
        }
    }

    [Fact]
    public void Derivatives_of_tanh_follow_their_polynomials()
    {
        // With t = tanh x: t' = 1 - t^2, t'' = -2t(1 - t^2), t''' = (6t^2 - 2)(1 - t^2).
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(0.6);
        double t = Math.Tanh(0.6);
        Variable<double> first = tape.Gradient(x.Tanh(), x);
        Variable<double> second = tape.Gradient(first, x);
        Variable<double> third = tape.Gradient(second, x);
        Near.Close(1 - (t * t), first.Scalar, 1e-15);
        Near.Close(-2 * t * (1 - (t * t)), second.Scalar, 1e-15);
        Near.Close(((6 * t * t) - 2) * (1 - (t * t)), third.Scalar, 1e-14);
    }

    [Fact]
    public void A_quadratic_form_has_the_Hessian_A_plus_its_transpose()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double[] a = [2, 1, -3, 0.5, 4, 7, -1, 2, 6];
        Variable<double> x = tape.Input([0.3, -0.2, 0.9], [3, 1]);
        Variable<double> matrix = tape.Constant(a, [3, 3]);
        Variable<double> loss = x.MatMul(matrix.MatMul(x), transposeLeft: true);
        double[] expected = [.. Enumerable.Range(0, 9).Select(k => a[k] + a[(3 * (k % 3)) + (k / 3)])];

        Variable<double> hessian = tape.Hessian(loss, x);
        Assert.Equal([3, 1, 3, 1], hessian.Shape);
        Near.Close(expected, hessian.Values, 1e-15);
        Near.Close(expected, tape.Hessian(loss, x, DerivativeUse.Final).Values, 1e-15);

        Variable<double> along = tape.HessianVectorProduct(loss, x, tape.Constant([1, 10, 100], [3, 1]));
        double[] product =
        [
            .. Enumerable.Range(0, 3).Select(i => expected[3 * i] + (10 * expected[(3 * i) + 1]) + (100 * expected[(3 * i) + 2])),
        ];
        Near.Close(product, along.Values, 1e-15);

        Variable<double> third = tape.Gradient(hessian.Sum(), x);
        Assert.Equal([0.0, 0, 0], third.ToArray());
    }

    [Fact]
    public void The_Hessian_of_log_sum_exp_is_the_covariance_of_the_softmax()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        double[] values = [0.1, -1.2, 2.0, 0.4];
        Variable<double> x = tape.Input(values, [4]);
        double total = values.Sum(Math.Exp);
        double[] p = [.. values.Select(value => Math.Exp(value) / total)];
        var expected = new double[16];
        for (int k = 0; k < 16; k++)
        {
            expected[k] = (k / 4 == k % 4 ? p[k / 4] : 0) - (p[k / 4] * p[k % 4]);
        }

        Near.Close(expected, tape.Hessian(x.LogSumExp(), x).Values, 1e-15);
        Near.Close(expected, tape.Jacobian(x.Softmax(), x).Values, 1e-15);
    }

    [Fact]
    public void The_third_derivative_of_a_product_of_three_is_one()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(2);
        Variable<double> y = tape.Input(3);
        Variable<double> z = tape.Input(5);
        Variable<double> product = x * y * z;
        Variable<double> byX = tape.Gradient(product, x);
        Variable<double> byXy = tape.Gradient(byX, y);
        Assert.Equal(15, byX.Scalar);
        Assert.Equal(5, byXy.Scalar);
        Assert.Equal(1, tape.Gradient(byXy, z).Scalar);
        Assert.Equal(0, tape.Gradient(byXy, x).Scalar);
    }
}
