using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>What the sweeps do with the structure of a program: dependence, sharing, several inputs and outputs.</summary>
public class SweepTests
{
    [Fact]
    public void What_the_loss_does_not_depend_on_has_gradient_zero_in_its_own_shape()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> before = tape.Input(new double[6], [2, 3]);
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> loss = (x * x).Sum();
        Variable<double> after = tape.Input(new double[4], [4, 1]);
        Variable<double> beside = x + 1.0;
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] gradients = tape.Gradient(loss, [before, x, after, beside], use);
            Assert.Equal([2, 3], gradients[0].Shape);
            Assert.Equal(new double[6], gradients[0].ToArray());
            Assert.Equal([2.0, 4], gradients[1].ToArray());
            Assert.Equal([4, 1], gradients[2].Shape);
            Assert.Equal(new double[4], gradients[2].ToArray());
            Assert.Equal([0.0, 0], gradients[3].ToArray());
        }
    }

    [Fact]
    public void A_tangent_of_what_the_output_does_not_depend_on_gives_zero_in_the_shape_of_the_output()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> output = x.Sin();
        Variable<double> after = tape.Input(3);
        Variable<double> tangent = tape.JacobianVectorProduct(output, after, tape.Constant(1));
        Assert.Equal([2], tangent.Shape);
        Assert.Equal([0.0, 0], tangent.ToArray());
    }

    [Fact]
    public void An_input_that_depends_on_another_input_gets_the_total_derivative()
    {
        // y = x^2, f = x y: the total derivative by x is 3x^2; by y alone it is x.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        Variable<double> y = x * x;
        Variable<double> f = x * y;
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] gradients = tape.Gradient(f, [x, y], use);
            Assert.Equal(27, gradients[0].Scalar);
            Assert.Equal(3, gradients[1].Scalar);
            Variable<double>[] swapped = tape.Gradient(f, [y, x], use);
            Assert.Equal(3, swapped[0].Scalar);
            Assert.Equal(27, swapped[1].Scalar);
        }

        // Forward mode agrees: dy = tangent of y + 2x * tangent of x.
        Variable<double> along = tape.JacobianVectorProduct([f], [x, y], [tape.Constant(10), tape.Constant(100)])[0];
        Assert.Equal((27 * 10) + (3 * 100), along.Scalar);
    }

    [Fact]
    public void The_gradient_of_a_variable_by_itself_is_one()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        Assert.Equal(1, tape.Gradient(x, x).Scalar);
        Assert.Equal(1, tape.Gradient(x, x, DerivativeUse.Final).Scalar);
        Assert.Equal(7, tape.JacobianVectorProduct(x, x, tape.Constant(7)).Scalar);
    }

    [Fact]
    public void The_same_input_given_twice_gets_the_gradient_twice()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        Variable<double> loss = x * x;
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] gradients = tape.Gradient(loss, [x, x], use);
            Assert.Equal(6, gradients[0].Scalar);
            Assert.Equal(6, gradients[1].Scalar);
        }
    }

    [Fact]
    public void Two_inputs_that_share_one_cotangent_both_get_it()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> y = tape.Input([3, 4], [2]);
        Variable<double> z = tape.Input([5, 6], [1, 2]);
        Variable<double> loss = (2.0 * (x + y + z.Reshape([2]))).Sum();
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] gradients = tape.Gradient(loss, [x, y, z], use);
            Assert.All(gradients, gradient => Assert.Equal([2.0, 2], gradient.ToArray()));
            Assert.Equal([1, 2], gradients[2].Shape);
        }
    }

    [Fact]
    public void A_long_chain_and_a_wide_fan_out_stay_exact()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(1);
        Variable<double> chain = x;
        const int Length = 20_000;
        for (int k = 0; k < Length; k++)
        {
            chain += 1.0;
        }

        Assert.Equal(1, tape.Gradient(chain, x).Scalar);
        Assert.Equal(1, tape.Gradient(chain, x, DerivativeUse.Final).Scalar);
        Assert.Equal(1, tape.JacobianVectorProduct(chain, x, tape.Constant(1)).Scalar);

        Variable<double> sum = x * 0.0;
        for (int k = 1; k <= 1000; k++)
        {
            sum += (double)k * (x * x);
        }

        Variable<double> gradient = tape.Gradient(sum, x);
        Assert.Equal(1001 * 1000, gradient.Scalar);
        Assert.Equal(1001 * 1000, tape.Gradient(gradient, x).Scalar);
    }

    [Fact]
    public void A_diamond_of_shared_subexpressions_counts_every_path_once()
    {
        // Each level doubles the number of paths: 2^30 of them, in 30 additions.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(1);
        Variable<double> y = x;
        for (int k = 0; k < 30; k++)
        {
            y += y;
        }

        Assert.Equal(1 << 30, tape.Gradient(y, x).Scalar);
        Assert.Equal(1 << 30, tape.Gradient(y, x, DerivativeUse.Final).Scalar);
        Assert.Equal(1 << 30, tape.JacobianVectorProduct(y, x, tape.Constant(1)).Scalar);
    }

    [Fact]
    public void A_detached_value_is_a_constant_in_every_mode_and_order()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        Variable<double> loss = x * x.Detach() * x;
        Variable<double> gradient = tape.Gradient(loss, x);
        Assert.Equal(18, gradient.Scalar);
        Assert.Equal(6, tape.Gradient(gradient, x).Scalar);
        Assert.Equal(18, tape.JacobianVectorProduct(loss, x, tape.Constant(1)).Scalar);
        Assert.Equal(0, tape.Gradient((x * x).Detach(), x).Scalar);
    }

    [Fact]
    public void The_Jacobian_has_the_axes_of_the_output_before_those_of_the_input_whichever_is_longer()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([0.1, 0.2, 0.3], [3]);
        Variable<double> wide = tape.Input([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);

        // Three inputs to eight outputs: by columns, with forward sweeps.
        Variable<double> tall = wide * (x * tape.Constant([1, 10, 100], [3])).Sum().Exp();
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double> jacobian = tape.Jacobian(tall, x, use);
            Assert.Equal([2, 4, 3], jacobian.Shape);
            double factor = Math.Exp(0.1 + 2 + 30);
            double[] expected = [.. Enumerable.Range(0, 24).Select(k => ((k / 3) + 1) * Math.Pow(10, k % 3) * factor)];
            Near.Close(expected, jacobian.Values, 1e-14);

            // Eight inputs to two outputs: by rows, with reverse sweeps.
            Variable<double> rows = wide.Square().Sum([1]);
            Variable<double> transposed = tape.Jacobian(rows, wide, use);
            Assert.Equal([2, 2, 4], transposed.Shape);
            Assert.Equal([2.0, 4, 6, 8, 0, 0, 0, 0, 0, 0, 0, 0, 10, 12, 14, 16], transposed.ToArray());
        }
    }

    [Fact]
    public void The_Jacobian_of_an_array_without_elements_is_empty()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> empty = tape.Input([], [0, 3]);
        Assert.Equal([2, 0, 3], tape.Jacobian(tape.Zeros([2]), empty).Shape);
        Assert.Equal([0, 3, 2], tape.Jacobian(empty.Exp(), tape.Input([1, 2], [2])).Shape);
    }

    [Fact]
    public void A_Hessian_vector_product_in_several_inputs_is_that_of_all_of_them_together()
    {
        // f = x^2 y + z.z x: the whole Hessian is known.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(2);
        Variable<double> y = tape.Input(3);
        Variable<double> z = tape.Input([5, 7], [2]);
        Variable<double> f = (x * x * y) + (z.Square().Sum() * x);
        Variable<double>[] vectors = [tape.Constant(1), tape.Constant(10), tape.Constant([100, 1000], [2])];
        foreach (DerivativeUse use in Enum.GetValues<DerivativeUse>())
        {
            Variable<double>[] product = tape.HessianVectorProduct(f, [x, y, z], vectors, use);
            Assert.Equal(6 + (4 * 10) + (10 * 100) + (14 * 1000), product[0].Scalar);
            Assert.Equal(4, product[1].Scalar);
            Assert.Equal([10 + (4 * 100.0), 14 + (4 * 1000)], product[2].ToArray());
        }
    }

    [Fact]
    public void Named_sets_go_through_gradient_and_Hessian_vector_product()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variables<double> theta = new(
        [
            KeyValuePair.Create("a", tape.Input(2)),
            KeyValuePair.Create("b", tape.Input([3, 4], [2])),
        ]);
        Variable<double> loss = theta["a"] * theta["b"].Square().Sum();
        Variables<double> gradient = tape.Gradient(loss, theta);
        Assert.Equal(["a", "b"], gradient.Names);
        Assert.Equal(25, gradient["a"].Scalar);
        Assert.Equal([12.0, 16], gradient["b"].ToArray());
        Variables<double> product = tape.HessianVectorProduct(loss, theta, gradient.Detach());
        Assert.Equal((6 * 12.0) + (8 * 16), product["a"].Scalar);
        Assert.Equal([(6 * 25) + (4 * 12.0), (8 * 25) + (4 * 16)], product["b"].ToArray());
        (Variable<double> value, Variable<double> slope) = tape.ValueAndGradient(x => x * x, theta["a"]);
        Assert.Equal(4, value.Scalar);
        Assert.Equal(4, slope.Scalar);
    }
}
