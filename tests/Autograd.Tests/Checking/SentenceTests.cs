namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>What a report says, word for word, of planted faults: each sentence must be true of the fault that was planted.</summary>
public sealed class SentenceTests
{
    private static readonly double[] Point = [0.5, -2, 4, 0.25];

    public static TheoryData<CheckMode, ulong> Ways
    {
        get
        {
            TheoryData<CheckMode, ulong> ways = [];
            foreach (CheckMode mode in new[] { CheckMode.Fast, CheckMode.Full })
            {
                for (ulong seed = 1; seed <= 4; seed++)
                {
                    ways.Add(mode, seed);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_kink_of_a_single_number_has_its_left_on_the_left(CheckMode mode, ulong seed)
    {
        const string Expected = "The function has a kink at x[0]: from the left its derivative is 0, from the right 1. The gradient " +
            "says 0, which is one of the two, a choice that can't be checked by differences. Move the point.";
        GradientCheckOptions options = new() { Mode = mode, Seed = seed };
        GradientReport report = GradientCheck.Run(x => Math.Max(0, x[0]), x => [x[0] > 0 ? 1 : 0], [0.0], options);
        Assert.Equal(Expected, report.Explanation);
        Assert.Equal((0, 1), (report.Sweep!.LeftDerivative, report.Sweep.RightDerivative));
        GradientReport inFloat = GradientCheck.Run(x => MathF.Max(0, x[0]), x => [x[0] > 0 ? 1 : 0], [0f], options);
        Assert.Equal(Expected, inFloat.Explanation);
        GradientReport onTape = GradientCheck.Run(x => x.Relu().Sum(), Tensors.Create([0.0], [1]), options);
        Assert.Equal(Expected, onTape.Explanation);
        Assert.Equal("x", new GradientMismatch("x", [], 0, 0, 0, 0, 0).Place);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_wrong_kink_says_so_and_minus_zero_is_zero(CheckMode mode, ulong seed)
    {
        GradientCheckOptions options = new() { Mode = mode, Seed = seed };
        GradientReport outside = GradientCheck.Run(x => Math.Max(0, x[0]), _ => [3], [0.0], options);
        Assert.Equal(
            "The function has a kink at x[0]: from the left its derivative is 0, from the right 1. The gradient says 3, which is not " +
                "even between the two.",
            outside.Explanation);
        GradientReport negative = GradientCheck.Run(x => Math.Min(0, x[0]), _ => [-0.0], [0.0], options);
        Assert.Contains("from the left its derivative is 1, from the right 0. The gradient says 0, " +
            "which", negative.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("-0", negative.Explanation, StringComparison.Ordinal);
        Assert.Contains("the gradient says 0\n", negative.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Headline_and_table_show_the_same_number(CheckMode mode, ulong seed)
    {
        // At -7.5 a step of h moves x by 7.5 h.
        GradientReport report = GradientCheck.Run(
            x => Math.Sin(x[0]), x => [2 * Math.Cos(x[0])], [-7.5], new() { Mode = mode, Seed = seed });
        Assert.StartsWith(
            "The gradient by x is wrong: at x[0] it is 0.69327064, the differences give 0.34663532. The ratio analytic / numeric is 2: " +
                "2 times too much",
            report.Explanation,
            StringComparison.Ordinal);
        Assert.Contains("  Sweep of the step at x[0]; the gradient says 0.69327064\n", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(report.Mismatch!.Analytic, report.Sweep!.Analytic);
        Assert.Equal(report.Mismatch.Numeric, report.Sweep.BestValue);
        Assert.Equal(Math.Cos(-7.5), report.Sweep.LeftDerivative, 1e-2);
        Assert.Equal(Math.Cos(-7.5), report.Sweep.Points[8].Central, 1e-6);
        Assert.Equal(Math.Cos(7.5), report.Sweep.Points[8].Error, 1e-6);
        Assert.Equal(1, report.Inputs[0].Comparisons);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_value_is_not_called_the_point(CheckMode mode, ulong seed)
    {
        GradientCheckOptions options = new() { Mode = mode, Seed = seed };
        Assert.Equal(
            "The function has the finite value 0.688 at the point, but the gradient at x[0] is Infinity.",
            GradientCheck.Run(x => Math.Sqrt(x[0]) + 0.688, x => [0.5 / Math.Sqrt(x[0])], [0.0], options).Explanation);
        Assert.Equal(
            "The point itself is NaN at x[1]: nothing can be said of a gradient there.",
            GradientCheck.Run(x => x[0] * x[1], x => [x[1], x[0]], [1.0, double.NaN], options).Explanation);
        Assert.Equal(
            "The function is NaN at the point, so it has no gradient there: choose a point inside its domain.",
            GradientCheck.Run(x => Math.Log(x[0]), x => [1 / x[0]], [-1.0], options).Explanation);
        Assert.EndsWith(
            " but the Hessian-vector product at x[0] is NaN.",
            GradientCheck.Run(x => x[0], x => [1], [2.0], options with { Orders = 2 }, (_, _) => [double.NaN]).Explanation,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void One_wrong_element_is_no_constant_factor(CheckMode mode, ulong seed)
    {
        string Said(Action<double[]> spoil)
            => GradientCheck.Run(Value, Spoiled(spoil), Point, new() { Mode = mode, Seed = seed }).Explanation;

        const string Numbers = "The gradient by x is wrong: at x[2] it is ";
        Assert.Equal($"{Numbers}9, the differences give 8. 1 of 4 elements is wrong. The ratio analytic / numeric is " +
            "1.125.", Said(g => g[2]++));
        Assert.Equal(
            $"{Numbers}-8, the differences give 8. 1 of 4 elements is wrong. The ratio analytic / numeric is -1: a wrong " +
                "sign.", Said(g => g[2] *= -1));
        Assert.Equal(
            $"{Numbers}0, the differences give 8. 1 of 4 elements is wrong. The ratio analytic / numeric is 0: a term is missing, or " +
                "nothing is passed on to it.",
            Said(g => g[2] = 0));
        Assert.Equal(
            $"{Numbers}16, the differences give 8. 1 of 4 elements is wrong. The ratio analytic / numeric is 2: 2 times too much, as " +
                "when a term counts 2 times.",
            Said(g => g[2] *= 2));
        Assert.Equal(
            "The gradient by x is wrong: at x[0] it is 1.1, the differences give 1. The ratio analytic / numeric is 1.1.",
            GradientCheck.Run(x => x[0] * x[0], x => [(2 * x[0]) + 0.1], [0.5], new() { Mode = mode, Seed = seed }).Explanation);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Several_wrong_elements_are_described_by_what_they_share(CheckMode mode, ulong seed)
    {
        string Said(Action<double[]> spoil)
            => GradientCheck.Run(Value, Spoiled(spoil), Point, new() { Mode = mode, Seed = seed }).Explanation;

        Assert.EndsWith(
            " 2 of 4 elements are wrong: x[0], x[2]. The two are exchanged: each has the number that belongs to the other.",
            Said(static g => (g[0], g[2]) = (g[2], g[0])),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " All 4 elements are wrong. The numbers are right, but stand in another " +
                "order.", Said(static g => Array.Reverse(g)), StringComparison.Ordinal);
        Assert.EndsWith(
            " All 4 elements are wrong. In all of them analytic - numeric is 0.5: the same number too much.",
            Said(static g => Each(g, static v => v + 0.5)),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " All 4 elements are wrong. In all of them the ratio analytic / numeric is 0.7: a constant factor.",
            Said(static g => Each(g, static v => 0.7 * v)),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " All 4 elements are wrong. In all of them the ratio analytic / numeric is -1: a wrong sign.",
            Said(static g => Each(g, static v => -v)),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " All 4 elements are wrong. In all of them the ratio analytic / numeric is 1.999: a constant factor.",
            Said(static g => Each(g, static v => 1.999 * v)),
            StringComparison.Ordinal);
        Assert.EndsWith(" 2 of 4 elements are wrong: x[0], x[2].", Said(static g => (g[0], g[2]) = (3, 5)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_small_element_is_not_counted_to_a_factor_that_it_does_not_have(CheckMode mode, ulong seed)
    {
        GradientReport report = GradientCheck.Run(
            x => (1000 * x[0]) + x[1] + x[2], _ => [2000, 1.5, 1], [0.5, 0.1, 0.2], new() { Mode = mode, Seed = seed });
        Assert.EndsWith(" 2 of 3 elements are wrong: x[0], x[1].", report.Explanation, StringComparison.Ordinal);
        Assert.Null(report.Factor);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Matrices_by_rows_columns_and_transposed(CheckMode mode, ulong seed)
    {
        double[] values = [.. Enumerable.Range(0, 12).Select(static k => 0.3 + (0.17 * k) + Math.Sin(k))];
        string Said(Action<double[]> spoil) => GradientCheck.Run(
            x => x.Tape.Apply(new SpoiledSquare(spoil), x).Sum(), Tensors.Create(values, [3, 4]),
            new() { Mode = mode, Seed = seed }).Explanation;

        Assert.EndsWith(
            " 4 of 12 elements are wrong, those at index 1 of axis 0. In all of them the ratio analytic / numeric is 3: 3 times too " +
                "much: a factor 1/3 is missing, as of a mean over 3, or a term counts 3 times. 3 is the size of an axis of the input.",
            Said(static g => Each(g.AsSpan(4, 4), static v => 3 * v)),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " 3 of 12 elements are wrong, those at index 2 of axis 1. In all of them the ratio analytic / numeric is -1.5: a wrong " +
                "sign, and a constant factor.",
            Said(static g => (g[2], g[6], g[10]) = (-1.5 * g[2], -1.5 * g[6], -1.5 * g[10])),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " and 4 more. Its last two axes are transposed.",
            Said(static g =>
            {
                double[] right = [.. g];
                for (int k = 0; k < right.Length; k++)
                {
                    g[(k % 4 * 3) + (k / 4)] = right[k];
                }
            }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_exchange_is_seen_where_not_all_elements_are_compared()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(static k => Math.Sin(k) + (0.001 * k))];
        GradientReport report = GradientCheck.Run(
            x => x.Tape.Apply(new SpoiledSquare(static g => (g[101], g[700]) = (g[700], g[101])), x).Sum(),
            Tensors.Create(values, [20, 50]));
        Assert.EndsWith(
            " 2 of 65 elements compared, of 1000, are wrong: x[2, 1], x[14, 0]. The two are exchanged: each has the number that " +
                "belongs to the other.",
            report.Explanation,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_another_step_clears_is_not_called_wrong(CheckMode mode, ulong seed)
    {
        GradientReport report = GradientCheck.Run(
            x => Math.Sin(1e6 * x[0]) + (x[1] * x[1]), x => [1e6 * Math.Cos(1e6 * x[0]), 3 * x[1]], [0.3, 0.4],
            new() { Mode = mode, Seed = seed });
        Assert.Equal(
            "The gradient by x is wrong: at x[1] it is 1.2, the differences give 0.8. 1 of 2 elements is wrong. The ratio analytic / " +
                "numeric is 1.5.",
            report.Explanation);
        Parameters<double> point = new([new("steep", Tensors.Create([0.3], [1])), new("plain", Tensors.Create([0.4, 0.7], [2]))]);
        GradientReport inputs = GradientCheck.Run(
            v => (v["steep"] * 1e6).Sin().Sum() + v["plain"].Tape.Apply(new SpoiledSquare(static g => g[1] *= 1e9), v["plain"]).Sum(),
            point,
            new() { Mode = mode, Seed = seed });
        Assert.Equal([("steep", true), ("plain", false)], inputs.Inputs.Select(static input => (input.Input, input.Passed)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Borders_jumps_and_infinite_slopes(CheckMode mode, ulong seed)
    {
        GradientCheckOptions options = new() { Mode = mode, Seed = seed };
        Assert.Equal(
            "At x[0] the gradient says 0, but to the left of it the function is not finite at any step from 1.0E+0 to 1.0E-12, so " +
                "differences can't tell whether that is right: the point lies on the border of the function's domain, or nearer to " +
            "it than that. Move the point.",
            GradientCheck.Run(x => (x[0] * Math.Sqrt(x[0])) + x[1], x => [1.5 * Math.Sqrt(x[0]), 1], [0.0, 1.0], options).Explanation);
        Assert.Equal(
            "The function is infinitely steep at x[0]: the one-sided differences grow as h^-0.50 as the step h shrinks, so there is no " +
                "derivative. Move the point.",
            GradientCheck.Run(x => Math.Sqrt(Math.Abs(x[0])), _ => [0], [0.0], options).Explanation);
        Assert.Equal(
            "The function jumps at x[0]: the one-sided differences grow as the step shrinks, so there is no derivative. Move the point.",
            GradientCheck.Run(x => Math.Floor(x[0]), _ => [0], [2.0], options).Explanation);
        Assert.StartsWith(
            "The function jumps about 2.0E-7 beside x[0], nearer than the step: differences across the jump are no derivative.",
            GradientCheck.Run(x => Math.Floor(x[0]), _ => [0], [2.0000001], options).Explanation,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Orders_above_the_first_by_their_names(CheckMode mode, ulong seed)
    {
        GradientCheckOptions options = new() { Mode = mode, Seed = seed, Orders = 2 };
        string host = GradientCheck.Run(x => x[0] * x[0], x => [2 * x[0]], [0.5], options, (_, u) => [6 * u[0]]).Explanation;
        Assert.StartsWith("The gradient is right, but the Hessian-vector product by x is wrong: at x[0] it is " +
            "", host, StringComparison.Ordinal);
        Assert.Contains(", the differences of the gradient along the fixed direction give ", host, StringComparison.Ordinal);
        Assert.DoesNotContain("rule", host, StringComparison.Ordinal);
        Assert.EndsWith(
            "but the gradient along the fixed direction does not vary there at any step.",
            GradientCheck.Run(x => 2 * x[0], _ => [2], [0.5], options, (_, _) => [1]).Explanation,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The Hessian-vector product by x is zero in all its elements, but the gradient along the fixed direction varies with it: " +
                "at x[0] the differences give ",
            GradientCheck.Run(x => x[0] * x[0], x => [2 * x[0]], [0.5], options, (_, _) => [0]).Explanation,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_compare_and_a_gradient_below_the_rounding()
    {
        Assert.Equal("There is nothing to compare: the point has no elements.", GradientCheck.Run(_ => 2.5, _ => [], []).Explanation);
        GradientReport hidden = GradientCheck.Run(x => 1e9f + x[0], _ => [1f], [0.5f]);
        Assert.Equal(
            "The gradient is zero at this point as far as rounding lets it be seen (its norm is 1.0E+0, a value is rounded by 1.2E+2): " +
                "a wrong factor would not show here.",
            Assert.Single(hidden.Notes));
        Assert.Empty(GradientCheck.Run(x => x[0], _ => [0], [0.5]).Notes);
    }

    private static double Value(double[] x) => x.Sum(static v => v * v);

    private static Func<double[], double[]> Spoiled(Action<double[]> spoil) => x =>
    {
        double[] gradient = Array.ConvertAll(x, static v => 2 * v);
        spoil(gradient);
        return gradient;
    };

    private static void Each(Span<double> values, Func<double, double> change)
    {
        foreach (ref double value in values)
        {
            value = change(value);
        }
    }

    private sealed class SpoiledSquare(Action<double[]> spoil) : Operation<double>
    {
        public override string Name => "spoiled square";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<double> context)
        {
            for (int k = 0; k < context.Output.Length; k++)
            {
                context.Output[k] = context.Input(0)[k] * context.Input(0)[k];
            }
        }

        public override void Vjp(VjpContext<double> context)
        {
            Variable<double> right = context.Cotangent * context.Input(0) * 2;
            double[] values = [.. right.Values];
            spoil(values);
            context.Add(0, right.Tape.Constant(values, right.Shape));
        }

        public override void Jvp(JvpContext<double> context) => context.Add(context.Tangent(0) * context.Input(0) * 2);
    }
}
