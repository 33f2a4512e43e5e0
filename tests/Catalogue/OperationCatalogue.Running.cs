using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Recurrences and running results along an axis, and elements in order.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Running =>
    [
        Recurrence(
            "linear recurrence", -1, fromEnd: false,
            [[[1], [1]], [[5], [5]], [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 3], [2, 1]], [[0], [0]], [[0, 2], [2]]],
            new([[1, 2, 3], [double.NaN, 0, 10]], [1, 2, 23]), new([[1, 2, 3], [7, 0, 10]], [1, 2, 23], [1, 11, 1, 0, 11, 2]))
            .Says("y[i] = x[i] + a[i] y[i - 1]", "dy[i] = dx[i] + y[i - 1] da[i] + a[i] dy[i - 1]", "x.LinearRecurrence(a, axis)"),
        Recurrence(
            "linear recurrence from the end", 0, fromEnd: true,
            [[[1, 1], [1, 1]], [[3, 2], [3, 2]], [[3, 2, 2], [3, 1, 1]], [[2, 0], [2, 0]], [[0, 2], [0, 2]]],
            new SpecialValue([[1, 2, 3], [10, 0, 7]], [21, 2, 3], [1, 11, 1, 2, 33, 0]))
            .Says(
                "y[i] = x[i] + a[i] y[i + 1]",
                "dy[i] = dx[i] + y[i + 1] da[i] + a[i] dy[i + 1]",
                "x.LinearRecurrence(a, axis, fromEnd: true)"),
        Statistic(
            "cumulative product", x => x.CumulativeProduct(-1),
            x => x.MapRows(-1, row => [.. row.Select((_, k) => row[..(k + 1)].Aggregate(1.0, (product, value) => product * value))]),
            [[[1]], [[5]], [[2, 3]], [[2, 1, 4]], [[0]], [[2, 0]], [[0, 2]]],
            [
                new([[2, 0, 3]], [2, 0, 0], [1, 8, 0], [4, 6, 2]), new([[0, 0, 3]], [0, 0, 0], [1, 0, 0], [4, 4, 0]),
                new([[3, 0, 0, 5]], [3, 0, 0, 0], [1, 3, 0, 0], [1, 19, 18, 0]),
                new([[0, 1e200, 1e200]], [0, 0, 0]) { OnlyInDouble = true },
            ],
            Refused([[2]], x => x[0].CumulativeProduct(1), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"))
            .Says("y[i] = Π x[j] for j ≤ i", "dy[i] = y[i - 1] dx[i] + x[i] dy[i - 1]", "x.CumulativeProduct(axis)"),
        Statistic(
            "cumulative product along the first axis", x => x.CumulativeProduct(0),
            x => x.MapRows(0, row => [.. row.Select((_, k) => row[..(k + 1)].Aggregate(1.0, (product, value) => product * value))]),
            [[[1, 2]], [[4]], [[3, 2, 2]], [[3, 0]]], [], Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes"))
            .Says("y[i] = Π x[j] for j ≤ i, along axis 0", "dy[i] = y[i - 1] dx[i] + x[i] dy[i - 1]"),
        Highest(
            "cumulative maximum", x => x.CumulativeMaximum(-1), x => x.MapRows(-1, row => [.. row.Select((_, k) => row[..(k + 1)].Max())]),
            [[[1]], [[5]], [[3, 4]], [[2, 1, 3]], [[0]], [[2, 0]]],
            new([[1, 3, 3, 2]], [1, 3, 3, 3], [1, 1, 2, 0], [0, 0, 0, 0]),
            new([[1, double.NaN, 3]], [1, double.NaN, double.NaN], [1, 2, 0]),
            new([[-Infinity, -Infinity]], [-Infinity, -Infinity], [1, 1]))
            .Says("y[i] = max x[j] for j ≤ i", "that of the last greatest element up to i", "x.CumulativeMaximum(axis)"),
        Highest(
            "cumulative minimum along the first axis", x => x.CumulativeMinimum(0),
            x => x.MapRows(0, row => [.. row.Select((_, k) => row[..(k + 1)].Min())]), [[[1]], [[4]], [[3, 2]], [[3, 2, 2]], [[3, 0]]],
            new SpecialValue([[3, 1, 1, 2]], [3, 1, 1, 1], [1, 1, 2, 0], [0, 0, 0, 0]))
            .Says("y[i] = min x[j] for j ≤ i, along axis 0", "that of the last least element up to i", "x.CumulativeMinimum(axis)"),
        Order(
            "cumulative arg max", x => x.CumulativeArgMax(-1),
            row => [.. row.Select((_, k) => (double)Array.LastIndexOf(row, row[..(k + 1)].Max(), k))],
            new([[1, 3, 3, 2]], [0, 1, 2, 2]), new([[1, double.NaN, 3, double.NaN]], [0, 1, 1, 3]))
            .Says("the place of the last greatest element up to i", OperationFormula.None, "x.CumulativeArgMax(axis)"),
        Along(
            "cumulative log-sum-exp", x => x.CumulativeLogSumExp(-1),
            x => x.MapRows(-1, row => [.. row.Select((_, k) => LogSumExp(row[..(k + 1)]))]),
            [[[1]], [[5]], [[2, 3]], [[2, 1, 4]], [[0]], [[2, 0]]],
            new([[1000, 1000]], [1000, 1000 + Math.Log(2)], [1.5, 0.5]), new([[1000, -1000]], [1000, 1000], [2, 0], [0, 0]),
            new([[-1000, 1000]], [-1000, 1000], [1, 1], [0, 0]),
            new([[0, -20]], [0, 2.061153620314381e-9], [1.9999999979388464, 2.0611536181902037e-9]),
            new([[-Infinity, 2]], [-Infinity, 2], [1, 1], [0, 0]), new([[2, -Infinity]], [2, 2], [2, 0], [0, 0]),
            new([[-Infinity, -Infinity, 3]], [-Infinity, -Infinity, 3], [2, 0, 1], [0, 0, 0]),
            new([[Infinity, 1]], [Infinity, Infinity], [2, 0], [0, 0]), new([[1, Infinity]], [1, Infinity], [1, 1], [0, 0]),
            new([[Infinity, Infinity]], [Infinity, Infinity], [double.NaN, double.NaN]),
            new([[double.NaN, 1]], [double.NaN, double.NaN]))
            .Says("y[i] = log Σ exp(x[j]) for j ≤ i", "Σ exp(x[j] - y[i]) dx[j] for j ≤ i", "x.CumulativeLogSumExp(axis)"),
        Along(
            "cumulative log-sum-exp along the first axis", x => x.CumulativeLogSumExp(0),
            x => x.MapRows(0, row => [.. row.Select((_, k) => LogSumExp(row[..(k + 1)]))]), [[[1, 1]], [[4, 2]], [[3, 2, 2]], [[3, 0]]])
            .Says("y[i] = log Σ exp(x[j]) for j ≤ i, along axis 0", "Σ exp(x[j] - y[i]) dx[j] for j ≤ i"),
        Highest(
            "sort", x => x.Sort(), x => x.MapRows(-1, row => [.. row.Order()]), [[[1]], [[7]], [[3, 4]], [[2, 1, 3]], [[0]], [[2, 0]]],
            new([[3, 1, 2, 1]], [1, 1, 2, 3], [1, 1, 1, 1], [0, 0, 0, 0]),
            new([[double.NaN, 2, -Infinity, Infinity]], [-Infinity, 2, Infinity, double.NaN]))
            .Says("the elements in ascending order", "the tangent in the same order", "x.Sort()"),
        Highest(
            "sort along the first axis, descending", x => x.Sort(0, descending: true), x => x.MapRows(0, row => [.. row.OrderDescending()]),
            [[[1]], [[5]], [[3, 2]], [[3, 2, 2]], [[3, 0]]],
            new SpecialValue([[1, double.NaN, 3]], [double.NaN, 3, 1]))
            .Says("the elements in descending order along axis 0", "the tangent in the same order", "x.Sort(axis, descending: true)"),
        Order(
            "arg sort", x => x.ArgSort(), row => [.. Enumerable.Range(0, row.Length).OrderBy(k => row[k]).Select(k => (double)k)],
            new([[3, 1, 2, 1]], [1, 3, 2, 0]), new([[double.NaN, 2, 1, double.NaN]], [2, 1, 0, 3]))
            .Says("the places of the elements in ascending order", OperationFormula.None, "x.ArgSort()"),
        Order(
            "arg sort, descending", x => x.ArgSort(-1, descending: true),
            row => [.. Enumerable.Range(0, row.Length).OrderByDescending(k => row[k]).Select(k => (double)k)],
            new([[1, 3, 3, 2]], [1, 2, 3, 0]), new([[0, -0.0, 0]], [0, 1, 2]))
            .Says("the places of the elements in descending order", OperationFormula.None),
        Highest(
            "top 2", x => x.TopK(2).Values, x => x.MapRows(-1, row => [.. row.OrderDescending().Take(2)]),
            [[[2]], [[5]], [[3, 4]], [[2, 1, 3]], [[0, 2]]],
            new([[1, 3, 3, 2]], [3, 3], [0, 1, 1, 0], [0, 0, 0, 0]), new([[2, double.NaN, 1]], [double.NaN, 2], [1, 1, 0]))
            .Says("the k greatest elements in descending order, here 2", "that of the same elements", "x.TopK(k).Values") with
        {
            Bad =
            [
                Refused([[2, 1]], null, typeof(ArgumentOutOfRangeException), "TopK", "0 to 1", "[2, 1]", "got 2"),
                Refused([[2, 3]], x => x[0].TopK(-1).Values, typeof(ArgumentOutOfRangeException), "got -1"),
                Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes"),
            ],
        },
        Order(
            "places of the top 2", x => x.TopK(2).Places,
            row => [.. Enumerable.Range(0, row.Length).OrderByDescending(k => row[k]).Take(2).Select(k => (double)k)],
            new SpecialValue([[1, 3, 3, 2]], [1, 2]))
            .Says("the places of the k greatest elements, here 2", OperationFormula.None, "x.TopK(k).Places") with
        { Samples = [[[2]], [[5]], [[3, 4]], [[2, 1, 3]], [[0, 2]]] },
    ];

    private static OperationRow<T> Recurrence(string name, int axis, bool fromEnd, Shape[][] samples, params SpecialValue[] special)
        => new()
        {
            Name = name,
            Apply = inputs => inputs[0].LinearRecurrence(inputs[1], axis, fromEnd),
            Reference = inputs =>
            {
                // Each is the sum of the elements before it, times the factors between.
                ReferenceArray factors = Broadcast(inputs, values => values[1]);
                return ReferenceArray.From(inputs[0].Shape, index =>
                {
                    int along = axis < 0 ? axis + index.Length : axis;
                    int step = fromEnd ? -1 : 1;
                    double sum = 0;
                    double product = 1;
                    for (int k = index[along]; k >= 0 && k < inputs[0].Sizes[along]; k -= step)
                    {
                        sum += product * inputs[0][Replaced(index, axis, k)];
                        product *= factors[Replaced(index, axis, k)];
                    }

                    return sum;
                });
            },
            Samples = samples,
            Domains = [Domain.Between(0.2, 2)],
            Special = special,
            Bad =
        [
            Refused([[2, 3], [2, 4]], null, typeof(ArgumentException), "LinearRecurrence", "[2, 3]", "[2, 4]"),
            Refused([[3], [2, 3]], x => x[0].LinearRecurrence(x[1], 0), typeof(ArgumentException), "LinearRecurrence", "[3]", "[2, 3]"),
            Refused([[2], [2]], x => x[0].LinearRecurrence(x[1], 1), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"),
        ],
        };

    private static OperationRow<T> Highest(
        string name, Func<Variable<T>, Variable<T>> apply, Func<ReferenceArray, ReferenceArray> reference, Shape[][] samples,
        params SpecialValue[] special)
        => Along(name, apply, reference, samples, special) with { Domains = [Domain.Distinct] };

    private static OperationRow<T> Along(
        string name, Func<Variable<T>, Variable<T>> apply, Func<ReferenceArray, ReferenceArray> reference, Shape[][] samples,
        params SpecialValue[] special) => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => reference(inputs[0]),
            Samples = samples,
            Domains = [Domain.Between(-3, 3)],
            Special = special,
            Bad = [Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes")],
        };

    private static OperationRow<T> Order(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double[], double[]> reference, params SpecialValue[] special)
        => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].MapRows(-1, reference),
            Samples = [[[1]], [[4]], [[3, 5]], [[2, 2, 3]], [[0, 3]], [[3, 0]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            Constant = Piecewise,
            Special = special,
            Bad = [Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes")],
        };
}
