using AutogradMaml.Autograd;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The programs of docs/sharp-edges.md, as they stand there, with the numbers in their comments.</summary>
public class SharpEdgesTests
{
    [Fact]
    public void Every_program_of_the_page_is_here() => Guide.RequireCompiled("sharp-edges.md", "SharpEdgesTests.cs", count: 5);

    [Fact]
    public void The_square_of_a_norm_has_no_curvature_at_0()
    {
        using var tape = new Tape<double>();

        // <guide>
        Variable<double> x = tape.Input([0, 0], [2]);
        Variable<double> y = tape.Input([0, 0], [2]);
        Variable<double> flatNorm = tape.Hessian(x.Norm().Square(), x);                                // 0, 0, 0, 0
        Variable<double> flatHypot = tape.Hessian(x.Hypot(y).Square().Sum(), x);                       // 0, 0, 0, 0
        Variable<double> flatDeviation = tape.Hessian(x.StandardDeviation().Square(), x);              // 0, 0, 0, 0
        Variable<double> flatMagnitude = tape.Hessian(x.Abs().Square().Sum(), x);                      // 0, 0, 0, 0
        Variable<double> flatRoot = tape.Gradient(x.SqrtOrZero().Square().Sum(), x);                   // 0, 0

        Variable<double> squares = tape.Hessian(x.Square().Sum(), x);                                  // 2, 0, 0, 2
        Variable<double> squaresOfBoth = tape.Hessian((x.Square() + y.Square()).Sum(), x);             // 2, 0, 0, 2
        Variable<double> variance = tape.Hessian(x.Variance(), x);                                     // 0.5, -0.5, -0.5, 0.5
        Variable<double> line = tape.Gradient(x.Sum(), x);                                             // 1, 1

        // </guide>
        Holds([0, 0, 0, 0], flatNorm);
        Holds([0, 0, 0, 0], flatHypot);
        Holds([0, 0, 0, 0], flatDeviation);
        Holds([0, 0, 0, 0], flatMagnitude);
        Holds([0, 0], flatRoot);
        Holds([2, 0, 0, 2], squares);
        Holds([2, 0, 0, 2], squaresOfBoth);
        Holds([0.5, -0.5, -0.5, 0.5], variance);
        Holds([1, 1], line);
    }

    [Fact]
    public void The_branch_that_is_not_taken_has_a_derivative()
    {
        using var tape = new Tape<double>();

        // <guide>
        Variable<double> zero = tape.Constant(0);
        Variable<double> one = tape.Constant(1);
        Variable<double> z = tape.Input([0, 4], [2]);
        Variable<double> isPositive = z.Greater(zero);
        Variable<double> selectedRoot = tape.Gradient(Variable.Where(isPositive, z.Sqrt(), zero).Sum(), z);          // NaN, 0.25
        Variable<double> clampedRoot = tape.Gradient(z.Sqrt().Clamp(0.5, 3).Sum(), z);                                // NaN, 0.25
        Variable<double> boundedLog = tape.Gradient(z.Log().Maximum(tape.Constant(-10)).Sum(), z);                    // NaN, 0.25
        Variable<double> boundedExp = tape.Gradient((1000 * z).Exp().Minimum(one).Sum(), z);                          // 1000, NaN

        Variable<double> safe = Variable.Where(isPositive, z, one);
        Variable<double> maskedRoot = tape.Gradient(Variable.Where(isPositive, safe.Sqrt(), zero).Sum(), z);         // 0, 0.25
        Variable<double> rootOfClamped = tape.Gradient(z.Clamp(0.25, 9).Sqrt().Sum(), z);                             // 0, 0.25
        Variable<double> logOfBounded = tape.Gradient(z.Maximum(tape.Constant(Math.Exp(-10))).Log().Sum(), z);        // 0, 0.25
        Variable<double> expOfBounded = tape.Gradient((1000 * z).Minimum(zero).Exp().Sum(), z);                       // 1000, 0

        Variable<double> weight = tape.Input([0, 1], [2]);
        Variable<double> weightedRoot = tape.Gradient((weight * z.Sqrt()).Sum(), z);                                  // NaN, 0.25
        Variable<double> weightedRootOrZero = tape.Gradient((weight * z.SqrtOrZero()).Sum(), z);                      // 0, 0.25

        // </guide>
        Holds([double.NaN, 0.25], selectedRoot);
        Holds([double.NaN, 0.25], clampedRoot);
        Holds([double.NaN, 0.25], boundedLog);
        Holds([1000, double.NaN], boundedExp);
        Holds([0, 0.25], maskedRoot);
        Holds([0, 0.25], rootOfClamped);
        Holds([0, 0.25], logOfBounded);
        Holds([1000, 0], expOfBounded);
        Holds([double.NaN, 0.25], weightedRoot);
        Holds([0, 0.25], weightedRootOrZero);
    }

    [Fact]
    public void Products_of_0_and_infinity_are_products()
    {
        using var tape = new Tape<double>();

        // <guide>
        Variable<double> far = tape.Input([double.NegativeInfinity, double.PositiveInfinity], [2]);
        Variable<double> product = far * far.Sigmoid();                                                // NaN, ∞
        Variable<double> slopeOfProduct = tape.Gradient(product.Sum(), far);                           // NaN, NaN
        Variable<double> silu = far.Silu();                                                            // 0, ∞
        Variable<double> slopeOfSilu = tape.Gradient(silu.Sum(), far);                                 // 0, 1

        // </guide>
        Holds([double.NaN, double.PositiveInfinity], product);
        Holds([double.NaN, double.NaN], slopeOfProduct);
        Holds([0, double.PositiveInfinity], silu);
        Holds([0, 1], slopeOfSilu);
    }

    [Fact]
    public void Log_sum_exp_of_nothing_but_minus_infinity_has_no_derivative()
    {
        using var tape = new Tape<double>();

        // <guide>
        Variable<double> logits = tape.Input([0, 0, double.NegativeInfinity, double.NegativeInfinity], [2, 2]);
        Variable<double> unmasked = logits.LogSumExp([-1]);                                            // log 2, -∞
        Variable<double> slopeUnmasked = tape.Gradient(unmasked.Sum(), logits);                        // 0.5, 0.5, NaN, NaN

        Variable<double> isEmpty = logits.Max([-1], keepAxes: true).EqualTo(tape.Constant(double.NegativeInfinity));
        Variable<double> masked = logits.DropWhere(isEmpty).LogSumExp([-1], keepAxes: true).DropWhere(isEmpty);      // log 2, 0
        Variable<double> slopeMasked = tape.Gradient(masked.Sum(), logits);                            // 0.5, 0.5, 0, 0

        // </guide>
        Holds([Math.Log(2), double.NegativeInfinity], unmasked);
        Holds([0.5, 0.5, double.NaN, double.NaN], slopeUnmasked);
        Holds([Math.Log(2), 0], masked);
        Holds([0.5, 0.5, 0, 0], slopeMasked);
    }

    // The numbers of the page are exact up to rounding; 0, infinity and NaN must be met.
    private static void Holds(double[] expected, Variable<double> found)
    {
        double[] values = found.ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int k = 0; k < values.Length; k++)
        {
            bool met = expected[k].Equals(values[k]) || Math.Abs(expected[k] - values[k]) <= 1e-14;
            Assert.True(met, $"Found {values[k]}, expected {expected[k]}.");
        }
    }
}
