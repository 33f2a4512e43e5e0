using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <content>Comparisons and their combinations.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Masks =>
    [
        Binary(
            "less", (x, y) => x.Less(y), (x, y) => x < y ? 1 : 0, Few,
            [Pair(1, 1, 0, [0, 0], [0, 0]), Pair(1, 2, 1), Pair(double.NaN, 1, 0)], Piecewise, inMessage: "greater")
            .Says("1 where x < y, else 0", OperationFormula.None, "x.Less(y)") with
        { Bad = [Refused([[2, 3], [2, 4]], null, typeof(ArgumentException), "greater", "[2, 3]", "[2, 4]", "do not broadcast")] },
        Binary(
            "less or equal", (x, y) => x.LessOrEqual(y), (x, y) => x <= y ? 1 : 0, Few,
            [Pair(1, 1, 1, [0, 0], [0, 0]), Pair(2, 1, 0), Pair(double.NaN, 1, 0)], Piecewise, inMessage: "greater or equal")
            .Says("1 where x ≤ y, else 0", OperationFormula.None, "x.LessOrEqual(y)"),
        Binary(
            "not equal", (x, y) => x.NotEqualTo(y), (x, y) => x != y ? 1 : 0, Few,
            [Pair(0, -0.0, 0, [0, 0], [0, 0]), Pair(double.NaN, double.NaN, 1), Pair(1, 2, 1)], Piecewise, inMessage: "equal")
            .Says("1 where x ≠ y, else 0", OperationFormula.None, "x.NotEqualTo(y)"),
        Binary(
            "and", (x, y) => x.And(y), (x, y) => x != 0 && y != 0 ? 1 : 0, Few,
            [Pair(0, 3, 0), Pair(-2, 3, 1), Pair(double.NaN, 1, 1), Pair(Infinity, 0, 0)], Piecewise)
            .Says("1 where x ≠ 0 and y ≠ 0, else 0", OperationFormula.None, "x.And(y)"),
        Binary(
            "or", (x, y) => x.Or(y), (x, y) => x != 0 || y != 0 ? 1 : 0, Few, [Pair(0, 3, 1), Pair(0, -0.0, 0), Pair(double.NaN, 0, 1)],
            Piecewise)
            .Says("1 where x ≠ 0 or y ≠ 0, else 0", OperationFormula.None, "x.Or(y)"),
        Step("not", x => x.Not(), x => x == 0 ? 1 : 0, At(0, 1, 0, 0), At(-0.0, 1), At(double.NaN, 0), At(-Infinity, 0))
            .Says("1 where x = 0, else 0", OperationFormula.None, "x.Not()"),
        Step("is finite", x => x.IsFinite(), _ => 1, At(1e30, 1, 0, 0), At(Infinity, 0), At(-Infinity, 0), At(double.NaN, 0))
            .Says("1 where x is finite, else 0", OperationFormula.None, "x.IsFinite()"),
        Step("is NaN", x => x.IsNaN(), _ => 0, At(0, 0, 0, 0), At(Infinity, 0), At(double.NaN, 1))
            .Says("1 where x is NaN, else 0", OperationFormula.None, "x.IsNaN()"),
        OverAxis("all over an axis", x => x.All([-1]), row => row.All(value => value != 0), x => x.All([1]))
            .Says("1 where no element of the row is 0", OperationFormula.None, "x.All(axes)"),
        OverAxis("any over an axis", x => x.Any([-1]), row => row.Any(value => value != 0), x => x.Any([1]))
            .Says("1 where an element of the row is not 0", OperationFormula.None, "x.Any(axes)"),
    ];

    private static OperationRow<T> OverAxis(
        string name, Func<Variable<T>, Variable<T>> apply, Func<double[], bool> holds, Func<Variable<T>, Variable<T>> ofNothing)
        => new()
        {
            Name = name,
            Apply = inputs => apply(inputs[0]),
            Reference = inputs => inputs[0].MapRows(-1, row => [holds(row) ? 1 : 0]).Reshape(inputs[0].Shape.Without(-1)),
            Samples = [[[1]], [[4]], [[6, 2]], [[2, 2, 3]], [[0, 3]]],
            Domains = [Domain.OneOf(0, 1, -3)],
            Constant = Piecewise,
            Bad =
        [
            new([[2, 0]], inputs => ofNothing(inputs[0]), typeof(ArgumentException), "[2, 0]", "no elements"),
            new([[2]], inputs => ofNothing(inputs[0]), typeof(ArgumentOutOfRangeException), "Axis 1", "[2]"),
        ],
        };
}
