namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>Faults planted in gradients written by hand on plain arrays, as anyone's code may have them.</summary>
public sealed class HostFaultTests
{
    private static readonly double[] Point = [0.8, -1.3, 0.5, 2.0];

    public static TheoryData<CheckMode> Modes => [CheckMode.Fast, CheckMode.Full];

    [Theory]
    [InlineData(1.001)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(0.25)]
    [InlineData(1.0001)]
    [InlineData(0.37)]
    public void A_constant_factor_is_found(double factor)
    {
        foreach (CheckMode mode in new[] { CheckMode.Fast, CheckMode.Full })
        {
            GradientReport report = GradientCheck.Run(
                Value, x => Array.ConvertAll(Gradient(x), g => factor * g), Point, new() { Mode = mode });
            Assert.True(report.Verdict == GradientVerdict.WrongRule, report.ToString());
            Assert.Equal(factor, report.Factor!.Value, 1e-6);
            Assert.Equal("x", report.Mismatch!.Input);
            Assert.Equal(Gradient(Point)[report.Mismatch.Element!.Value] * factor, report.Mismatch.Analytic, 1e-12);
            Assert.Equal(Gradient(Point)[report.Mismatch.Element!.Value], report.Mismatch.Numeric, 1e-8);
        }
    }

    [Fact]
    public void A_factor_that_is_a_size_is_called_so()
        => Assert.Contains(
            "4 is the size of an axis",
            GradientCheck.Run(Value, x => Array.ConvertAll(Gradient(x), static g => g / 4), Point).Explanation,
            StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Modes))]
    public void One_element_is_named(CheckMode mode)
    {
        GradientReport report = GradientCheck.Run(Value, Spoiled, Point, new() { Mode = mode });
        Assert.Equal(GradientVerdict.WrongRule, report.Verdict);
        Assert.Equal(2, report.Mismatch!.Element);
        Assert.Equal("x[2]", report.Mismatch.Place);
        Assert.Contains("1 of 4 elements", report.Explanation, StringComparison.Ordinal);

        static double[] Spoiled(double[] x)
        {
            double[] gradient = Gradient(x);
            gradient[2] += 1e-5;
            return gradient;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_right_gradient_passes(CheckMode mode)
    {
        GradientCheck.Assert(Value, Gradient, Point, new() { Mode = mode, AlwaysSweep = true });
        GradientReport report = GradientCheck.Run(Value, Gradient, Point, new() { Mode = mode, AlwaysSweep = true });
        Assert.Equal(2, report.Sweep!.RemainderRate, 0.05);
        Assert.Equal(1, report.Sweep.GapRate, 0.05);
        Assert.True(report.Sweep.Settled);
        GradientReport inFloat = GradientCheck.Run(
            x => (float)Value(Array.ConvertAll(x, static v => (double)v)),
            x => Array.ConvertAll(Gradient(Array.ConvertAll(x, static v => (double)v)), static v => (float)v),
            Array.ConvertAll(Point, static v => (float)v),
            new() { Mode = mode });
        Assert.True(inFloat.Passed, inFloat.ToString());
    }

    [Fact]
    public void The_second_order_by_a_Hessian_vector_product()
    {
        Assert.True(GradientCheck.Run(Value, Gradient, Point, new() { Orders = 2 }, HessianTimes).Passed);
        GradientReport report = GradientCheck.Run(
            Value, Gradient, Point, new() { Orders = 2 }, (x, u) => Array.ConvertAll(HessianTimes(x, u), static h => 1.001 * h));
        Assert.Equal(GradientVerdict.WrongAtSecondOrder, report.Verdict);
        Assert.Equal(1.001, report.Factor!.Value, 1e-6);
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(Value, Gradient, Point, new() { Orders = 2 }));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(Value, Gradient, Point, new() { Orders = 3 }, HessianTimes));
    }

    [Fact]
    public void A_function_that_is_not_deterministic()
    {
        int calls = 0;
        GradientReport value = GradientCheck.Run(x => Value(x) + (1e-9 * ++calls), Gradient, Point);
        Assert.Equal(GradientVerdict.NonDeterministic, value.Verdict);
        GradientReport gradient = GradientCheck.Run(Value, x => Array.ConvertAll(Gradient(x), g => g + (1e-12 * ++calls)), Point);
        Assert.Equal(GradientVerdict.NonDeterministic, gradient.Verdict);
        Assert.Contains("x[0]", gradient.Explanation, StringComparison.Ordinal);
        Assert.True(GradientCheck.Run(
            Value, x => Array.ConvertAll(Gradient(x), g => g + (1e-15 * ++calls)), Point,
            new() { NonDeterminismTolerance = 1e-10 }).Passed);
    }

    [Fact]
    public void A_function_that_writes_to_its_input()
    {
        GradientReport value = GradientCheck.Run(
            x =>
            {
                double result = Value(x);
                x[3] = 0;
                return result;
            },
            Gradient,
            Point);
        Assert.Equal(GradientVerdict.InputMutated, value.Verdict);
        Assert.Contains(
            "the function changed x[3] from 2 to 0",
            value.Explanation.Replace("The", "the", StringComparison.Ordinal),
            StringComparison.Ordinal);
        GradientReport gradient = GradientCheck.Run(
            Value,
            x =>
            {
                double[] result = Gradient(x);
                x[1]++;
                return result;
            },
            Point);
        Assert.Equal(GradientVerdict.InputMutated, gradient.Verdict);
        Assert.Contains("gradient changed x[1]", gradient.Explanation, StringComparison.Ordinal);
        Assert.Equal([0.8, -1.3, 0.5, 2.0], Point);
    }

    [Fact]
    public void NaN_and_infinity()
    {
        GradientReport value = GradientCheck.Run(x => Math.Log(x[1]), Gradient, Point);
        Assert.Equal(GradientVerdict.NotFinite, value.Verdict);
        Assert.Contains("NaN", value.Explanation, StringComparison.Ordinal);
        GradientReport gradient = GradientCheck.Run(x => Math.Sqrt(x[0]), x => [0.5 / Math.Sqrt(x[0])], [0.0]);
        Assert.Equal(GradientVerdict.NotFinite, gradient.Verdict);
        Assert.Contains("x[0]", gradient.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_that_ends_within_the_first_step()
    {
        GradientReport report = GradientCheck.Run(x => Math.Log(x[0]), x => [1 / x[0]], [1e-7]);
        Assert.True(report.Passed, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Kinks_and_jumps(CheckMode mode)
    {
        GradientCheckOptions options = new() { Mode = mode };
        GradientReport abs = GradientCheck.Run(x => Math.Abs(x[0]) + x[1], x => [Math.Sign(x[0]), 1], [0.0, 1.0], options);
        Assert.Equal(GradientVerdict.Kink, abs.Verdict);
        Assert.Equal(0, abs.Mismatch!.Element);
        Assert.Equal(-1, abs.Sweep!.LeftDerivative, 1e-6);
        Assert.Equal(1, abs.Sweep.RightDerivative, 1e-6);
        Assert.Equal(1, abs.Sweep.RemainderRate, 0.05);
        GradientReport relu = GradientCheck.Run(x => Math.Max(x[0], 0) + x[1], x => [x[0] > 0 ? 1 : 0, 1], [0.0, 1.0], options);
        Assert.Equal(GradientVerdict.Kink, relu.Verdict);
        Assert.Contains("The gradient says 0, which is one of the two, a choice", relu.Explanation, StringComparison.Ordinal);
        GradientReport half = GradientCheck.Run(x => Math.Max(x[0], 0) + x[1], x => [0.5, 1], [0.0, 1.0], options);
        Assert.Contains("The gradient says 0.5, which lies between the two, a choice", half.Explanation, StringComparison.Ordinal);
        GradientReport outside = GradientCheck.Run(x => Math.Max(x[0], 0) + x[1], _ => [3, 1], [0.0, 1.0], options);
        Assert.Equal(GradientVerdict.Kink, outside.Verdict);
        Assert.Contains("not even between", outside.Explanation, StringComparison.Ordinal);
        GradientReport jump = GradientCheck.Run(x => Math.Floor(x[0]) + x[1], _ => [0, 1], [2.0, 1.0], options);
        Assert.Equal(GradientVerdict.Kink, jump.Verdict);
        Assert.Contains("jumps", jump.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_precision()
    {
        GradientReport rounded = GradientCheck.Run(x => Math.Round(Value(x), 3), Gradient, Point);
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, rounded.Verdict);
        Assert.Contains("rounded somewhere", rounded.Explanation, StringComparison.Ordinal);
        GradientReport single = GradientCheck.Run(x => (float)Value(x), Gradient, Point);
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, single.Verdict);
        GradientReport hidden = GradientCheck.Run(x => Value(x) + 1e9, Gradient, Point);
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, hidden.Verdict);
        Assert.Contains("good to", hidden.Explanation, StringComparison.Ordinal);
        GradientReport inFloat = GradientCheck.Run(
            x => (float)Value(Array.ConvertAll(x, static v => (double)v)),
            x => Array.ConvertAll(Gradient(Array.ConvertAll(x, static v => (double)v)), static v => (float)v),
            Array.ConvertAll(Point, static v => (float)v),
            new() { Tolerance = 1e-9 });
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, inFloat.Verdict);
    }

    [Fact]
    public void A_step_that_does_not_suit()
    {
        GradientReport coarse = GradientCheck.Run(
            x => Math.Sin(100 * x[0]), x => [100 * Math.Cos(100 * x[0])], [0.3], new() { Step = 0.05 });
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, coarse.Verdict);
        Assert.Contains("not at the given step", coarse.Explanation, StringComparison.Ordinal);
        GradientReport fine = GradientCheck.Run(x => Math.Sin(x[0]) + 1, x => [Math.Cos(x[0])], [0.3], new() { Step = 1e-13 });
        Assert.Equal(GradientVerdict.StepSizeOrPrecision, fine.Verdict);
        Assert.True(GradientCheck.Run(x => Math.Sin(1e6 * x[0]), x => [1e6 * Math.Cos(1e6 * x[0])], [0.3]).Passed);
        Assert.Equal(
            GradientVerdict.WrongRule, GradientCheck.Run(x => Math.Sin(1e6 * x[0]), x => [-1e6 * Math.Cos(1e6 * x[0])], [0.3]).Verdict);
    }

    [Fact]
    public void Disconnected_and_the_converse()
    {
        GradientReport zero = GradientCheck.Run(Value, static x => new double[x.Length], Point);
        Assert.Equal(GradientVerdict.Disconnected, zero.Verdict);
        Assert.NotNull(zero.Mismatch!.Element);
        GradientReport constant = GradientCheck.Run(static _ => 2.5, Gradient, Point);
        Assert.Equal(GradientVerdict.Disconnected, constant.Verdict);
        Assert.Contains("does not vary", constant.Explanation, StringComparison.Ordinal);
        Assert.True(GradientCheck.Run(static _ => 2.5, static x => new double[x.Length], Point).Passed);
    }

    [Fact]
    public void A_stationary_point_is_no_fault()
    {
        GradientReport report = GradientCheck.Run(static x => 3 + (x[0] * x[0]), static x => [2 * x[0]], [0.0]);
        Assert.True(report.Passed, report.ToString());
        Assert.Contains("zero at this point", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_the_wrong_length_is_a_mistake_of_the_caller()
    {
        var error = Assert.Throws<ArgumentException>(() => GradientCheck.Run(Value, static _ => [1.0, 2.0], Point));
        Assert.Contains("gave 2 numbers for a point of 4", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run(Value, Gradient, Point, new() { Orders = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run(Value, Gradient, Point, new() { Step = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientCheck.Run(Value, Gradient, Point, new() { Tolerance = 0 }));
    }

    [Fact]
    public void Assert_throws_the_table()
    {
        var error = Assert.Throws<GradientCheckException>(
            () => GradientCheck.Assert(Value, x => Array.ConvertAll(Gradient(x), static g => -g), Point));
        Assert.Equal(error.Report!.ToString(), error.Message);
        Assert.StartsWith("Gradient check: WrongRule, order 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("FAILED", error.Message, StringComparison.Ordinal);
        Assert.Contains("Taylor remainder", error.Message, StringComparison.Ordinal);
    }

    // sum over k of exp(x_k / 2) sin(x_(k+1)), around the circle.
    internal static double Value(double[] x)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += Math.Exp(x[k] / 2) * Math.Sin(x[(k + 1) % x.Length]);
        }

        return sum;
    }

    internal static double[] Gradient(double[] x)
    {
        var gradient = new double[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            int next = (k + 1) % x.Length;
            gradient[k] += Math.Exp(x[k] / 2) * Math.Sin(x[next]) / 2;
            gradient[next] += Math.Exp(x[k] / 2) * Math.Cos(x[next]);
        }

        return gradient;
    }

    internal static double[] HessianTimes(double[] x, double[] u)
    {
        var product = new double[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            int next = (k + 1) % x.Length;
            (double sine, double cosine) = Math.SinCos(x[next]);
            double e = Math.Exp(x[k] / 2);
            product[k] += e * ((sine * u[k] / 4) + (cosine * u[next] / 2));
            product[next] += e * ((cosine * u[k] / 2) - (sine * u[next]));
        }

        return product;
    }
}
