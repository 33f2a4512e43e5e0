using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Operations over axes.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Reductions =>
    [
        Positive("sum of all", x => x.Sum(), x => ReferenceArray.Scalar(x.Values.Sum()), [[[]], [[1]], [[5]], [[2, 3]], [[0]], [[2, 0]]])
            .Says("Σ x", OperationFormula.Linear, "x.Sum()"),
        Positive(
            "sum over an axis", x => x.Sum([-2]), x => Summed(x, x.Shape.Rank - 2).Reshape(x.Shape.Without(-2)),
            [[[3, 1]], [[1, 1]], [[2, 3, 4]], [[1, 3]], [[0, 3]], [[3, 0]]],
            Refused([[3]], x => x[0].Sum([1]), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]", "-1 to 0"))
            .Says("Σ x over an axis", OperationFormula.Linear, "x.Sum(axes)"),
        Positive(
            "sum over two axes, kept",
            x => x.Sum([0, -1], keepAxes: true),
            x => Summed(Summed(x, 0), 2),
            [[[2, 3, 4]], [[1, 3, 1]], [[2, 1, 2]], [[0, 2, 2]]])
            .Says("Σ x over two axes, which stay with size 1", OperationFormula.Linear, "x.Sum(axes, keepAxes: true)"),
        Positive("sum over no axes", x => x.Sum([]), x => x, [[[2, 3]], [[]], [[1]], [[0]]]).Says("x", OperationFormula.Linear),
        Positive(
            "mean of all",
            x => x.Mean(),
            x => ReferenceArray.Scalar(x.Values.Average()),
            [[[]], [[1]], [[5]], [[2, 3]]],
            noEmpty: "The mean of nothing is not a number.")
            .Says("Σ x / n", OperationFormula.Linear, "x.Mean()"),
        Positive(
            "mean over an axis", x => x.Mean([0]), x => Summed(x, 0).Map(value => value / x.Sizes[0]).Reshape(x.Shape.Without(0)),
            [[[3, 1]], [[1, 1]], [[2, 3, 4]], [[3, 0]]],
            Refused([[3]], x => x[0].Mean([-2]), typeof(ArgumentOutOfRangeException), "Axis -2", "[3]"))
            .Says("Σ x / n over an axis", OperationFormula.Linear, "x.Mean(axes)"),
        Positive(
            "sum to", x => x.SumTo([3, 1]),
            x
                => ReferenceArray.From(
                    [3, 1], target => ReferenceArray.Indices(x.Shape).Where(index => index[^2] == target[0]).Sum(index => x[index])),
            [[[3, 4]], [[2, 3, 4]], [[2, 3, 1]], [[3, 1]], [[1, 1, 3, 2]], [[0, 3, 2]]],
            Refused([[2, 4]], x => x[0].SumTo([3, 1]), typeof(ArgumentException), "SumTo", "[3, 1]", "[2, 4]"),
            Refused([[2]], x => x[0].SumTo([1, 2]), typeof(ArgumentException), "[1, 2]", "[2]"),
            Refused([[2]], x => x[0].SumTo(null!), typeof(ArgumentNullException)))
            .Says("Σ x over the axes that a shape would broadcast", OperationFormula.Linear, "x.SumTo(shape)"),
        Extreme(
            "max of all", x => x.Max(), x => ReferenceArray.Scalar(x.Values.Max()), [[[]], [[1]], [[5]], [[2, 3]]], x => x.Max(), "max")
            .Says("max x", "that of the first greatest element", "x.Max()"),
        Extreme(
            "max over an axis", x => x.Max([0]), x => x.MapRows(0, row => [row.Max()]).Reshape(x.Shape.Without(0)),
            [[[1]], [[4]], [[3, 2]], [[1, 3]], [[2, 2, 3]], [[3, 0]]], x => x.Max([0]), "max")
            .Says("max x over an axis", "that of the first greatest element", "x.Max(axes)"),
        Extreme(
            "max over the last axis, kept", x => x.Max([-1], keepAxes: true), x => x.MapRows(-1, row => [row.Max()]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]]], x => x.Max([-1], true), "max")
            .Says("max x over the last axis, which stays with size 1", "that of the first greatest element", "x.Max(axes, keepAxes: true)"),
        Extreme(
            "min of all", x => x.Min(), x => ReferenceArray.Scalar(x.Values.Min()), [[[]], [[1]], [[5]], [[2, 3]]], x => x.Min(), "max",
            sign: -1)
            .Says("min x", "that of the first least element", "x.Min()"),
        Extreme(
            "min over an axis", x => x.Min([-1]), x => x.MapRows(-1, row => [row.Min()]).Reshape(x.Shape.Without(-1)),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]]], x => x.Min([-1]), "max", sign: -1)
            .Says("min x over an axis", "that of the first least element", "x.Min(axes)"),
        new()
        {
            Name = "one-hot of the maximum",
            Formula = new("1 at the first greatest element, 0 elsewhere", OperationFormula.None, "x.OneHotMax()"),
            Apply = inputs => inputs[0].OneHotMax(),
            Reference = inputs => inputs[0].MapRows(-1, row => [.. row.Select((value, k) => k == Array.IndexOf(row, row.Max()) ? 1.0 : 0)]),
            Samples = [[[1]], [[4]], [[3, 5]], [[2, 2, 3]], [[0, 3]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            Constant = Piecewise,
            Special = [new([[1, 3, 3, 2]], [0, 1, 0, 0], [0, 0, 0, 0]), new([[1, double.NaN, 3]], [0, 1, 0]),
                new([[-Infinity, -Infinity]], [1, 0])],
            Bad = [new([[2, 0]], null, typeof(ArgumentException), "[2, 0]", "no elements")],
        },
        new()
        {
            Name = "first equal",
            Formula = new("1 at the first element equal to y, 0 elsewhere", OperationFormula.None),
            Apply = inputs => inputs[0].FirstEqual(inputs[1], 1),
            Reference = inputs => ReferenceArray.From(inputs[0].Shape, index =>
                index[1] == Enumerable.Range(0, inputs[0].Sizes[1]).Cast<int?>()
                    .FirstOrDefault(k => inputs[0][index[0], k!.Value] == inputs[1][index[0], 0])
                    ? 1
                    : 0),
            Samples = [[[2, 4], [2, 1]], [[1, 1], [1, 1]], [[3, 2], [3, 1]], [[0, 2], [0, 1]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            Constant = Piecewise,
            Bad = [new([[2, 4], [2, 4]], null, typeof(ArgumentException), "[2, 4]", "[2, 1]")],
        },
        Exponential(
            "log-sum-exp over an axis", x => x.LogSumExp([-1]), x => x.MapRows(-1, row => [LogSumExp(row)]).Reshape(x.Shape.Without(-1)),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[3, 1]], [[0, 3]]], x => x.LogSumExp([-1]),
            new([[1000, 1000]], [1000 + Math.Log(2)], [0.5, 0.5]), new([[-1000, -1000]], [-1000 + Math.Log(2)], [0.5, 0.5]),
            new([[1e16, 1e16]], [1e16], [0.5, 0.5]), new([[1000, -1000]], [1000], [1, 0], [0, 0]),
            new([[0, -20]], [2.061153620314381e-9], [0.9999999979388464, 2.0611536181902037e-9]),
            new([[-Infinity, 2]], [2], [0, 1], [0, 0]), new([[-Infinity]], [-Infinity], [1], [0]),
            new([[Infinity, 1]], [Infinity], [1, 0], [0, 0]),
            new([[-Infinity, -Infinity]], [-Infinity], [double.NaN, double.NaN]),
            new([[Infinity, Infinity]], [Infinity], [double.NaN, double.NaN]),
            new([[double.NaN, 1]], [double.NaN]))
            .Says("log Σ exp(x) over an axis", "Σ softmax(x) dx", "x.LogSumExp(axes)"),
        Exponential(
            "log-sum-exp over the first axis, kept",
            x => x.LogSumExp([0], keepAxes: true),
            x => x.MapRows(0, row => [LogSumExp(row)]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[1, 3]], [[2, 0]]],
            x => x.LogSumExp([0]))
            .Says("log Σ exp(x) over axis 0, which stays with size 1", "Σ softmax(x) dx", "x.LogSumExp(axes, keepAxes: true)"),
        Exponential(
            "log-softmax", x => x.LogSoftmax(), x => x.MapRows(-1, row => [.. row.Select(value => value - LogSumExp(row))]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]]], x => x.LogSoftmax(),
            new([[1000, 0]], [0, -1000], [-1, 1], [0, 0]), new([[-1000, 1000]], [-2000, 0], [1, -1], [0, 0]),
            new([[1e16, 1e16]], [-Math.Log(2), -Math.Log(2)]), new([[5]], [0], [0], [0]),
            new([[20, 0]], [-2.061153620314381e-9, -20.000000002061153], [-0.9999999958776928, 0.9999999958776928]),
            new([[-Infinity, 0]], [-Infinity, 0], [1, -1], [0, 0]), new([[Infinity, 1]], [0, -Infinity], [-1, 1], [0, 0]),
            new([[-Infinity, -Infinity]], [double.NaN, double.NaN]), new([[Infinity, Infinity]], [double.NaN, double.NaN]),
            new([[double.NaN, 1]], [double.NaN, double.NaN]))
            .Says("x - log Σ exp(x)", "dx - Σ softmax(x) dx", "x.LogSoftmax()"),
        Exponential(
            "softmax", x => x.Softmax(), x => x.MapRows(-1, row => [.. row.Select(value => Math.Exp(value - LogSumExp(row)))]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]]], x => x.Softmax(),
            new([[1000, 0]], [1, 0], [0, 0], [0, 0]), new([[-Infinity, 0]], [0, 1], [0, 0], [0, 0]), new([[5]], [1], [0], [0]),
            new([[1e16, 1e16]], [0.5, 0.5]), new([[0, -20]], [0.9999999979388464, 2.0611536181902037e-9]),
            new([[Infinity, 1]], [1, 0], [0, 0], [0, 0]))
            .Says("exp(x) / Σ exp(x)", "y (dx - Σ y dx)", "x.Softmax()"),
        Positive(
            "sum of others", x => x.SumOfOthers(), x => x.MapRows(-1, row => [.. row.Select((_, k) => row.Where((_, j) => j != k).Sum())]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[0, 3]], [[2, 0]]],
            Refused([[]], x => x[0].SumOfOthers(), typeof(ArgumentOutOfRangeException), "no axes"))
            .Says("Σ x[j] over all j but i", OperationFormula.Linear),
        Exponential(
            "softmax over the first axis",
            x => x.Softmax(0),
            x => x.MapRows(0, row => [.. row.Select(value => Math.Exp(value - LogSumExp(row)))]),
            [[[1]], [[4]], [[3, 2]], [[2, 2, 3]], [[3, 0]]],
            x => x.Softmax(0))
            .Says("exp(x) / Σ exp(x) over axis 0", "y (dx - Σ y dx)", "x.Softmax(axis)"),
    ];

    // Drawn from one sign, so that the sum is not much smaller than its terms and its rounding is that of each.
    private static OperationRow<T> Positive(
        string name, Func<Variable<T>, Variable<T>> apply, Func<ReferenceArray, ReferenceArray> reference, Shape[][] samples,
        params BadInput<T>[] bad)
        => Positive(name, apply, reference, samples, null, bad);

    private static OperationRow<T> Positive(
        string name, Func<Variable<T>, Variable<T>> apply, Func<ReferenceArray, ReferenceArray> reference, Shape[][] samples,
        string? noEmpty, params BadInput<T>[] bad) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Samples = samples,
            Domains = [Domain.Between(0.2, 2)],
            NoEmptySample = noEmpty,
            Bad = bad,
            NoBadInput = bad.Length == 0 ? "Every array of numbers is fit for it." : null,
        };

    private static OperationRow<T> Extreme(
        string name,
        Func<Variable<T>, Variable<T>> apply,
        Func<ReferenceArray, ReferenceArray> reference,
        Shape[][] samples,
        Func<Variable<T>, Variable<T>> ofNothing,
        string inMessage,
        double sign = 1) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Samples = samples,
            Domains = [Domain.Distinct],
            NoEmptySample = samples.Any(shapes => shapes[0].ElementCount == 0) ? null : "Nothing has no greatest element.",
            Special =
            [
                new([[sign * 1, sign * 3, sign * 3, sign * 2]], [sign * 3], [0, 1, 0, 0], [0, 0, 0, 0]),
                new([[7, 7, 7]], [7], [1, 0, 0], [0, 0, 0]),
                new([[double.NaN, 1]], [double.NaN], [1, 0]),
                new([[1, double.NaN]], [double.NaN], [0, 1]),
                new([[sign * -Infinity, 2]], [2], [0, 1], [0, 0]),
            ],
            Bad = [new([[0, 0]], inputs => ofNothing(inputs[0]), typeof(ArgumentException), inMessage, "no elements")],
        };

    private static OperationRow<T> Exponential(
        string name,
        Func<Variable<T>, Variable<T>> apply,
        Func<ReferenceArray, ReferenceArray> reference,
        Shape[][] samples,
        Func<Variable<T>, Variable<T>> ofNothing,
        params SpecialValue[] special) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Samples = samples,
            Domains = [Domain.Between(-3, 3)],
            Special = special,
            Bad =
            [
                new([[0, 0]], inputs => ofNothing(inputs[0]), typeof(ArgumentException), "[0, 0]", "no elements"),
                new([[]], inputs => ofNothing(inputs[0]), typeof(ArgumentOutOfRangeException), "no axes"),
            ],
        };

    private static ReferenceArray Summed(ReferenceArray x, int axis) => x.MapRows(axis, row => [row.Sum()]);

    private static double LogSumExp(double[] row) => Math.Log(row.Sum(Math.Exp));
}
