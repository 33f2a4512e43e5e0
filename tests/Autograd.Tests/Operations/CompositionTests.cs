using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Operations;

public sealed class CompositionTests : IDisposable
{
    private readonly PoolCheck _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void A_checkpoint_changes_neither_value_nor_derivatives()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> w = tape.Input([0.3, -0.7, 1.1], [3]);
        Variable<double> captured = tape.Input([1, 2, 3], [3]);
        Variable<double> Segment(IReadOnlyList<Variable<double>> a) => (a[0] * captured).Tanh() * a[0].Sin();
        Variable<double> Loss(bool checkpoint)
        {
            Variable<double> h = checkpoint ? tape.Checkpoint(Segment, w) : Segment([w]);

            // The second segment captures w, on which its input depends too: both paths must count, once each.
            h = checkpoint ? tape.Checkpoint(a => Segment([a[0] * w]), h) : Segment([h * w]);
            return h.Square().Sum();
        }

        double[][] Derivatives(bool checkpoint)
        {
            Variable<double> loss = Loss(checkpoint);
            Variable<double>[] gradient = tape.Gradient(loss, [w, captured]);
            Variable<double>[] product = tape.HessianVectorProduct(loss, [w, captured], [captured, w]);
            Variable<double>[] reverse = tape.Gradient(
                (gradient[0] * captured.Detach()).Sum() + (gradient[1] * w.Detach()).Sum(), [w, captured]);
            Variable<double> third = tape.Gradient(product[0].Sum(), w);
            return [loss.ToArray(), gradient[0].ToArray(), gradient[1].ToArray(), product[0].ToArray(), product[1].ToArray(),
                reverse[0].ToArray(), reverse[1].ToArray(), third.ToArray()];
        }

        double[][] plain = Derivatives(false);
        double[][] kept = Derivatives(true);
        Assert.Equal(plain[0], kept[0]);
        for (int k = 1; k < plain.Length; k++)
        {
            Near.Close(plain[k], kept[k], 1e-13);
        }
    }

    [Fact]
    public void A_checkpoint_keeps_only_its_result_and_a_final_sweep_drops_the_inside_again()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(new double[1000], [1000]);
        int before = _pool.Pool.Outstanding;
        Variable<double> y = tape.Checkpoint(
            a =>
            {
                Variable<double> h = a[0];
                for (int k = 0; k < 50; k++)
                {
                    h = h.Sin() + 1.0;
                }

                return h;
            },
            x);
        Assert.Equal(before + 1, _pool.Pool.Outstanding);
        Variable<double> gradient = tape.Gradient(y.Sum(), x, DerivativeUse.Final);
        Assert.Equal(1000, gradient.Shape.ElementCount);
        Assert.True(_pool.Pool.Outstanding <= before + 5);
    }

    [Fact]
    public void Checkpointed_inner_steps_give_the_same_meta_gradient()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input([0.5, -1.2, 0.8], [3]);
        Variables<double> theta = new(
            [KeyValuePair.Create("w", tape.Input([0.1, 0.2, 0.3], [3])), KeyValuePair.Create("b", tape.Input([0.4], [1]))]);
        Variables<double> Step(Variables<double> p)
        {
            Variable<double> loss = ((p["w"] * x).Sum() + p["b"]).Tanh().Square().Sum();
            return p - (0.1 * tape.Gradient(loss, p));
        }

        Variables<double> plain = theta;
        Variables<double> kept = theta;
        for (int k = 0; k < 4; k++)
        {
            plain = Step(plain);
            kept = tape.Checkpoint(Step, kept);
        }

        Variables<double> expected = tape.Gradient(plain.Norm(), theta);
        Variables<double> actual = tape.Gradient(kept.Norm(), theta);
        Near.Close(expected["w"].Values, actual["w"].Values, 1e-12);
        Near.Close(expected["b"].Values, actual["b"].Values, 1e-12);
    }

    [Fact]
    public void A_segment_that_changes_between_calls_is_refused()
    {
        using Tape<double> tape = _pool.Tape<double>();
        Variable<double> x = tape.Input(2.0);
        double factor = 1;
        Variable<double> y = tape.Checkpoint(a => (factor++) * a[0], x);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => tape.Gradient(y, x));
        Assert.Contains("another result", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_operation_with_recorded_rules_is_differentiable_to_third_order()
    {
        using Tape<double> tape = _pool.Tape<double>();
        var cube = new CustomOperation<double>(
            "cube",
            inputs => inputs[0],
            context =>
            {
                for (int i = 0; i < context.Output.Length; i++)
                {
                    double value = context.Input(0)[i];
                    context.Output[i] = value * value * value;
                }
            },
            context => context.Add(0, context.Cotangent * (3.0 * context.Input(0).Square())),
            context => context.Add(context.Tangent(0) * (3.0 * context.Input(0).Square())));
        Variable<double> x = tape.Input(2.0);
        Variable<double> y = tape.Apply(cube, x);
        Variable<double> first = tape.Gradient(y, x);
        Variable<double> second = tape.JacobianVectorProduct(first, x, tape.Input(1.0));
        Variable<double> third = tape.Gradient(second, x);
        Assert.Equal([8.0, 12, 12, 6], [y.Scalar, first.Scalar, second.Scalar, third.Scalar]);
    }

    [Fact]
    public void A_rule_that_computes_with_numbers_is_right_once_and_refused_at_the_next_order_in_every_mode()
    {
        using Tape<double> tape = _pool.Tape<double>();
        double Slope(Variable<double> x) => Math.Cos(x.Scalar);
        var sine = new CustomOperation<double>(
            "numeric sine",
            inputs => inputs[0],
            context => context.Output[0] = Math.Sin(context.Input(0)[0]),
            context => context.Add(0, Slope(context.Input(0)) * context.Cotangent),
            context => context.Add(Slope(context.Input(0)) * context.Tangent(0)));
        Variable<double> x = tape.Input(0.5);
        Variable<double> one = tape.Input(1.0);
        Variable<double> y = tape.Apply(sine, x);
        Variable<double> reverse = tape.Gradient(y, x);
        Variable<double> forward = tape.JacobianVectorProduct(y, x, one);
        Assert.Equal(Math.Cos(0.5), reverse.Scalar);
        Assert.Equal(Math.Cos(0.5), forward.Scalar);
        foreach (Variable<double> first in new[] { reverse, forward })
        {
            Assert.Contains(
                "numeric sine", Assert.Throws<InvalidOperationException>(() => tape.Gradient(first, x)).Message, StringComparison.Ordinal);
            Assert.Contains(
                "numeric sine",
                Assert.Throws<InvalidOperationException>(() => tape.JacobianVectorProduct(first, x, one)).Message,
                StringComparison.Ordinal);
        }

        // It is linear in the tangent, and even that is not on the tape.
        Assert.Throws<InvalidOperationException>(() => tape.Gradient(forward, one));
        Assert.Equal(0, tape.Gradient(reverse.Detach() * one, x).Scalar);
    }

    [Fact]
    public void A_missing_rule_is_named()
    {
        using Tape<double> tape = _pool.Tape<double>();
        var identity = new CustomOperation<double>("mine", inputs => inputs[0], context => context.Input(0).CopyTo(context.Output));
        Variable<double> x = tape.Input(1.0);
        Variable<double> y = tape.Apply(identity, x);
        Assert.Contains("'mine'", Assert.Throws<InvalidOperationException>(() => tape.Gradient(y, x)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'mine'",
            Assert.Throws<InvalidOperationException>(() => tape.JacobianVectorProduct(y, x, x)).Message,
            StringComparison.Ordinal);
    }
}
