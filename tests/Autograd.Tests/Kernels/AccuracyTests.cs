using System.Numerics;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoubleAccuracyTests : AccuracyTests<double>;

[Trait("Widths", "every")]
public sealed class FloatAccuracyTests : AccuracyTests<float>;

/// <summary>Element-wise functions to the last digits: against values that were computed with 400 decimal digits, and against the scalar
/// functions of the runtime where those are exact to about a unit in the last place.</summary>
public abstract class AccuracyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Function[] Known =
    [
        new("exp", x => x.Exp(), 3,
        [
            (-745.0, 5e-324), (-708.5, 2.006132305331306e-308), (-20.3, 1.5269401591266087e-09), (-1e-09, 0.999999999), (1e-300, 1.0),
            (0.3465, 1.4141094938303624), (0.3467, 1.414392344013204), (1.0, 2.718281828459045), (88.6, 3.0094774716311265e+38),
            (709.7, 1.6549840276802644e+308),
        ]),
        new("expm1", x => x.Expm1(), 3,
        [
            (-60.0, -1.0), (-2.5, -0.9179150013761012), (-0.3467, -0.2929825983343526), (-0.001, -0.0009995001666250085),
            (-1e-09, -9.999999995e-10), (1e-300, 1e-300), (3e-10, 3.00000000045e-10), (0.01, 0.010050167084168058),
            (0.3465, 0.41410949383036244), (0.7, 1.0137527074704764), (12.5, 268336.2865208745), (88.6, 3.0094774716311265e+38),
            (709.7, 1.6549840276802644e+308),
        ]),
        new("log", x => x.Log(), 3,
        [
            (5e-324, -744.4400719213812), (1e-310, -713.8013788281542), (1e-30, -69.07755278982137), (0.5, -0.6931471805599453),
            (0.70710678, -0.3465735919580042), (0.9999999, -1.0000000494736474e-07), (1.0000001, 9.999999505838704e-08),
            (1.4142136, 0.346573616886212), (3.0, 1.0986122886681098), (1e+30, 69.07755278982137), (1.7e+308, 709.7268368932282),
        ]),
        new("log1p", x => x.Log1P(), 3,
        [
            (-0.9999999, -16.118095651484676), (-0.5, -0.6931471805599453), (-0.3, -0.35667494393873234),
            (-0.0001, -0.00010000500033335834), (-1e-12, -1.0000000000005e-12), (1e-300, 1e-300), (1e-17, 1e-17),
            (1e-08, 9.999999950000001e-09), (0.01, 0.009950330853168083), (0.41421356, 0.34657358860194104),
            (0.7, 0.5306282510621704), (3.0, 1.3862943611198906), (10000000000.0, 23.025850930040455), (1e+300, 690.7755278982137),
        ]),
        new("tanh", x => x.Tanh(), 3,
        [
            (1e-300, 1e-300), (1e-09, 1e-09), (0.001, 0.0009999996666668), (0.17, 0.16838104587081473), (0.5, 0.46211715726000974),
            (1.0, 0.7615941559557649), (3.0, 0.9950547536867305), (9.0, 0.999999969540041), (19.0, 0.9999999999999999), (21.9, 1.0),
        ]),
        new("sinh", x => x.Sinh(), 3,
        [
            (1e-300, 1e-300), (1e-09, 1e-09), (0.001, 0.001000000166666675), (0.3, 0.3045202934471426), (1.0, 1.1752011936438014),
            (10.0, 11013.232874703393), (21.9, 1621881641.7888238), (22.1, 1980970710.6902199), (500.0, 7.017961089264188e+216),
            (710.3, 1.507788755590971e+308),
        ]),
        new("cosh", x => x.Cosh(), 3,
        [
            (1e-09, 1.0), (0.001, 1.0000005000000416), (0.3, 1.0453385141288605), (1.0, 1.5430806348152437),
            (10.0, 11013.232920103323), (22.0, 1792456423.065796), (500.0, 7.017961089264188e+216), (710.3, 1.507788755590971e+308),
        ]),
        new("sigmoid", x => x.Sigmoid(), 3,
        [
            (-744.0, 1e-323), (-709.9, 4.947061357598873e-309), (-100.0, 3.720075976020836e-44), (-30.0, 9.357622968839299e-14),
            (-1.0, 0.2689414213699951), (-1e-09, 0.49999999975), (1e-09, 0.50000000025), (0.5, 0.6224593312018546),
            (5.0, 0.9933071490757152), (36.0, 0.9999999999999998),
        ]),
        new("softplus", x => x.Softplus(), 3,
        [
            (-744.0, 1e-323), (-100.0, 3.720075976020836e-44), (-30.0, 9.357622968839737e-14), (-1.0, 0.3132616875182228),
            (-0.9, 0.3411538747320878), (-0.87, 0.34991825330155735), (-1e-09, 0.6931471800599454), (0.5, 0.9740769841801067),
            (0.88, 1.2269761000189525), (5.0, 5.006715348489118), (36.0, 36.0), (800.0, 800.0),
        ]),
        new("erf", x => x.Erf(), 3,
        [
            (1e-300, 1.1283791670955126e-300), (1e-09, 1.1283791670955127e-09), (0.01, 0.011283415555849618),
            (0.3, 0.3286267594591274), (0.9, 0.7969082124228322), (0.999, 0.8422852702064969), (1.001, 0.8431154854780762),
            (1.5, 0.9661051464753108), (3.0, 0.9999779095030014), (5.5, 0.9999999999999927),
        ]),
        new("erfc", x => x.Erfc(), 5,
        [
            (-5.0, 1.9999999999984626), (-1.0, 1.8427007929497148), (-1e-09, 1.0000000011283792), (1e-09, 0.9999999988716208),
            (0.3, 0.6713732405408726), (1.0, 0.15729920705028513), (3.0, 2.209049699858544e-05), (8.0, 1.1224297172982926e-29),
            (15.0, 7.212994172451207e-100), (26.0, 5.663192408856143e-296), (27.2, 1e-323),
        ]),
        new("normal", x => x.NormalCdf(), 5,
        [
            (-38.4, 6.4e-323), (-30.0, 4.906713927148187e-198), (-12.3, 4.5287069561587846e-35), (-5.0, 2.866515718791939e-07),
            (-1.0, 0.15865525393145705), (-1e-09, 0.49999999960105773), (1e-09, 0.5000000003989423), (0.5, 0.6914624612740131),
            (3.0, 0.9986501019683699), (8.0, 0.9999999999999993),
        ]),
    ];

    private static readonly Function[] OfTheRuntime =
    [
        new("sin", x => x.Sin(), 2, Exact: Math.Sin), new("cos", x => x.Cos(), 2, Exact: Math.Cos),
        new("tan", x => x.Tan(), 3, Exact: Math.Tan),
        new("asin", x => x.Asin(), 3, Exact: Math.Asin), new("acos", x => x.Acos(), 3, Exact: Math.Acos),
        new("atan", x => x.Atan(), 3, Exact: Math.Atan),
        new("asinh", x => x.Asinh(), 3, Exact: Math.Asinh), new("acosh", x => x.Acosh(), 3, Exact: Math.Acosh),
        new("atanh", x => x.Atanh(), 3, Exact: Math.Atanh),
        new("tanh", x => x.Tanh(), 3, Exact: Math.Tanh), new("sinh", x => x.Sinh(), 3, Exact: Math.Sinh),
        new("cosh", x => x.Cosh(), 3, Exact: Math.Cosh),
        new("exp", x => x.Exp(), 2, Exact: Math.Exp), new("log", x => x.Log(), 2, Exact: Math.Log),
        new("cbrt", x => x.Cbrt(), 2, Exact: Math.Cbrt),
        new("sqrt", x => x.Sqrt(), 1, Exact: Math.Sqrt), new("reciprocal sqrt", x => x.ReciprocalSqrt(), 3, Exact: x => 1 / Math.Sqrt(x)),
    ];

    private static bool IsDouble => typeof(T) == typeof(double);

    private static Function[] ComputedHere =>
    [
        .. Known, new("softsign", x => x.Softsign(), 3), new("sin", x => x.Sin(), 2), new("cos", x => x.Cos(), 2),
        new("tan", x => x.Tan(), 3),
    ];

    [Fact]
    public void Hard_points_are_met_to_a_few_units_in_the_last_place()
    {
        foreach (Function function in Known)
        {
            double[] at = [.. function.Points!.Select(point => point.X)];
            double[] expected = [.. function.Points!.Select(point => point.Value)];
            if (!IsDouble)
            {
                // A table in float would be that of other points: at the rounded ones the function in double, tried above, is the
                // reference.
                at = Array.ConvertAll(at, x => (double)(float)x);
                expected = AccuracyTests<double>.Evaluate(function.Name, at);
            }

            Compare(function, at, Evaluate(function, at), expected);
        }
    }

    [Fact]
    public void Magnitudes_from_the_smallest_to_the_greatest_agree_with_the_scalar_functions_of_the_runtime()
    {
        List<double> points = [];
        RandomStream stream = new(11, "accuracy");
        for (int k = 0; k < 4000; k++)
        {
            double size = Math.Pow(10, stream.NextUniform(IsDouble ? -307 : -37, IsDouble ? 308 : 38));
            double middle = Math.Pow(10, stream.NextUniform(-4, 3));

            // And the numbers nearest to a multiple of pi / 2, where all digits of the reduction count.
            double quarter = Math.Ceiling(Math.Pow(10, stream.NextUniform(0, 7))) * (Math.PI / 2);
            points.AddRange([size, -size, middle, -middle, quarter]);
        }

        double[] at = [.. points.Select(x => double.CreateChecked(T.CreateChecked(x)))];
        foreach (Function function in OfTheRuntime)
        {
            double[] expected = Array.ConvertAll(at, x => function.Exact!(x));
            Compare(function, at, Evaluate(function, at), expected);
        }
    }

    [Fact]
    public void A_value_does_not_depend_on_where_in_the_array_it_stands()
    {
        RandomStream stream = new(12, "places");
        double[] at =
        [
            .. Enumerable.Range(0, 301).Select(_ => stream.NextUniform(-12, 12)),
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            0,
            -0.0,
            1e-310,
            1e5,
            1e12,
            -1e7,
        ];
        foreach (Function function in ComputedHere.Concat(OfTheRuntime))
        {
            double[] together = Evaluate(function, at);
            for (int k = 0; k < at.Length; k++)
            {
                Assert.True(
                    Evaluate(function, [at[k]])[0].Equals(together[k]),
                    $"{function.Name}({at[k]:R}) is another number alone than in an array.");
            }
        }
    }

    [Fact]
    public void Odd_functions_are_odd_to_the_last_bit_and_keep_the_sign_of_zero()
    {
        RandomStream stream = new(13, "odd");
        double[] at = [.. Enumerable.Range(0, 300).Select(_ => Math.Pow(10, stream.NextUniform(-9, 1))), 0, double.PositiveInfinity];
        foreach (string name in (string[])["tanh", "sinh", "erf", "softsign", "sin", "tan"])
        {
            Function function = ComputedHere.Single(other => other.Name == name);
            double[] right = Evaluate(function, at);
            double[] left = Evaluate(function, Array.ConvertAll(at, x => -x));
            Assert.Equal(right, Array.ConvertAll(left, y => -y));
            Assert.False(double.IsNegative(right[300]));
            Assert.True(double.IsNegative(left[300]));
        }

        foreach (string name in (string[])["expm1", "log1p"])
        {
            Assert.True(double.IsNegative(Evaluate(name, [-0.0])[0]), name);
        }
    }

    internal static double[] Evaluate(string name, double[] at) => Evaluate(ComputedHere.Single(function => function.Name == name), at);

    private static double[] Evaluate(Function function, double[] at)
    {
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        return Near.ToDouble(function.Apply(tape.Input(Array.ConvertAll(at, T.CreateChecked), [at.Length])).Values);
    }

    private static void Compare(Function function, double[] at, double[] actual, double[] expected)
    {
        for (int k = 0; k < at.Length; k++)
        {
            T rounded = T.CreateChecked(expected[k]);
            if (rounded.Equals(T.CreateChecked(actual[k])) || rounded == T.CreateChecked(actual[k]))
            {
                continue;
            }

            double unit = double.CreateChecked(T.BitIncrement(T.Abs(rounded)) - T.Abs(rounded));
            double units = Math.Abs(actual[k] - expected[k]) / unit;
            Assert.True(
                units <= function.Units,
                $"{function.Name}({at[k]:R}) is {actual[k]:R}, expected {expected[k]:R}: {units:F1} units in the last " +
                    $"place, allowed {function.Units}.");
        }
    }

    private sealed record Function(
        string Name, Func<Variable<T>, Variable<T>> Apply, double Units, (double X, double Value)[]? Points = null,
        Func<double, double>? Exact = null);
}
