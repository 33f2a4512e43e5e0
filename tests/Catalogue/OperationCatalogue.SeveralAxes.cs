using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Each reduction over all axes and over several: side by side, at the end, and apart.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] SeveralAxes =>
    [
        .. OverAxes("max", "max x", static (x, axes, keep) => x.Max(axes, keep), static row => row.Max(), Domain.Distinct),
        .. OverAxes("min", "min x", static (x, axes, keep) => x.Min(axes, keep), static row => row.Min(), Domain.Distinct),
        .. OverAxes("log-sum-exp", "log Σ exp(x)", static (x, axes, keep) => x.LogSumExp(axes, keep), LogSumExp, Domain.Between(-3, 3)),
        .. OverAxes(
            "product", "Π x", static (x, axes, keep) => x.Product(axes, keep),
            static row => row.Aggregate(1.0, (product, value) => product * value), Domain.AwayFromZero(0.3, 2), ofNothing: null),
        .. OverAxes(
            "variance", "Σ (x - mean)² / n", static (x, axes, keep) => x.Variance(axes, keep), static row => Variance(row, 0),
            Domain.Between(-2, 2)),
        .. OverAxes(
            "norm", "√(Σ x²)", static (x, axes, keep) => x.Norm(axes, keep),
            static row => Math.Sqrt(row.Sum(value => value * value)), Domain.AwayFromZero(0.3, 2), ofNothing: null),
        .. Constants(OverAxes(
            "all", "1 where no element is 0", static (x, axes, keep) => x.All(axes, keep),
            static row => row.All(value => value != 0) ? 1 : 0, Domain.OneOf(1, -3, 0))),
        .. Constants(OverAxes(
            "any", "1 where an element is not 0", static (x, axes, keep) => x.Any(axes, keep),
            static row => row.Any(value => value != 0) ? 1 : 0, Domain.OneOf(0, 0, 0, 2))),
        .. Constants(OverAxes(
            "arg max", "the place of the first greatest element", static (x, axes, keep) => x.ArgMax(axes, keep),
            static row => Array.IndexOf(row, row.Max()), Domain.OneOf(0, 1, 2))),
        .. Constants(OverAxes(
            "arg min", "the place of the first least element", static (x, axes, keep) => x.ArgMin(axes, keep),
            static row => Array.IndexOf(row, row.Min()), Domain.OneOf(0, 1, 2))),
        .. Constants([
            OfAll("all of all", x => x.All(), "1 when no element is 0", static row => row.All(value => value != 0) ? 1 : 0, "x.All()"),
            OfAll("any of all", x => x.Any(), "1 when an element is not 0", static row => row.Any(value => value != 0) ? 1 : 0, "x.Any()"),
            OfAll(
                "arg max of all", x => x.ArgMax(), "the place of the first greatest element, row by row",
                static row => Array.IndexOf(row, row.Max()), "x.ArgMax()"),
            OfAll(
                "arg min of all", x => x.ArgMin(), "the place of the first least element, row by row",
                static row => Array.IndexOf(row, row.Min()), "x.ArgMin()"),
        ]),
        OfAll("log-sum-exp of all", x => x.LogSumExp(), "log Σ exp(x)", LogSumExp, "x.LogSumExp()", "Σ softmax(x) dx") with
        { Domains = [Domain.Between(-3, 3)] },
    ];

    // The axes are named in any order, from the front and from the end; the elements are taken row by row all the same.
    private static IEnumerable<OperationRow<T>> OverAxes(
        string name, string formula, Reduction reduce, Func<double[], double> definition, Domain domain, string? ofNothing = "no elements")
    {
        yield return Row("side by side, backwards", [2, 1], false, [[[2, 2, 3, 2]], [[1, 2, 1, 3]], [[2, 1, 1, 2]], [[0, 2, 2, 1]]]);
        yield return Row("apart, kept", [0, -1], true, [[[2, 3, 2]], [[1, 2, 1]], [[3, 1, 2]], [[2, 0, 2]]]);
        yield return Row("the last two", [-2, -1], false, [[[2, 2, 3]], [[2, 1, 1]], [[0, 2, 2]]]);
        yield return Row("none", [], true, [[[2, 3]], [[]], [[1]], [[0]]]);

        OperationRow<T> Row(string which, int[] axes, bool keep, Shape[][] samples) => new()
        {
            Name = $"{name} over axes, {which}",
            Formula = new($"{formula} over axes {which}", "as over one axis"),
            Apply = inputs => reduce(inputs[0], axes, keep),
            Reference = inputs => OverAxes(inputs[0], axes, keep, definition),
            Samples = samples,
            Domains = [domain],
            Bad =
            [
                Refused([[2, 3]], x => reduce(x[0], [1, -1], keep), typeof(ArgumentException), "each axis once", "[1, -1]", "[2, 3]"),
                Refused([[2, 3]], x => reduce(x[0], [0, 2], keep), typeof(ArgumentOutOfRangeException), "Axis 2", "[2, 3]"),
                .. ofNothing is null ? Array.Empty<BadInput<T>>()
                    : [Refused([[2, 0, 3]], x => reduce(x[0], [0, 1], keep), typeof(ArgumentException), "axes 0, 1 of [2, 0, 3]")],
            ],
        };
    }

    private static OperationRow<T> OfAll(
        string name, Func<Variable<T>, Variable<T>> apply, string formula, Func<double[], double> definition, string call,
        string derivative = OperationFormula.None) => new()
        {
            Name = name,
            Formula = new(formula, derivative, call),
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => ReferenceArray.Scalar(definition(inputs[0].Values)),
            Samples = [[[]], [[1]], [[5]], [[2, 3]]],
            Domains = [Domain.OneOf(0, 1, 2)],
            NoEmptySample = "Of nothing there is none.",
            Bad = [Refused([[2, 0]], null, typeof(ArgumentException), "axes 0, 1 of [2, 0]", "no elements")],
        };

    private static IEnumerable<OperationRow<T>> Constants(IEnumerable<OperationRow<T>> rows)
        => rows.Select(static row => row with { Constant = Piecewise });

    private static ReferenceArray OverAxes(ReferenceArray x, int[] axes, bool keep, Func<double[], double> definition)
    {
        int rank = x.Shape.Rank;
        bool[] isReduced = [.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) || axes.Contains(axis - rank))];
        int[] kept = [.. Enumerable.Range(0, rank).Where(axis => keep || !isReduced[axis])];
        return ReferenceArray.From(
            Shape.Create([.. kept.Select(axis => isReduced[axis] ? 1 : x.Sizes[axis])]),
            target => definition([.. ReferenceArray.Indices(x.Shape)
                .Where(index => Enumerable.Range(0, kept.Length).All(k => isReduced[kept[k]] || index[kept[k]] == target[k]))
                .Select(index => x[index])]));
    }

    private delegate Variable<T> Reduction(Variable<T> x, ReadOnlySpan<int> axes, bool keepAxes);
}
