using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>Faults planted in operations on the tape: each must be found, called by its name, and traced to the operation.</summary>
public sealed class TapeFaultTests
{
    private static readonly Tensor<double> Point = Tensors.Create([0.7, -1.2, 0.4, 1.5, -0.6, 0.9], [2, 3]);

    public static TheoryData<CheckMode> Modes => [CheckMode.Fast, CheckMode.Full];

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_same_operation_without_a_fault_is_correct(CheckMode mode)
    {
        GradientReport report = Run(CubeFault.None, new() { Mode = mode, Orders = 3 });
        Assert.True(report.Passed, report.ToString());
        Assert.Equal(3, report.Order);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_rule_off_by_a_tenth_of_a_percent(CheckMode mode)
    {
        GradientReport report = Run(CubeFault.OffByATenthOfAPercent, new() { Mode = mode });
        AssertFault(report, GradientVerdict.WrongRule, "cube OffByATenthOfAPercent", "VJP");
        Assert.Null(report.Factor);
        Assert.Equal(1.001, report.Operation!.Factor!.Value, 1e-6);
        Assert.NotNull(report.Mismatch!.Element);
        Assert.Equal(1, report.Sweep!.RemainderRate, 0.15);
        Assert.Equal(report.Operation.Forward, report.Operation.Numeric, 1e-7);
        Assert.Equal(1.001, report.Operation.Reverse / report.Operation.Forward, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_factor_of_the_whole_is_told_where_it_is_constant(CheckMode mode)
    {
        GradientReport report = GradientCheck.Run(x => Direct(x, CubeFault.OffByATenthOfAPercent), Point, new() { Mode = mode });
        AssertFault(report, GradientVerdict.WrongRule, "cube OffByATenthOfAPercent", "VJP");
        Assert.Equal(1.001, report.Factor!.Value, 1e-7);
        Assert.Equal(1e-3, report.Mismatch!.RelativeError, 2e-6);
        Assert.Contains("All 6 elements", report.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_rule_of_the_wrong_sign(CheckMode mode)
    {
        GradientReport report = Run(CubeFault.WrongSign, new() { Mode = mode });
        AssertFault(report, GradientVerdict.WrongRule, "cube WrongSign", "VJP");
        Assert.Equal(-1, report.Operation!.Factor!.Value, 1e-6);
        GradientReport direct = GradientCheck.Run(x => Direct(x, CubeFault.WrongSign), Point, new() { Mode = mode });
        Assert.Equal(-1, direct.Factor!.Value, 1e-6);
        Assert.Contains("wrong sign", direct.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void In_float_a_rule_off_by_a_tenth_of_a_percent_and_not_the_right_one()
    {
        Tensor<float> point = Tensors.Create([0.7f, -1.2f, 0.4f, 1.5f, -0.6f, 0.9f], [2, 3]);
        GradientReport wrong = GradientCheck.Run(x => x.Tape.Apply(new Cube<float>(CubeFault.OffByATenthOfAPercent), x.Sin()).Sum(), point);
        Assert.Equal(GradientVerdict.WrongRule, wrong.Verdict);
        Assert.Equal("cube OffByATenthOfAPercent", wrong.Operation!.Name);
        Assert.Equal(1.001, wrong.Factor!.Value, 5e-4);
        GradientReport right = GradientCheck.Run(x => Program(x, CubeFault.None), point, new() { Orders = 2 });
        Assert.True(right.Passed, right.ToString());
    }

    [Theory]
    [InlineData(CubeFault.DetachedInVjp, CheckMode.Fast)]
    [InlineData(CubeFault.DetachedInVjp, CheckMode.Full)]
    [InlineData(CubeFault.NumbersInVjp, CheckMode.Fast)]
    [InlineData(CubeFault.NumbersInVjp, CheckMode.Full)]
    [InlineData(CubeFault.NumbersOfCotangentInVjp, CheckMode.Fast)]
    public void A_rule_that_is_right_at_first_order_only(object fault, CheckMode mode)
    {
        GradientReport first = Run((CubeFault)fault, new() { Mode = mode });
        Assert.True(first.Passed, first.ToString());
        GradientReport second = Run((CubeFault)fault, new() { Mode = mode, Orders = 2 });
        AssertFault(second, GradientVerdict.WrongAtSecondOrder, $"cube {fault}", "VJP at second order");
        Assert.Equal(2, second.Order);
    }

    [Fact]
    public void A_rule_that_is_right_at_first_and_second_order_only()
    {
        Assert.True(GradientCheck.Run(Function, Point, new() { Orders = 2 }).Passed);
        GradientReport third = GradientCheck.Run(Function, Point, new() { Orders = 3 });
        Assert.Equal(GradientVerdict.WrongAtHigherOrder, third.Verdict);
        Assert.Equal(3, third.Order);
        Assert.Equal("sixth cube", third.Operation!.Name);

        static Variable<double> Function(Variable<double> x) => x.Tape.Apply(new SixthCube<double>(), x.Sin()).Sum();
    }

    [Fact]
    public void A_wrong_forward_rule()
    {
        GradientReport report = Run(CubeFault.WrongJvp, new());
        AssertFault(report, GradientVerdict.WrongRule, "cube WrongJvp", "JVP");
        Assert.Contains("forward mode does not", report.Explanation, StringComparison.Ordinal);
        Assert.Equal(2, report.Operation!.Factor!.Value, 1e-6);
        Assert.True(Run(CubeFault.WrongJvp, new() { ForwardMode = false }).Passed);
    }

    [Theory]
    [InlineData(BiasRule.Mean)]
    [InlineData(BiasRule.FirstRow)]
    public void A_missing_sum_over_the_broadcast_axis(object rule)
    {
        Parameters<double> point = new([new("x", Point), new("bias", Tensors.Create([0.1, -0.2, 0.3], [3]))]);
        GradientReport report = GradientCheck.Run(
            inputs => inputs["x"].Tape.Apply(new AddBias<double>((BiasRule)rule), inputs["x"].Sin(), inputs["bias"]).Square().Sum(), point);
        AssertFault(report, GradientVerdict.WrongRule, $"add bias {rule}", "VJP");
        Assert.Equal("bias", report.Mismatch!.Input);
        Assert.Equal(1, report.Operation!.Input);
        Assert.Equal([[2, 3], [3]], report.Operation.InputShapes);
        Assert.True(report.Inputs.Single(input => input.Input == "x").Passed);
        if ((BiasRule)rule == BiasRule.Mean)
        {
            Assert.Equal(0.5, report.Factor!.Value, 1e-6);
            Assert.Contains("a sum over 2 that became a mean", report.Explanation, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(CubeFault.ShapeOfVjp, "SumTo")]
    [InlineData(CubeFault.RefusesVjp, "no reverse rule")]
    public void A_rule_that_the_sweep_refuses(object fault, string message)
    {
        GradientReport report = Run((CubeFault)fault, new());
        AssertFault(report, GradientVerdict.WrongRule, $"cube {fault}", "VJP");
        Assert.Contains(message, report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_that_is_missing_altogether()
    {
        Parameters<double> point = new([new("x", Point), new("bias", Tensors.Create([0.1, -0.2, 0.3], [3]))]);
        GradientReport report = GradientCheck.Run(
            inputs => inputs["x"].Tape.Apply(new AddBias<double>(BiasRule.NoSum), inputs["x"], inputs["bias"]).Square().Sum(), point);
        AssertFault(report, GradientVerdict.WrongRule, "add bias NoSum", "VJP");
        Assert.Contains("must sum (SumTo)", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detach_in_the_function_is_named()
    {
        GradientReport part = GradientCheck.Run(x => (x * x.Sin().Detach()).Sum(), Point);
        AssertFault(part, GradientVerdict.WrongRule, "detach", "stops the derivative");
        GradientReport whole = GradientCheck.Run(x => x.Sin().Detach().Sum(), Point);
        AssertFault(whole, GradientVerdict.Disconnected, "detach", "stops the derivative");
        Assert.Contains("none passes a derivative on", whole.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_read_as_numbers_is_disconnected()
    {
        Parameters<double> point = new([new("used", Point), new("read", Tensors.Create([2.0], [1]))]);
        GradientReport report = GradientCheck.Run(inputs => (inputs["used"] * inputs["read"].Scalar).Sum(), point);
        Assert.Equal(GradientVerdict.Disconnected, report.Verdict);
        Assert.Equal("read", report.Mismatch!.Input);
        Assert.Contains("No operation on the tape", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_plays_no_part_is_no_fault()
    {
        Parameters<double> point = new([new("used", Point), new("unused", Tensors.Create([2.0], [1]))]);
        GradientReport report = GradientCheck.Run(inputs => inputs["used"].Sin().Sum(), point, new() { Orders = 2 });
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void A_gradient_of_a_function_that_does_not_vary()
    {
        GradientReport report = GradientCheck.Run<double>(x => x.Tape.Apply(new Pretender(), x).Sum(), Point);
        Assert.Equal(GradientVerdict.Disconnected, report.Verdict);
        Assert.Contains("does not vary", report.Explanation, StringComparison.Ordinal);
        Assert.Equal("pretender", report.Operation!.Name);
    }

    [Fact]
    public void An_operation_that_writes_to_its_input()
    {
        GradientReport report = Run(CubeFault.WritesToItsInput, new());
        Assert.Equal(GradientVerdict.InputMutated, GradientCheck.Run(x => Direct(x, CubeFault.WritesToItsInput), Point).Verdict);
        Assert.Contains(
            "x[0, 0]", GradientCheck.Run(x => Direct(x, CubeFault.WritesToItsInput), Point).Explanation, StringComparison.Ordinal);
        Assert.False(report.Passed);
    }

    [Fact]
    public void An_operation_that_is_not_deterministic()
    {
        GradientReport report = Run(CubeFault.Random, new());
        AssertFault(report, GradientVerdict.NonDeterministic, "cube Random", "non-deterministic");
    }

    [Fact]
    public void NaN_at_the_point()
    {
        GradientReport value = GradientCheck.Run(x => x.Log().Sum(), Point);
        Assert.Equal(GradientVerdict.NotFinite, value.Verdict);
        Assert.Contains("'log'", value.Explanation, StringComparison.Ordinal);
        Assert.Contains("element 1", value.Explanation, StringComparison.Ordinal);
        GradientReport gradient = Run(CubeFault.NaNInVjp, new());
        AssertFault(gradient, GradientVerdict.NotFinite, "cube NaNInVjp", "not finite");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Kinks_are_named_with_element_and_operation(CheckMode mode)
    {
        Tensor<double> atKink = Tensors.Create([0.7, -1.2, 0.0, 1.5], [4]);
        GradientReport relu = GradientCheck.Run(x => (x.Relu() * x.Cos()).Sum(), atKink, new() { Mode = mode });
        AssertFault(relu, GradientVerdict.Kink, "relu", "kink");
        Assert.Equal(2, relu.Mismatch!.Element);
        Assert.Equal(0, relu.Sweep!.GapRate, 0.1);
        GradientReport abs = GradientCheck.Run(x => (x.Abs() + x.Exp()).Sum(), atKink, new() { Mode = mode });
        AssertFault(abs, GradientVerdict.Kink, "abs", "kink");
        Assert.Equal(2, abs.Mismatch!.Element);
        GradientReport alone = GradientCheck.Run(x => x.Abs().Sum(), Tensors.Create([0.0], [1]), new() { Mode = mode });
        Assert.Equal(GradientVerdict.Kink, alone.Verdict);
    }

    [Fact]
    public void A_kink_beside_the_point_and_one_far_enough()
    {
        GradientReport near = GradientCheck.Run(x => (x.Abs() + x.Cos()).Sum(), Tensors.Create([1e-10], [1]));
        Assert.Equal(GradientVerdict.Kink, near.Verdict);
        Assert.Contains("beside", near.Explanation, StringComparison.Ordinal);

        // Nearer than the first step, but there is room for smaller ones.
        Assert.True(GradientCheck.Run(x => (x.Abs() + x.Cos()).Sum(), Tensors.Create([1e-6], [1])).Passed);
        Assert.True(GradientCheck.Run(x => (x.Abs() + x.Cos()).Sum(), Tensors.Create([1e-3], [1])).Passed);
    }

    [Fact]
    public void A_kink_of_the_derivative_shows_at_second_order()
    {
        Tensor<double> zero = Tensors.Create([0.0, 0.5], [2]);
        Assert.True(GradientCheck.Run(x => x.Relu().Square().Sum(), zero).Passed);
        GradientReport report = GradientCheck.Run(x => x.Relu().Square().Sum(), zero, new() { Orders = 2 });
        Assert.Equal(GradientVerdict.Kink, report.Verdict);
        Assert.Equal(2, report.Order);
    }

    [Fact]
    public void A_function_hidden_under_a_large_constant()
    {
        GradientReport report = GradientCheck.Run(x => x.Sin().Sum() + x.Tape.Constant(1e12), Point);
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, report.Verdict);
        Assert.Null(report.Operation);
    }

    [Fact]
    public void One_wrong_element_among_ten_thousand_is_found()
    {
        var values = new double[10_000];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = Math.Sin(k);
        }

        GradientReport report = GradientCheck.Run<double>(
            x => x.Tape.Apply(new ForgetsAnElement(7321), x).Sum(), Tensors.Create(values, [100, 100]), new() { Tolerance = 1e-7 });
        Assert.Equal(GradientVerdict.WrongRule, report.Verdict);
        Assert.Equal(7321, report.Mismatch!.Element);
        Assert.Equal("x[73, 21]", report.Mismatch.Place);
        Assert.True(report.Evaluations < 2000, $"{report.Evaluations} evaluations");
    }

    [Fact]
    public void The_same_seed_gives_the_same_report()
    {
        string first = Run(CubeFault.OffByATenthOfAPercent, new()).ToJson();
        Assert.Equal(first, Run(CubeFault.OffByATenthOfAPercent, new()).ToJson());
    }

    private static GradientReport Run(object fault, GradientCheckOptions options)
        => GradientCheck.Run(x => Program(x, (CubeFault)fault), Point, options);

    private static Variable<T> Program<T>(Variable<T> x, CubeFault fault)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (x.Tape.Apply(new Cube<T>(fault), x.Sin()) * x.Cos()).Exp().Mean();

    private static Variable<double> Direct(Variable<double> x, CubeFault fault) => x.Tape.Apply(new Cube<double>(fault), x).Sum();

    private static void AssertFault(GradientReport report, GradientVerdict verdict, string operation, string rule)
    {
        Assert.True(report.Verdict == verdict, report.ToString());
        Assert.True(report.Operation is not null, report.ToString());
        Assert.Equal(operation, report.Operation.Name);
        Assert.Equal(rule, report.Operation.Rule);
    }

    private sealed class Pretender : Operation<double>
    {
        public override string Name => "pretender";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<double> context) => context.Output.Fill(2);

        public override void Vjp(VjpContext<double> context) => context.Add(0, context.Cotangent);

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0));
    }

    private sealed class ForgetsAnElement(int element) : Operation<double>
    {
        public override string Name => "forgetful sine";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<double> context) => TensorPrimitives.Sin(context.Input(0), context.Output);

        public override void Vjp(VjpContext<double> context)
        {
            Variable<double> x = context.Input(0);
            var mask = new double[x.Shape.ElementCount];
            Array.Fill(mask, 1);
            mask[element] = 0;
            context.Add(0, context.Cotangent * x.Cos() * x.Tape.Constant(mask, x.Shape));
        }

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0) * context.Input(0).Cos());
    }
}
