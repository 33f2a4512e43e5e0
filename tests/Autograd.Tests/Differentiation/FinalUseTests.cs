using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Differentiation;

/// <summary>Derivatives that are declared final: same bits, memory given back, and never taken for constants.</summary>
public class FinalUseTests
{
    [Fact]
    public void Every_derivative_has_the_same_bits_whether_final_or_not()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        (Variable<double> loss, Variable<double> x) = Example(tape);
        Variable<double> vector = tape.Constant([.. Enumerable.Range(0, 12).Select(k => Math.Sin(k))], [3, 4]);
        Variable<double> output = x.Tanh().Softmax();
        Func<DerivativeUse, Variable<double>>[] derivatives =
        [
            use => tape.Gradient(loss, x, use),
            use => tape.VectorJacobianProduct(output, vector, x, use),
            use => tape.JacobianVectorProduct(output, x, vector, use),
            use => tape.HessianVectorProduct(loss, x, vector, use),
            use => tape.Jacobian(output, x, use),
            use => tape.Jacobian(output, tape.Input(new double[3], [3]), use),
            use => tape.Hessian(loss, x, use),
        ];
        foreach (Func<DerivativeUse, Variable<double>> derivative in derivatives)
        {
            Variable<double> kept = derivative(DerivativeUse.Differentiable);
            Variable<double> final = derivative(DerivativeUse.Final);
            Assert.Equal(kept.Shape, final.Shape);
            Assert.Equal(kept.ToArray(), final.ToArray());
        }
    }

    [Fact]
    public void A_final_gradient_keeps_nothing_but_itself()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(new double[1000], [1000]);
        Variable<double> loss = x.Sin().Exp().Tanh().Sum();
        int count = tape.Count;
        int outstanding = check.Pool.Outstanding;
        long bytes = check.Pool.OutstandingBytes;
        Variable<double> gradient = tape.Gradient(loss, x, DerivativeUse.Final);
        Assert.Equal([1000], gradient.Shape);

        // The gradient, and the 1 that the sweep began with.
        Assert.InRange(tape.Count, count + 1, count + 2);
        Assert.InRange(check.Pool.Outstanding, outstanding + 1, outstanding + 2);
        Assert.InRange(check.Pool.OutstandingBytes, bytes + 8000, bytes + 10_240 + 64);
    }

    [Fact]
    public void A_final_sweep_over_a_long_chain_needs_memory_for_a_few_arrays_and_not_for_its_length()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(new double[1000], [1000]);
        Variable<double> y = x;
        const int Length = 200;
        for (int k = 0; k < Length; k++)
        {
            y = y.Sin();
        }

        Variable<double> loss = y.Sum();
        long before = check.Pool.OutstandingBytes;
        check.Pool.ResetPeak();
        tape.Gradient(loss, x, DerivativeUse.Final);
        long peakOfFinal = check.Pool.PeakBytes - before;
        check.Pool.ResetPeak();
        tape.Gradient(loss, x);
        long peakOfKept = check.Pool.PeakBytes - before;
        Assert.InRange(peakOfFinal, 8000, 6 * 10_240);
        Assert.True(peakOfKept > Length * 8000, $"The differentiable gradient took only {peakOfKept} bytes: the comparison means nothing.");
    }

    [Fact]
    public void Differentiating_a_final_derivative_throws_in_both_modes()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        (Variable<double> loss, Variable<double> x) = Example(tape);
        Variable<double> gradient = tape.Gradient(loss, x, DerivativeUse.Final);
        Variable<double> norm = gradient.Square().Sum();
        string message = Assert.Throws<InvalidOperationException>(() => tape.Gradient(norm, x)).Message;
        Assert.Contains("DerivativeUse.Final", message, StringComparison.Ordinal);
        Assert.Contains("Detach()", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => tape.Gradient(norm, x, DerivativeUse.Final));
        Assert.Throws<InvalidOperationException>(() => tape.JacobianVectorProduct(norm, x, tape.Ones([3, 4])));
        Assert.Throws<InvalidOperationException>(() => tape.HessianVectorProduct(norm, x, tape.Ones([3, 4])));
    }

    [Fact]
    public void A_final_derivative_that_was_detached_is_a_constant()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> gradient = tape.Gradient((x * x).Sum(), x, DerivativeUse.Final).Detach();
        Variable<double> product = (gradient * x).Sum();
        Assert.Equal([2.0, 4], tape.Gradient(product, x).ToArray());
    }

    [Fact]
    public void A_final_derivative_can_be_used_where_it_does_not_depend_on_the_input()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input(3);
        Variable<double> gradient = tape.Gradient(x * x, x, DerivativeUse.Final);
        Variable<double> y = tape.Input(5);
        Assert.Equal(6, tape.Gradient(gradient * y, y).Scalar);
        Assert.Equal(0, tape.Gradient(y * y, x).Scalar);
    }

    [Fact]
    public void A_final_derivative_depends_on_everything_that_went_into_it()
    {
        // Through the loss on another parameter, through the cotangent, through the tangent, and through the vector of a Hessian product.
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> other = tape.Input(2);
        Variable<double> x = tape.Input(3);
        Variable<double> loss = x * x * other;
        Variable<double> direction = other * 5.0;
        Variable<double>[] finals =
        [
            tape.Gradient(loss, x, DerivativeUse.Final),
            tape.VectorJacobianProduct(x * x, direction, x, DerivativeUse.Final),
            tape.JacobianVectorProduct(x * x, x, direction, DerivativeUse.Final),
            tape.HessianVectorProduct(x * x * x, x, direction, DerivativeUse.Final),
            tape.Hessian(loss, x, DerivativeUse.Final),
            tape.Jacobian(loss, x, DerivativeUse.Final),
        ];
        foreach (Variable<double> final in finals)
        {
            Assert.Throws<InvalidOperationException>(() => tape.Gradient(final * final, other));
            Assert.Throws<InvalidOperationException>(() => tape.JacobianVectorProduct(final, other, tape.Constant(1)));
        }
    }

    [Fact]
    public void A_final_product_is_never_a_constant_in_its_cotangent_or_tangent()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2], [2]);
        Variable<double> v = tape.Input([3, 4], [2]);
        Variable<double> loss = x.Pow(3.0).Sum();
        Assert.Throws<InvalidOperationException>(
            () => tape.Gradient(tape.VectorJacobianProduct(x.Exp(), v, x, DerivativeUse.Final).Sum(), v));
        Assert.Throws<InvalidOperationException>(
            () => tape.Gradient(tape.JacobianVectorProduct(x.Exp(), x, v, DerivativeUse.Final).Sum(), v));
        Assert.Throws<InvalidOperationException>(() => tape.Gradient(tape.HessianVectorProduct(loss, x, v, DerivativeUse.Final).Sum(), v));
        Assert.Equal([6.0, 12], tape.Gradient(tape.HessianVectorProduct(loss, x, v).Sum(), v).ToArray());
    }

    [Fact]
    public void Final_sweeps_nest_and_leave_the_tape_usable()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([0.1, 0.2, 0.3], [3]);
        double[] values = x.ToArray();
        for (int step = 0; step < 50; step++)
        {
            // Gradient descent on sum(x^4) / 4 with final gradients: x - 0.1 x^3 each time.
            Variable<double> gradient = tape.Gradient(0.25 * x.Pow(4.0).Sum(), x, DerivativeUse.Final);
            x = x.Detach() - (0.1 * gradient.Detach());
            values = [.. values.Select(value => value - (0.1 * value * value * value))];
        }

        Near.Close(values, x.Values, 1e-14);
    }

    private static (Variable<double> Loss, Variable<double> X) Example(Tape<double> tape)
    {
        Variable<double> x = tape.Input([.. Enumerable.Range(0, 12).Select(k => 0.3 * Math.Cos(k))], [3, 4]);
        Variable<double> hidden = x.MatMul(x, transposeRight: true).Tanh();
        Variable<double> loss = (hidden.MatMul(x).LogSumExp([0]) * x.Mean([0])).Sum() + x.Square().Sum();
        return (loss, x);
    }
}
