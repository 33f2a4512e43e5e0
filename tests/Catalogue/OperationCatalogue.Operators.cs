using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <content>Element-wise functions of two or three numbers, with broadcasting.</content>
internal static partial class OperationCatalogue<T>
{
    private const string Piecewise = "It is constant wherever it is differentiable.";
    private const string Condition = "It is a condition: the result does not move with it.";

    private static Domain[] Plain => [Domain.Between(-2, 2)];
    private static Domain[] Few => [Domain.OneOf(-1, 0, 1, 2)];
    private static Domain[] Masked => [Domain.Between(-2, 2), Domain.OneOf(0, 1, -3)];

    private static OperationRow<T>[] Operators =>
    [
        Binary("add", (x, y) => x + y, (x, y) => x + y, [Domain.Between(0.2, 2)], [Pair(1, 2, 3, [1, 1], [0, 0])])
            .Says("x + y", "dx + dy", "x + y"),
        Binary(
            "subtract",
            (x, y) => x - y,
            (x, y) => x - y,
            [Domain.Between(0.2, 2), Domain.Between(-2, -0.2)],
            [Pair(1, 2, -1, [1, -1], [0, 0])])
            .Says("x - y", "dx - dy", "x - y"),
        Binary("multiply", (x, y) => x * y, (x, y) => x * y, Plain, [Pair(3, 5, 15, [5, 3], [1, 1]), Pair(0, 0, 0, [0, 0], [1, 1])])
            .Says("x y", "y dx + x dy", "x * y"),
        Binary(
            "multiply or zero", (x, y) => x.MultiplyOrZero(y), (x, y) => x * y, Plain,
            [
                Pair(3, 5, 15, [5, 3], [1, 1]), Pair(0, 3, 0, [3, 0], [1, 1]), Pair(0, Infinity, 0, [Infinity, 0], [1, 1]),
                Pair(-Infinity, 0, 0, [0, -Infinity], [1, 1]), Pair(-Infinity, 2, -Infinity, [2, -Infinity], [1, 1]),
                Pair(0, double.NaN, double.NaN), Pair(double.NaN, 0, double.NaN),
            ])
            .Says("x y, and 0 for 0 times infinity", "y dx + x dy", "x.MultiplyOrZero(y)"),
        Binary(
            "divide",
            (x, y) => x / y,
            (x, y) => x / y,
            [Domain.Between(-2, 2), Domain.AwayFromZero(0.5, 2)],
            [Pair(6, 2, 3, [0.5, -1.5], [-0.25, 1.25]), Pair(6, Infinity, 0, [0, 0], [0, 0]), Pair(6, 0, Infinity, [Infinity, -Infinity])])
            .Says("x / y", "dx / y - x dy / y²", "x / y"),
        Binary(
            "maximum", (x, y) => x.Maximum(y), Math.Max, [Domain.Distinct],
            [
                Pair(1, 1, 1, [1, 0], [0, 0]), Pair(0, -0.0, 0, [1, 0], [0, 0]), Pair(2, 3, 3, [0, 1], [0, 0]),
                Pair(-double.PositiveInfinity, 1, 1, [0, 1], [0, 0]),
                Pair(double.NaN, 1, double.NaN), Pair(1, double.NaN, double.NaN),
            ])
            .Says("max(x, y)", "that of the greater, of x in a tie", "x.Maximum(y)"),
        Binary(
            "minimum", (x, y) => x.Minimum(y), Math.Min, [Domain.Distinct],
            [
                Pair(1, 1, 1, [1, 0], [0, 0]), Pair(2, 3, 2, [1, 0], [0, 0]), Pair(double.PositiveInfinity, 1, 1, [0, 1], [0, 0]),
                Pair(double.NaN, 1, double.NaN), Pair(1, double.NaN, double.NaN),
            ])
            .Says("min(x, y)", "that of the lesser, of x in a tie", "x.Minimum(y)"),
        Binary(
            "pow", (x, y) => x.Pow(y), Math.Pow, [Domain.Between(0.3, 2), Domain.Between(-1.5, 2.5)],
            [
                Pair(2, 3, 8, [12, 8 * Math.Log(2)]), Pair(0, 1, 0, [1, 0]), Pair(0, 2, 0, [0, 0], [2, 0]), Pair(0, 3, 0, [0, 0], [0, 0]),
                Pair(0, 0, 1, [0, 0], [0, 0]), Pair(0, -1, Infinity, [-Infinity, -Infinity], [Infinity, Infinity]),
                Pair(0, 0.5, 0, [Infinity, 0], [-Infinity, -Infinity]),
                Pair(
                    1e-40,
                    1,
                    1e-40,
                    [1, 1e-40 * Math.Log(1e-40)],
                    [1 + Math.Log(1e-40), 1 + Math.Log(1e-40)]) with { FloatTolerance = 1e-5 },
                Pair(
                    1e-310,
                    1,
                    1e-310,
                    [1, 1e-310 * Math.Log(1e-310)],
                    [1 + Math.Log(1e-310), 1 + Math.Log(1e-310)]) with { OnlyInDouble = true },
                Pair(Infinity, 1, Infinity, [1, Infinity]), Pair(Infinity, -1, 0, [0, 0], [0, 0]), Pair(0.5, Infinity, 0, [0, 0], [0, 0]),
                Pair(-2, 3, -8, [12, double.NaN]),
            ])
            .Says("x^y", "y x^(y - 1) dx + x^y log(x) dy", "x.Pow(y)"),
        Binary(
            "greater", (x, y) => x.Greater(y), (x, y) => x > y ? 1 : 0, Few, [Pair(1, 1, 0, [0, 0], [0, 0]), Pair(double.NaN, 1, 0)],
            Piecewise)
            .Says("1 where x > y, else 0", OperationFormula.None, "x.Greater(y)"),
        Binary(
            "greater or equal", (x, y) => x.GreaterOrEqual(y), (x, y) => x >= y ? 1 : 0, Few,
            [Pair(1, 1, 1, [0, 0], [0, 0]), Pair(double.NaN, double.NaN, 0)], Piecewise)
            .Says("1 where x ≥ y, else 0", OperationFormula.None, "x.GreaterOrEqual(y)"),
        Binary(
            "equal", (x, y) => x.EqualTo(y), (x, y) => x == y ? 1 : 0, Few,
            [Pair(0, -0.0, 1, [0, 0], [0, 0]), Pair(double.NaN, double.NaN, 0)], Piecewise)
            .Says("1 where x = y, else 0", OperationFormula.None, "x.EqualTo(y)"),
        Binary(
            "keep where", (x, y) => x.KeepWhere(y), (x, y) => y != 0 ? x : 0, Masked,
            [Pair(2, 1, 2, [1, 0], [0, 0]), Pair(2, 0, 0, [0, 0], [0, 0]), Pair(Infinity, 0, 0, [0, 0], [0, 0]),
                Pair(double.NaN, 0, 0, [0, 0], [0, 0])],
            constantInputs: new() { [1] = Condition })
            .Says("x where m ≠ 0, else 0", "dx where m ≠ 0, else 0", "x.KeepWhere(m)"),
        Binary(
            "drop where", (x, y) => x.DropWhere(y), (x, y) => y == 0 ? x : 0, Masked,
            [Pair(2, 0, 2, [1, 0], [0, 0]), Pair(2, 1, 0, [0, 0], [0, 0]), Pair(Infinity, 1, 0, [0, 0], [0, 0]),
                Pair(double.NaN, 1, 0, [0, 0], [0, 0])],
            constantInputs: new() { [1] = Condition })
            .Says("x where m = 0, else 0", "dx where m = 0, else 0", "x.DropWhere(m)"),
        new()
        {
            Name = "where",
            Formula = new("x where c ≠ 0, else y", "dx where c ≠ 0, else dy", "Variable.Where(c, x, y)"),
            Apply = inputs => Variable.Where(inputs[0], inputs[1], inputs[2]),
            Reference = inputs => Broadcast(inputs, values => values[0] != 0 ? values[1] : values[2]),
            Scalar = values => values[0] != 0 ? values[1] : values[2],
            Samples =
            [
                [[], [], []], [[1], [1], [1]], [[2, 3], [2, 3], [2, 3]], [[3], [2, 3], []], [[2, 1], [3], [1, 1]], [[], [2], [2, 1]],
                [[0], [0], [1]], [[], [0], [3, 0]],
            ],
            Domains = [Domain.OneOf(0, 1), Domain.Between(-2, 2)],
            ConstantInputs = new() { [0] = Condition },
            Special =
            [
                new([[1], [2], [Infinity]], [2], [0, 1, 0], [0, 0, 0]), new([[0], [double.NaN], [3]], [3], [0, 0, 1], [0, 0, 0]),
            ],
            Bad = [new([[2], [3], [3]], null, typeof(ArgumentException), "[2]", "[3]", "do not broadcast")],
        },
        Gate("relu gate", 0).Says("g where x > 0, else 0", "dg where x > 0, else 0"),
        Gate("leaky relu gate", 0.25).Says("g where x > 0, else a g", "dg where x > 0, else a dg"),

        // Like the gates, no method records it by itself: it is the derivative of tanh.
        Binary(
            "tanh gate", (x, y) => x.Tape.Apply(TanhGateOperation<T>.Instance, x, y), (x, y) => x * (1 - (y * y)),
            [Domain.Between(-2, 2), Domain.Between(-0.9, 0.9)],
            [Pair(3, 0.5, 2.25, [0.75, -3], [-1, -7]), Pair(3, 1, 0, [0, -6], [-2, -8]), Pair(3, -1, 0, [0, 6], [2, -4])])
            .Says("g (1 - y²)", "(1 - y²) dg - 2 g y dy"),
    ];

    private static SpecialValue Pair(double x, double y, double value, double[]? gradient = null, double[]? curvature = null)
        => new([[x], [y]], [value], gradient, curvature);

    // No method records it by itself: it is the derivative of ReLU, and stands here so that its own derivatives are checked directly.
    private static OperationRow<T> Gate(string name, double slope) => new()
    {
        Name = name,
        Apply = inputs => inputs[0].Tape.Apply(new ReluGateOperation<T>(Number(slope)), inputs[0], inputs[1]),
        Reference = inputs => Broadcast(inputs, values => values[1] > 0 ? values[0] : slope * values[0]),
        Samples = [[[], []], [[1], [1]], [[7], [7]], [[2, 3], [2, 3]], [[0], [0]]],
        Domains = [Domain.Between(-2, 2), Domain.AwayFromZero(0.1, 2)],
        ConstantInputs = new() { [1] = Condition },
        Special = [Pair(3, 0, slope * 3, [slope, 0], [0, 0]), Pair(3, 1e-30, 3, [1, 0], [0, 0])],
        Bad = [new([[2], [3]], null, typeof(ArgumentException), "relu gate", "[2]", "[3]", "one shape")],
    };
}
