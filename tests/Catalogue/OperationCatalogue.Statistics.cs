using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Variances, norms, products, running sums and places of extremes.</content>
internal static partial class OperationCatalogue<T>
{
    private const string NothingToAverage = "The variance of nothing is refused.";

    private static OperationRow<T>[] Statistics =>
    [
        Statistic(
            "variance of all", x => x.Variance(), x => ReferenceArray.Scalar(Variance(x.Values, 0)), [[[]], [[1]], [[5]], [[2, 3]]],
            [new([[1, 3]], [1], [-1, 1], [0, 0])],
            Refused([[0]], null, typeof(ArgumentException), "variance", "at least 1", "got 0"))
            .Says("Σ (x - mean)² / n", "2 Σ (x - mean) dx / n", "x.Variance()") with { NoEmptySample = NothingToAverage },
        Statistic(
            "unbiased variance of all", x => x.Variance(correction: 1), x => ReferenceArray.Scalar(Variance(x.Values, 1)),
            [[[2]], [[5]], [[2, 3, 1]]], [new([[1, 3]], [2], [-2, 2], [0, 0])],
            Refused(
                [[1]], null, typeof(ArgumentException), "unbiased variance", "at least 2",
                "got 1"))
            .Says(
                "Σ (x - mean)² / (n - 1)",
                "2 Σ (x - mean) dx / (n - 1)",
                "x.Variance(correction: 1)") with { NoEmptySample = NothingToAverage },
        Statistic(
            "variance over an axis", x => x.Variance([-1]), x => x.MapRows(-1, row => [Variance(row, 0)]).Reshape(x.Shape.Without(-1)),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]]],
            [new([[1e8, 1e8 + 2]], [1], [-1, 1], [0, 0]) { OnlyInDouble = true }],
            Refused([[2, 0]], null, typeof(ArgumentException), "variance", "axis 1 of [2, 0]"),
            Refused([[2]], x => x[0].Variance([1]), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("Σ (x - mean)² / n over an axis", "2 Σ (x - mean) dx / n", "x.Variance(axes)"),
        Statistic(
            "unbiased variance over two axes, kept", x => x.Variance([0, -1], keepAxes: true, correction: 1), x => VarianceOfEnds(x),
            [[[2, 3, 2]], [[1, 3, 4]], [[3, 1, 2]], [[2, 0, 2]]], [],
            Refused([[1, 3, 1]], null, typeof(ArgumentException), "at least 2", "got 1", "[1, 3, 1]"))
            .Says(
                "Σ (x - mean)² / (n - 1) over two axes", "2 Σ (x - mean) dx / (n - 1)", "x.Variance(axes, keepAxes: true, correction: 1)"),
        Statistic(
            "variance with a correction", x => x.Variance([-1], correction: 2),
            x => x.MapRows(-1, row => [Variance(row, 2)]).Reshape(x.Shape.Without(-1)), [[[3]], [[1, 4]], [[2, 2, 3]], [[0, 3]]],
            [new([[1, 3, 5]], [8], [-4, 0, 4], [0, 0, 0])],
            Refused([[3, 2]], null, typeof(ArgumentException), "correction of 2", "at least 3", "got 2", "[3, 2]"),
            Refused([[0]], x => x[0].Variance([0], correction: -1), typeof(ArgumentException), "correction of -1", "at least 1", "got 0"))
            .Says("Σ (x - mean)² / (n - c) over an axis, here c = 2", "2 Σ (x - mean) dx / (n - c)", "x.Variance(axes, correction: 2)"),
        // Never of two elements: theirs is half of the distance, which has no curvature that could be compared.
        Statistic(
            "standard deviation of all", x => x.StandardDeviation(), x => ReferenceArray.Scalar(Math.Sqrt(Variance(x.Values, 0))),
            [[[3]], [[5]], [[2, 3, 1]]],
            [
                new([[2, 2, 2]], [0], [0, 0, 0], [0, 0, 0]), new([[1, 3]], [1], [-0.5, 0.5], [0, 0]),
                new([[1e25, 3e25]], [1e25], [-0.5, 0.5], [0, 0]), new([[1e-30, 3e-30]], [1e-30], [-0.5, 0.5], [0, 0]),
                new([[1e200, 3e200]], [1e200], [-0.5, 0.5], [0, 0]) { OnlyInDouble = true },
            ],
            Refused([[0]], null, typeof(ArgumentException), "variance", "got 0"))
            .Says(
                "√(Σ (x - mean)² / n)",
                "Σ (x - mean) dx / (n y), and 0 where y is 0",
                "x.StandardDeviation()") with { NoEmptySample = NothingToAverage },
        Statistic(
            "standard deviation over an axis", x => x.StandardDeviation([0], correction: 1),
            x => x.MapRows(0, row => [Math.Sqrt(Variance(row, 1))]).Reshape(x.Shape.Without(0)),
            [[[4]], [[3, 1]], [[3, 2, 3]], [[3, 0]]], [new([[7, 7]], [0], [0, 0], [0, 0])],
            Refused([[1, 3]], null, typeof(ArgumentException), "at least 2", "[1, 3]"))
            .Says(
                "√(Σ (x - mean)² / (n - 1)) over an axis",
                "Σ (x - mean) dx / ((n - 1) y), and 0 where y is 0",
                "x.StandardDeviation(axes, correction: 1)"),
        Statistic(
            "standard deviation with a correction", x => x.StandardDeviation([-1], keepAxes: true, correction: -1),
            x => x.MapRows(-1, row => [Math.Sqrt(Variance(row, -1))]), [[[3]], [[1, 4]], [[2, 2, 3]], [[0, 3]]],
            [new([[2, 2, 2]], [0], [0, 0, 0], [0, 0, 0])],
            Refused([[2]], x => x[0].StandardDeviation([0], correction: 2), typeof(ArgumentException), "at least 3", "got 2"))
            .Says(
                "√(Σ (x - mean)² / (n - c)) over an axis, here c = -1",
                "Σ (x - mean) dx / ((n - c) y), and 0 where y is 0",
                "x.StandardDeviation(axes, keepAxes: true, correction: -1)"),
        Statistic(
            "product of all", x => x.Product(), x => ReferenceArray.Scalar(x.Values.Aggregate(1.0, (product, value) => product * value)),
            [[[]], [[1]], [[7]], [[2, 3]], [[0]]],
            [new([[0, 2, 3]], [0], [6, 0, 0], [5, 3, 2]), new([[0, 0, 3]], [0], [0, 0, 0], [3, 3, 0]),
                new([[0, 0, 0, 5]], [0], [0, 0, 0, 0], [0, 0, 0, 0])])
            .Says("Π x", "Σ over i of dx[i] times the product of the others", "x.Product()"),
        Statistic(
            "product over an axis", x => x.Product([1]),
            x => x.MapRows(1, row => [row.Aggregate(1.0, (product, value) => product * value)]).Reshape(x.Shape.Without(1)),
            [[[1, 1]], [[2, 5]], [[2, 4, 2]], [[3, 2]], [[2, 0]], [[0, 3]]], [],
            Refused([[2]], null, typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("Π x over an axis", "Σ over i of dx[i] times the product of the others", "x.Product(axes)"),
        Statistic(
            "norm of all", x => x.Norm(), x => ReferenceArray.Scalar(Math.Sqrt(x.Values.Sum(value => value * value))),
            [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            [
                new([[0, 0]], [0], [0, 0], [0, 0]), new([[3, -4]], [5], [0.6, -0.8], [0.224, 0.168]), new([[0, 2]], [2], [0, 1], [0.5, 0]),
                new([[3e200, 4e200]], [5e200], [0.6, 0.8]) { OnlyInDouble = true },
                new([[3e-200, 4e-200]], [5e-200], [0.6, 0.8]) { OnlyInDouble = true },
                new([[1e-30, 0]], [1e-30], [1, 0], [0, 1e30]),
                new([[1, 100]], [Math.Sqrt(10001)], [1 / Math.Sqrt(10001), 100 / Math.Sqrt(10001)]),
                new([[Infinity, 1]], [Infinity], [1, 0], [0, 0]), new([[-1, -Infinity]], [Infinity], [0, -1], [0, 0]),
                new([[Infinity, 1, -Infinity]], [Infinity], [Math.Sqrt(0.5), 0, -Math.Sqrt(0.5)], [0, 0, 0]),
                new([[double.NaN, 1]], [double.NaN], [double.NaN, double.NaN]),
            ])
            .Says("√(Σ x²)", "Σ x dx / y, and 0 where y is 0", "x.Norm()"),
        Statistic(
            "norm over an axis", x => x.Norm([-1]),
            x => x.MapRows(-1, row => [Math.Sqrt(row.Sum(value => value * value))]).Reshape(x.Shape.Without(-1)),
            [[[1]], [[4]], [[3, 2]], [[2, 1, 3]], [[0, 3]], [[3, 0]]],
            [new([[0, 0, 3, 4]], [0, 5], [0, 0, 0.6, 0.8], [0, 0, 0.032, -0.024]) { Shapes = [[2, 2]] }],
            Refused([[2]], x => x[0].Norm([1]), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("√(Σ x²) over an axis", "Σ x dx / y, and 0 where y is 0", "x.Norm(axes)"),
        Statistic(
            "norm over two axes, kept", x => x.Norm([0, 2], keepAxes: true),
            x => Summed(Summed(x.Map(value => value * value), 0), 2).Map(Math.Sqrt), [[[2, 3, 2]], [[1, 1, 2]], [[2, 0, 3]]], [],
            Refused([[2, 2]], null, typeof(ArgumentOutOfRangeException), "Axis 2", "[2, 2]"))
            .Says("√(Σ x²) over two axes", "Σ x dx / y, and 0 where y is 0", "x.Norm(axes, keepAxes: true)"),
        // No method of the public surface records it by itself: it is the derivative of the norm.
        Statistic(
            "norm slope", x => x.NormSlope(),
            x => x.MapRows(-1, row => [.. row.Select(value => value / Math.Sqrt(row.Sum(other => other * other)))]),
            [[[1, 1]], [[2, 3]], [[3, 5]], [[0, 3]], [[3, 0]]],
            [
                new([[0, 0, 3, 4]], [0, 0, 0.6, 0.8], [0, 0, 0.032, -0.024]) { Shapes = [[2, 2]] },
                new([[Infinity, 1]], [1, 0], [0, 0], [0, 0]) { Shapes = [[1, 2]] },
                new([[3e-30, 4e-30]], [0.6, 0.8], [0.032e30, -0.024e30]) { Shapes = [[1, 2]] },
                new([[3e38, 3e38]], [Math.Sqrt(0.5), Math.Sqrt(0.5)]) { Shapes = [[1, 2]] },
            ])
            .Says("x / √(Σ x²) over the last axis", "(dx - y Σ y dx) / √(Σ x²), and 0 where x is 0"),
        // The special values of orders 3, 4 and 0.5 are those of PyTorch 1.13, torch.linalg.vector_norm, with 0 where it has NaN; the
        // others are worked out by hand.
        NormOf(
            "norm of order 3", 3, [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            new([[3, -4, 5]], [6], [0.25, -16.0 / 36, 25.0 / 36], [0.125, 8.0 / 27, 0.16203703703703703]),
            new([[0, 0]], [0], [0, 0], [0, 0]), new([[0, 2]], [2], [0, 1], [0, 0]),
            new([[3e200, -4e200, 5e200]], [6e200], [0.25, -16.0 / 36, 25.0 / 36]) { OnlyInDouble = true },
            new([[3e-200, -4e-200, 5e-200]], [6e-200], [0.25, -16.0 / 36, 25.0 / 36]) { OnlyInDouble = true },
            new([[Infinity, 1]], [Infinity]), new([[double.NaN, 1]], [double.NaN]))
            .Says("(Σ |x|^3)^(1/3)", "Σ sign(x) (|x| / y)^2 dx, and 0 where y is 0", "x.Norm(3)"),
        NormOf(
            "norm of order 4",
            4,
            [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            new([[0, 2]], [2], [0, 1], [0, 0]),
            new([[0, 0]], [0], [0, 0], [0, 0]))
            .Says("(Σ |x|^4)^(1/4)", "Σ sign(x) (|x| / y)^3 dx, and 0 where y is 0"),
        NormOf(
            "norm of order 0.5", 0.5, [[[]], [[1]], [[4]], [[2, 2]], [[0]]],
            new([[4, 9]], [25], [2.5, 5.0 / 3], [-0.10416666666666667, 0.046296296296296294]), new([[0, 4]], [4], [0, 1], [0, 0]),
            new([[0, 0]], [0], [0, 0], [0, 0]))
            .Says("(Σ |x|^0.5)^2", "Σ sign(x) (|x| / y)^-0.5 dx, and 0 where y is 0"),
        NormOf(
            "norm of order 2.5",
            2.5,
            [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            new([[0, -4]], [4], [0, -1], [0, 0]),
            new([[0, 0]], [0], [0, 0], [0, 0]))
            .Says("(Σ |x|^2.5)^0.4", "Σ sign(x) (|x| / y)^1.5 dx, and 0 where y is 0", "x.Norm(2.5)"),
        Statistic(
            "norm of order 1.5 over an axis", x => x.Norm(Number(1.5), [0]),
            x => x.MapRows(0, row => [Math.Pow(row.Sum(value => Math.Pow(Math.Abs(value), 1.5)), 1 / 1.5)]).Reshape(x.Shape.Without(0)),
            [[[4]], [[1, 2]], [[3, 2]], [[3, 2, 2]], [[2, 0]], [[0, 2]]], [new([[0, 2]], [2], [0, 1], [0, 0])],
            Refused([[2]], x => x[0].Norm(Number(1.5), [1]), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("(Σ |x|^1.5)^(2/3) over an axis", "Σ sign(x) (|x| / y)^0.5 dx, and 0 where y is 0", "x.Norm(1.5, axes)"),
        NormOf("norm of order 1", 1, [[[]], [[1]], [[5]], [[2, 3]], [[0]]], new SpecialValue([[0, -2]], [2], [0, -1], [0, 0]))
            .Says("Σ |x|", "Σ sign(x) dx"),
        NormOf("norm of order 2", 2, [[[]], [[1]], [[5]], [[2, 3]], [[0]]], new SpecialValue([[3, -4]], [5], [0.6, -0.8], [0.224, 0.168]))
            .Says("√(Σ x²)", "Σ x dx / y, and 0 where y is 0"),
        Statistic(
            "norm of order infinity", x => x.Norm(T.PositiveInfinity, [-1], keepAxes: true), x => x.MapRows(-1, row => [row.Max(Math.Abs)]),
            [[[1]], [[4]], [[3, 2]], [[2, 1, 3]], [[0, 3]]],
            [new([[1, -3, 3]], [3], [0, -1, 0], [0, 0, 0]), new([[0, 0]], [0], [0, 0], [0, 0]),
                new([[1, -Infinity]], [Infinity], [0, -1], [0, 0])],
            Refused([[2, 0]], null, typeof(ArgumentException), "max", "no elements"))
            .Says("max |x|", "sign(x) dx of the first greatest |x|", "x.Norm(double.PositiveInfinity, axes)"),
        NormOf(
            "norm of order 0", 0, [[[]], [[1]], [[5]], [[2, 3]], [[0]]], new([[0, -2, 3]], [2], [0, 0, 0]), new([[0, 0]], [0], [0, 0]))
            .Says("the number of elements that are not 0", OperationFormula.None, "x.Norm(0)") with
        { Domains = [Domain.OneOf(-2, -1, 0, 1.5)], Constant = Piecewise },
        Statistic(
            "1-norm of all",
            x => x.Norm1(),
            x => ReferenceArray.Scalar(x.Values.Sum(Math.Abs)),
            [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            [new([[0, -2]], [2], [0, -1], [0, 0])])
            .Says("Σ |x|", "Σ sign(x) dx", "x.Norm1()"),
        Statistic(
            "1-norm over an axis", x => x.Norm1([0]), x => Summed(x.Map(Math.Abs), 0).Reshape(x.Shape.Without(0)),
            [[[1]], [[4]], [[3, 2]], [[2, 1, 3]], [[3, 0]]], [],
            Refused([[2]], x => x[0].Norm1([1]), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("Σ |x| over an axis", "Σ sign(x) dx", "x.Norm1(axes)"),
        Positive(
            "cumulative sum", x => x.CumulativeSum(-1), x => x.MapRows(-1, row => [.. row.Select((_, k) => row[..(k + 1)].Sum())]),
            [[[1]], [[5]], [[2, 3]], [[0]], [[2, 0]], [[0, 2]]],
            Refused([[2]], x => x[0].CumulativeSum(1), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("y[i] = Σ x[j] for j ≤ i", OperationFormula.Linear, "x.CumulativeSum(axis)"),
        Positive(
            "cumulative sum from the end", x => x.CumulativeSum(1, fromEnd: true),
            x => x.MapRows(1, row => [.. row.Select((_, k) => row[k..].Sum())]), [[[1, 1]], [[2, 5]], [[2, 3, 2]], [[2, 0, 3]]],
            Refused([[]], x => x[0].CumulativeSum(0, fromEnd: true), typeof(ArgumentOutOfRangeException), "no axes"))
            .Says("y[i] = Σ x[j] for j ≥ i", OperationFormula.Linear, "x.CumulativeSum(axis, fromEnd: true)"),
        Place(
            "arg max over an axis", x => x.ArgMax([-1]), row => Array.IndexOf(row, row.Max()), x => x.ArgMax([-1]),
            new([[1, 3, 3, 2]], [1], [0, 0, 0, 0]), new([[1, double.NaN, 3]], [1]))
            .Says("the place of the first greatest element", OperationFormula.None, "x.ArgMax(axes)"),
        Place(
            "arg min over an axis",
            x => x.ArgMin([-1]),
            row => Array.IndexOf(row, row.Min()),
            x => x.ArgMin([-1]),
            new SpecialValue([[3, 1, 1, 2]], [1], [0, 0, 0, 0]))
            .Says("the place of the first least element", OperationFormula.None, "x.ArgMin(axes)"),
        new()
        {
            Name = "arg max over the first axis, kept",
            Formula = new("the place of the first greatest element of axis 0", OperationFormula.None, "x.ArgMax(axes, keepAxes: true)"),
            Apply = inputs => inputs[0].ArgMax([0], keepAxes: true),
            Reference = inputs => inputs[0].MapRows(0, row => [Array.IndexOf(row, row.Max())]),
            Samples = [[[4]], [[1, 2]], [[3, 2, 2]], [[3, 0]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            Constant = Piecewise,
            Bad = [new([[0, 2]], null, typeof(ArgumentException), "[0, 2]", "no elements")],
        },
    ];

    private static OperationRow<T> Statistic(
        string name, Func<Variable<T>, Variable<T>> apply, Func<ReferenceArray, ReferenceArray> reference, Shape[][] samples,
        SpecialValue[] special, params BadInput<T>[] bad) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Samples = samples,
            Domains = [Domain.AwayFromZero(0.3, 2)],
            Special = special,
            Bad = bad,
            NoBadInput = bad.Length == 0 ? "Every array of numbers is fit for it." : null,
        };

    private static OperationRow<T> NormOf(string name, double order, Shape[][] samples, params SpecialValue[] special)
        => Statistic(
            name,
            x => x.Norm(Number(order)),
            x
                => ReferenceArray.Scalar(
                    order == 0
                        ? x.Values.Count(value => value != 0)
                        : Math.Pow(x.Values.Sum(value => Math.Pow(Math.Abs(value), order)), 1 / order)),
            samples,
            special,
            Refused(
                [[2]], x => x[0].Norm(Number(-order - 1)), typeof(ArgumentOutOfRangeException), "Norm", "order of 0 or more",
                $"{-order - 1}"),
            Refused([[2]], x => x[0].Norm(T.NaN), typeof(ArgumentOutOfRangeException), "Norm", "NaN"));

    private static OperationRow<T> Place(
        string name,
        Func<Variable<T>, Variable<T>> apply,
        Func<double[], double> place,
        Func<Variable<T>, Variable<T>> ofNothing,
        params SpecialValue[] special)
        => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].MapRows(-1, row => [place(row)]).Reshape(inputs[0].Shape.Without(-1)),
            Samples = [[[1]], [[4]], [[3, 5]], [[2, 2, 3]], [[0, 3]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            Constant = Piecewise,
            Special = special,
            Bad = [new([[2, 0]], inputs => ofNothing(inputs[0]), typeof(ArgumentException), "[2, 0]", "no elements")],
        };

    private static double Variance(double[] values, int less)
    {
        double mean = values.Sum() / values.Length;
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - less);
    }

    private static ReferenceArray VarianceOfEnds(ReferenceArray x)
        => ReferenceArray.From(
            [1, x.Sizes[1], 1],
            target => Variance([.. ReferenceArray.Indices(x.Shape).Where(index => index[1] == target[1]).Select(index => x[index])], 1));
}
