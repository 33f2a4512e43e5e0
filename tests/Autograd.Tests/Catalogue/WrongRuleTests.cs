using AutogradMaml.Catalogue;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Catalogue;

/// <summary>The checks themselves are tried on rules that are wrong on purpose, each in one way: they must not pass.</summary>
public class WrongRuleTests
{
    private static readonly Shape[] Inputs = [[2, 3]];

    [Fact]
    public void A_right_rule_passes_every_check()
    {
        RowCase<double> at = Case(new Cube());
        Assert.InRange(DifferenceChecks.First(at, false), 0, 1e-7);
        Assert.InRange(DifferenceChecks.Second(at, false), 0, 1e-6);
        Assert.InRange(DifferenceChecks.FirstAlong(at, false), 0, 1e-7);
        Assert.InRange(DifferenceChecks.SecondAlong(at, false), 0, 1e-6);
        Assert.InRange(DifferenceChecks.Third(at, false), 0, 1e-6);
        Assert.InRange(ExactChecks.Adjointness(at), 0, 1e-12);
        Assert.InRange(ExactChecks.Symmetry(at, true), 0, 1e-12);
        Assert.InRange(ExactChecks.Modes(at, true), 0, 1e-12);
    }

    [Theory]
    [InlineData(1.001)]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_reverse_rule_that_is_wrong_by_a_factor_shows_in_differences_and_in_adjointness(double factor)
    {
        RowCase<double> at = Case(new Cube { ReverseFactor = factor });
        Assert.True(DifferenceChecks.First(at, false) > 5e-4);
        Assert.True(DifferenceChecks.First(at, true) > 5e-4);
        Assert.True(DifferenceChecks.FirstAlong(at, false) > 1e-4);
        Assert.True(ExactChecks.Adjointness(at) > 1e-4);
    }

    [Theory]
    [InlineData(1.001)]
    [InlineData(-1)]
    public void A_forward_rule_that_is_wrong_by_a_factor_shows_in_adjointness_and_in_the_mix_of_modes(double factor)
    {
        RowCase<double> at = Case(new Cube { ForwardFactor = factor });
        Assert.True(ExactChecks.Adjointness(at) > 1e-4);
        Assert.True(ExactChecks.Modes(at, true) > 1e-4);
    }

    [Fact]
    public void Both_rules_wrong_by_the_same_factor_show_in_differences_alone()
    {
        RowCase<double> at = Case(new Cube { ReverseFactor = 1.001, ForwardFactor = 1.001 });
        Assert.InRange(ExactChecks.Adjointness(at), 0, 1e-12);
        Assert.True(DifferenceChecks.First(at, false) > 5e-4);
    }

    [Fact]
    public void A_rule_that_is_wrong_only_at_second_order_passes_the_first_and_shows_at_the_second()
    {
        RowCase<double> at = Case(new Cube { DetachesInput = true });
        Assert.InRange(DifferenceChecks.First(at, false), 0, 1e-7);
        Assert.InRange(ExactChecks.Adjointness(at), 0, 1e-12);
        Assert.True(DifferenceChecks.Second(at, false) > 1e-2);
        Assert.InRange(DifferenceChecks.FirstAlong(at, false), 0, 1e-7);
        Assert.True(DifferenceChecks.SecondAlong(at, false) > 1e-2);
        Assert.True(DifferenceChecks.Second(at, true) > 1e-2);
    }

    [Fact]
    public void A_rule_that_loses_only_the_third_derivative_shows_at_the_third()
    {
        RowCase<double> at = Case(new Cube { DetachesSecond = true });
        Assert.InRange(DifferenceChecks.First(at, false), 0, 1e-7);
        Assert.InRange(DifferenceChecks.Second(at, false), 0, 1e-6);
        Assert.True(DifferenceChecks.Third(at, false) > 1e-2);
    }

    [Fact]
    public void A_missing_broadcast_sum_is_named_with_both_shapes()
    {
        using PoolCheck check = new();
        using Tape<double> tape = check.Tape<double>();
        Variable<double> x = tape.Input([1, 2, 3], [3]);
        Variable<double> y = tape.Input([1, 2, 3, 4, 5, 6], [2, 3]);
        Variable<double> product = tape.Apply(new UnsummedProduct(), x, y);
        string message = Assert.Throws<InvalidOperationException>(() => tape.Gradient(product.Sum(), x)).Message;
        Assert.Contains("unsummed product", message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", message, StringComparison.Ordinal);
        Assert.Contains("[3]", message, StringComparison.Ordinal);
        Assert.Contains("SumTo", message, StringComparison.Ordinal);
    }

    private static RowCase<double> Case(Operation<double> operation)
    {
        RandomStream stream = new(7, "wrong");
        return new(
            inputs => inputs[0].Tape.Apply(operation, inputs[0]),
            Inputs,
            Domain.Draw([Domain.AwayFromZero(0.5, 1.5)], Inputs, stream),
            _ => true,
            stream);
    }

    /// <summary>x^3, with rules that can be spoilt.</summary>
    private sealed class Cube : Operation<double>
    {
        public double ReverseFactor { get; init; } = 1;

        public double ForwardFactor { get; init; } = 1;

        public bool DetachesInput { get; init; }

        public bool DetachesSecond { get; init; }

        public override string Name => "cube";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<double> context)
        {
            for (int i = 0; i < context.Output.Length; i++)
            {
                double x = context.Input(0)[i];
                context.Output[i] = x * x * x;
            }
        }

        public override void Vjp(VjpContext<double> context)
            => context.Add(0, context.Cotangent * (ReverseFactor * Slope(context.Input(0))));

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0) * (ForwardFactor * Slope(context.Input(0))));

        // 3 x^2; detached, its own derivative is lost. Or as 3 c^2 + 6 c (x - c) with c = x detached, which has the right slope 6 x there
        // and loses the one after that.
        private Variable<double> Slope(Variable<double> x)
        {
            Variable<double> c = x.Detach();
            return DetachesInput ? 3.0 * c.Square()
                : DetachesSecond ? (3.0 * c.Square()) + (6.0 * c * (x - c))
                : 3.0 * x.Square();
        }
    }

    private sealed class UnsummedProduct : Operation<double>
    {
        public override string Name => "unsummed product";

        public override Shape OutputShape(OperandShapes inputs) => Shape.Broadcast(inputs[0], inputs[1], Name);

        public override void Compute(ComputeContext<double> context)
        {
            for (int i = 0; i < context.Output.Length; i++)
            {
                context.Output[i] = context.Input(0)[i % context.Input(0).Length] * context.Input(1)[i];
            }
        }

        public override void Vjp(VjpContext<double> context) => context.Add(0, context.Cotangent * context.Input(1));

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0) * context.Input(1));
    }
}
