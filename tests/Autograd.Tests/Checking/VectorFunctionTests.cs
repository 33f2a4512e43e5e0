namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>Functions to several numbers and of several arrays, with derivatives on plain arrays: right ones pass, planted faults are
/// named.</summary>
public sealed class VectorFunctionTests
{
    private static readonly double[] Point = [0.8, -1.3, 0.5];
    private static readonly GradientCheckOptions Full = new() { Mode = CheckMode.Full };

    public static TheoryData<CheckMode> Modes => [CheckMode.Fast, CheckMode.Full];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_right_Jacobian_passes_in_every_form(CheckMode mode)
    {
        GradientCheckOptions options = new() { Mode = mode };
        foreach (GradientReport report in (GradientReport[])
            [
                GradientCheck.RunJacobian(Value, Jacobian, Point, options),
                GradientCheck.RunVectorJacobianProduct(Value, FromLeft, Point, options),
                GradientCheck.RunJacobianVectorProduct(Value, FromRight, Point, options),
                GradientCheck.RunSparseJacobian(Value, Places, Sparse, Point, options),
            ])
        {
            Assert.True(report.Passed, report.ToString());
            Assert.All(report.Inputs, static input => Assert.True(input.Passed));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    public void A_wrong_element_of_a_Jacobian_is_named_by_row_and_column(int row, int column)
    {
        double[,] Wrong(double[] x)
        {
            double[,] jacobian = Jacobian(x);
            jacobian[row, column] += 1e-3;
            return jacobian;
        }

        GradientReport full = GradientCheck.RunJacobian(Value, Wrong, Point, Full);
        Assert.Equal(GradientVerdict.WrongRule, full.Verdict);
        Assert.StartsWith($"In output {row}: ", full.Explanation, StringComparison.Ordinal);
        Assert.Equal(column, full.Mismatch!.Element);
        Assert.Equal(1e-3, full.Mismatch.Analytic - full.Mismatch.Numeric, 1e-8);

        GradientReport fast = GradientCheck.RunJacobian(Value, Wrong, Point);
        Assert.Equal(GradientVerdict.WrongRule, fast.Verdict);
        Assert.Equal(column, fast.Mismatch!.Element);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_product_with_a_factor_too_many_is_found_from_both_sides(CheckMode mode)
    {
        GradientCheckOptions options = new() { Mode = mode };
        GradientReport left = GradientCheck.RunVectorJacobianProduct(
            Value, static (x, w) => [.. FromLeft(x, w).Select(static value => 2 * value)], Point, options);
        Assert.Equal((GradientVerdict.WrongRule, 2), (left.Verdict, Math.Round(left.Factor!.Value, 6)));
        GradientReport right = GradientCheck.RunJacobianVectorProduct(
            Value, static (x, v) => [.. FromRight(x, v).Select(static value => -value)], Point, options);
        Assert.Equal((GradientVerdict.WrongRule, -1), (right.Verdict, Math.Round(right.Factor!.Value, 6)));
    }

    // J v for J' w and the other way round: of a square Jacobian neither has a wrong length.
    [Fact]
    public void A_transposed_Jacobian_is_found()
    {
        static double[] Square(double[] x) => [x[0] * x[1], Math.Sin(x[0])];
        static double[,] Transposed(double[] x) => new[,] { { x[1], Math.Cos(x[0]) }, { x[0], 0 } };
        Assert.Equal(GradientVerdict.WrongRule, GradientCheck.RunJacobian(Square, Transposed, [0.8, -1.3]).Verdict);
        Assert.Equal(GradientVerdict.WrongRule, GradientCheck.RunJacobian(Square, Transposed, [0.8, -1.3], Full).Verdict);
    }

    [Fact]
    public void A_place_that_is_missing_in_a_pattern_is_named()
    {
        (int, int)[] places = [.. Places.Where(static place => place != (1, 2))];
        int missing = Array.IndexOf(Places, (1, 2));
        GradientReport report = GradientCheck.RunSparseJacobian(
            Value, places, x => [.. Sparse(x).Where((_, k) => k != missing)], Point, Full);
        Assert.False(report.Passed);
        Assert.StartsWith("In output 1: ", report.Explanation, StringComparison.Ordinal);
        Assert.EndsWith("no place in column 2 of that row, it is missing.", report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_by_several_arrays_is_checked_by_each()
    {
        static double Function(double[][] x) => x[0][0] * Math.Exp(x[1][1]) + x[1][0];
        static double[][] Right(double[][] x) => [[Math.Exp(x[1][1])], [1, x[0][0] * Math.Exp(x[1][1])]];
        static double[][] Wrong(double[][] x) => [[Math.Exp(x[1][1])], [1, Math.Exp(x[1][1])]];
        double[][] point = [[1.7], [0.3, -0.4]];
        Assert.True(GradientCheck.RunArrays(Function, Right, point, Full).Passed);
        GradientCheck.AssertArrays(Function, Right, point);
        GradientReport report = GradientCheck.RunArrays(Function, Wrong, point, Full);
        Assert.Equal(("input 1", 1), (report.Mismatch!.Input, report.Mismatch.Element!.Value));
        Assert.Throws<GradientCheckException>(() => GradientCheck.AssertArrays(Function, Wrong, point));
    }

    [Fact]
    public void Writing_to_the_input_is_seen()
    {
        Assert.Equal(GradientVerdict.InputMutated, GradientCheck.RunJacobianVectorProduct(Value, Writes, Point).Verdict);
        Assert.Equal(
            GradientVerdict.InputMutated,
            GradientCheck.RunArrays(
                static x => x[0][0], static x => [[x[0][0] = 1]], [[0.5]]).Verdict);

        static double[] Writes(double[] x, double[] v)
        {
            double[] product = FromRight(x, v);
            x[1] = 0;
            return product;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_both_sizes()
    {
        Refused("expected [4, 3]", static () => GradientCheck.RunJacobian(Value, static _ => new double[3, 4], Point));
        Refused("2 numbers", static () => GradientCheck.RunVectorJacobianProduct(Value, static (_, _) => [1, 2], Point));
        Refused("expected 4", static () => GradientCheck.RunJacobianVectorProduct(Value, static (_, _) => [1, 2], Point));
        Refused("for 1 places", static () => GradientCheck.RunSparseJacobian(Value, [(0, 0)], static _ => [1, 2], Point));
        Refused("outside of the Jacobian", static () => GradientCheck.RunSparseJacobian(Value, [(4, 0)], static _ => [1], Point));
        Refused("gave no number", static () => GradientCheck.RunJacobian(static _ => [], static _ => new double[0, 3], Point));
        Refused("order 1 only", static () => GradientCheck.RunJacobian(Value, Jacobian, Point, new() { Orders = 2 }));
        Refused("lengths [2]", static () => GradientCheck.RunArrays(
            static x => x[0][0], static _ => [[1, 2]], [[0.5]]));
        Refused("order 1 only", static () => GradientCheck.RunArrays(
            static x => x[0][0], static _ => [[1]], [[0.5]], new() { Orders = 2 }));

        static void Refused(string expected, Action action)
            => Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    private static readonly (int Row, int Column)[] Places = [(0, 0), (0, 1), (1, 2), (2, 0), (3, 1), (3, 2)];

    private static double[] Value(double[] x) => [x[0] * x[1], Math.Exp(x[2]), Math.Sin(x[0]), x[1] * x[1] * x[2]];

    private static double[] Sparse(double[] x)
        => [x[1], x[0], Math.Exp(x[2]), Math.Cos(x[0]), 2 * x[1] * x[2], x[1] * x[1]];

    private static double[,] Jacobian(double[] x)
    {
        double[,] jacobian = new double[4, 3];
        foreach (((int row, int column), double value) in Places.Zip(Sparse(x)))
        {
            jacobian[row, column] = value;
        }

        return jacobian;
    }

    private static double[] FromLeft(double[] x, double[] w)
    {
        double[] product = new double[3];
        foreach (((int row, int column), double value) in Places.Zip(Sparse(x)))
        {
            product[column] += w[row] * value;
        }

        return product;
    }

    private static double[] FromRight(double[] x, double[] v)
    {
        double[] product = new double[4];
        foreach (((int row, int column), double value) in Places.Zip(Sparse(x)))
        {
            product[row] += v[column] * value;
        }

        return product;
    }
}
