using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Padding, flipping, tiling, gathering, diagonals and triangles.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Arrangements =>
    [
        Linear(
            "pad", x => x[0].Pad((1, 2), (0, 1)), x => Embedded(Embedded(x[0], 0, 1, x[0].Sizes[0] + 3), 1, 0, x[0].Sizes[1] + 1),
            [[[2, 3]], [[1, 1]], [[0, 2]]],
            Refused([[3]], null, typeof(ArgumentException), "Pad", "1 axes", "[3]", "got 2"),
            Refused(
                [[2, 3]], x => x[0].Pad((1, 0), (0, -1)), typeof(ArgumentOutOfRangeException), "Pad", "0 and -1", "axis 1", "[2, 3]",
                "Slice"),
            Refused([[2, 3]], x => x[0].Pad((1, 0), (int.MaxValue, int.MaxValue)), typeof(ArgumentOutOfRangeException), "Pad", "axis 1"))
            .Says("x with zeros around it", OperationFormula.Linear, "x.Pad(widths)"),
        Linear(
            "pad one axis", x => x[0].Pad(-1, 2, 1), x => Embedded(x[0], x[0].Shape.Rank - 1, 2, x[0].Sizes[^1] + 3),
            [[[1]], [[4]], [[2, 3]], [[0]], [[0, 2]]],
            Refused([[3]], x => x[0].Pad(1, 0, 0), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"),
            Refused([[3]], x => x[0].Pad(0, -1, 0), typeof(ArgumentOutOfRangeException), "-1 and 0"))
            .Says("x with zeros before and after along an axis", OperationFormula.Linear, "x.Pad(axis, before, after)"),
        Linear("flip", x => x[0].Flip(0), x => Flipped(x[0], 0), [[[1]], [[5]], [[3, 2]], [[2, 1, 3]], [[0]], [[2, 0]]],
            Refused([[3]], x => x[0].Flip(1), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"),
            Refused([[3, 2]], x => x[0].Flip(0, -2), typeof(ArgumentException), "Flip", "once", "[0, -2]"))
            .Says("the places of an axis in reverse", OperationFormula.Linear, "x.Flip(axes)"),
        Linear(
            "flip two axes", x => x[0].Flip(-1, 0), x => Flipped(Flipped(x[0], 0), x[0].Shape.Rank - 1),
            [[[2, 3]], [[1, 4]], [[2, 3, 2]], [[0, 2]]],
            Refused([[3]], null, typeof(ArgumentException), "once", "[-1, 0]"))
            .Says("the places of two axes in reverse", OperationFormula.Linear),
        Linear("flip no axis", x => x[0].Flip(), x => x[0], [[[]], [[1]], [[2, 3]], [[0]]]).Says("x", OperationFormula.Linear),
        Linear("tile one axis", x => x[0].Tile(1, 3), x => Tiled(x[0], 1, 3), [[[1, 1]], [[2, 3]], [[2, 3, 2]], [[2, 0]], [[0, 2]]],
            Refused([[3]], x => x[0].Tile(1, 2), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"),
            Refused([[3]], x => x[0].Tile(0, -2), typeof(ArgumentOutOfRangeException), "times", "-2"))
            .Says("x repeated n times along an axis", OperationFormula.Linear, "x.Tile(axis, n)"),
        Linear("tile", x => x[0].Tile([2, 1, 2]), x => Tiled(Tiled(x[0], 0, 2), 2, 2), [[[1, 1, 1]], [[2, 3, 2]], [[2, 0, 3]]],
            Refused([[3, 2]], null, typeof(ArgumentException), "Tile", "2 axes", "[3, 2]", "got 3"),
            Refused([[3, 2]], x => x[0].Tile([2, -1]), typeof(ArgumentOutOfRangeException), "-1"))
            .Says("x repeated along each axis", OperationFormula.Linear, "x.Tile(counts)"),
        Linear(
            "tile no times",
            x => x[0].Tile(0, 0),
            x => Tiled(x[0], 0, 0),
            [[[3]], [[1, 2]], [[0]]],
            Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes"))
            .Says("x repeated 0 times", OperationFormula.Linear),
        Gathered("gather", -1, [[[3], [4]], [[3], [1]], [[2, 3], [2, 2]], [[2, 2, 3], [2, 2, 4]], [[3], [0]], [[0, 3], [0, 2]]])
            .Says("x[..., i] for each index i", "linear in x: the same of its tangent", "x.Gather(axis, i)"),
        Gathered("gather along the first axis", 0, [[[3, 2], [4, 2]], [[3, 1], [2, 1]], [[3, 2, 2], [1, 2, 2]], [[3, 0], [2, 0]]])
            .Says("x[i, ...] for each index i", "linear in x: the same of its tangent"),
        Scattered("scatter add", -1, [[[4], [4]], [[1], [1]], [[2, 3], [2, 3]], [[2, 2, 3], [2, 2, 3]], [[0], [0]], [[0, 3], [0, 3]]])
            .Says(
                "each element added at its index along the last axis",
                "linear in the elements: the same of their tangent",
                "x.ScatterAdd(axis, i, size)"),
        Scattered("scatter add along the first axis", 0, [[[4, 2], [4, 2]], [[1, 3], [1, 3]], [[3, 2, 2], [3, 2, 2]], [[2, 0], [2, 0]]])
            .Says("each element added at its index along axis 0", "linear in the elements: the same of their tangent"),
        Linear(
            "lower triangle", x => x[0].LowerTriangle(), x => Sided(x[0], (i, j) => j <= i),
            [[[3, 3]], [[1, 1]], [[2, 4]], [[4, 2]], [[2, 3, 3]], [[0, 2]], [[2, 0]]],
            Refused([[3]], null, typeof(ArgumentException), "triangle", "two axes", "[3]"))
            .Says("x[i, j] where j ≤ i, else 0", OperationFormula.Linear, "x.LowerTriangle()"),
        Linear(
            "lower triangle below the diagonal", x => x[0].LowerTriangle(-1), x => Sided(x[0], (i, j) => j <= i - 1),
            [[[3, 3]], [[1, 1]], [[2, 4]], [[4, 2]], [[2, 0, 3]]],
            Refused([[]], null, typeof(ArgumentException), "two axes", "[]"))
            .Says("x[i, j] where j ≤ i - 1, else 0", OperationFormula.Linear, "x.LowerTriangle(-1)"),
        Linear(
            "upper triangle", x => x[0].UpperTriangle(), x => Sided(x[0], (i, j) => j >= i),
            [[[3, 3]], [[1, 1]], [[2, 4]], [[4, 2]], [[2, 3, 3]], [[0, 2]]],
            Refused([[3]], null, typeof(ArgumentException), "two axes", "[3]"))
            .Says("x[i, j] where j ≥ i, else 0", OperationFormula.Linear, "x.UpperTriangle()"),
        Linear(
            "upper triangle far out",
            x => x[0].UpperTriangle(int.MaxValue),
            x => Sided(x[0], (_, _) => false),
            [[[3, 3]], [[1, 1]], [[0, 0]]],
            Refused([[3]], null, typeof(ArgumentException), "two axes", "[3]"))
            .Says("0: the diagonal lies outside", OperationFormula.Linear),
        Linear(
            "diagonal", x => x[0].Diagonal(), x => DiagonalOf(x[0]),
            [[[3, 3]], [[1, 1]], [[2, 4]], [[4, 2]], [[2, 3, 3]], [[0, 2]], [[2, 0]], [[0, 2, 2]]],
            Refused([[3]], null, typeof(ArgumentException), "Diagonal", "two axes", "[3]"))
            .Says("x[i, i]", OperationFormula.Linear, "x.Diagonal()"),
        Linear(
            "from diagonal", x => x[0].FromDiagonal(),
            x
                => ReferenceArray.From(
                    Shape.Create([.. x[0].Sizes, x[0].Sizes[^1]]),
                    index => index[^1] == index[^2] ? x[0][index.AsSpan(0, index.Length - 1)] : 0),
            [[[1]], [[3]], [[2, 3]], [[0]], [[0, 2]]], Refused([[]], null, typeof(ArgumentOutOfRangeException), "no axes"))
            .Says("x[i] at [i, i], 0 elsewhere", OperationFormula.Linear, "x.FromDiagonal()"),
        Positive(
            "trace", x => x.Trace(), x => Summed(DiagonalOf(x), x.Shape.Rank - 2).Reshape(Shape.Create([.. x.Sizes[..^2]])),
            [[[3, 3]], [[1, 1]], [[2, 4]], [[2, 3, 3]], [[0, 2, 2]], [[0, 0]]],
            Refused([[3]], null, typeof(ArgumentException), "two axes", "[3]"))
            .Says("Σ x[i, i]", OperationFormula.Linear, "x.Trace()"),
    ];

    private static OperationRow<T> Gathered(string name, int axis, Shape[][] samples) => new()
    {
        Name = name,
        Apply = inputs => inputs[0].Gather(axis, inputs[1]),
        Reference = inputs => ReferenceArray.From(inputs[1].Shape, index => inputs[0][Replaced(index, axis, (int)inputs[1][index])]),
        Samples = samples,
        Domains = [Domain.Between(-2, 2), Domain.OneOf(0, 1, 2)],
        ConstantInputs = new() { [1] = Indices },
        Bad =
        [
            Refused([[3, 3], [3]], null, typeof(ArgumentException), "Gather", $"axis {axis}", "[3, 3]", "[3]"),
            Refused([[3, 3, 3], [3, 2, 3]], null, typeof(ArgumentException), "Gather", "[3, 2, 3]", "[3, 3, 3]"),
            new([[3], [2]], null, typeof(ArgumentOutOfRangeException), "index 3", "0 to 2") { Values = [new double[3], [0, 3]] },
            new([[3], [2]], null, typeof(ArgumentOutOfRangeException), "index 0.5", "whole number") { Values = [new double[3], [0, 0.5]] },
            new([[], []], null, typeof(ArgumentOutOfRangeException), "no axes"),
        ],
    };

    private static OperationRow<T> Scattered(string name, int axis, Shape[][] samples) => new()
    {
        Name = name,
        Apply = inputs => inputs[0].ScatterAdd(axis, inputs[1], 3),
        Reference = inputs => ReferenceArray.From(
            inputs[0].Shape.With(axis, 3),
            target
                => ReferenceArray.Indices(inputs[0].Shape)
                    .Where(index => Replaced(index, axis, (int)inputs[1][index]).SequenceEqual(target)).Sum(index => inputs[0][index])),
        Samples = samples,
        Domains = [Domain.Between(0.2, 2), Domain.OneOf(0, 1, 2)],
        ConstantInputs = new() { [1] = Indices },
        Bad =
        [
            Refused([[3], [2]], null, typeof(ArgumentException), "ScatterAdd", "[3]", "[2]"),
            Refused([[3], [3]], x => x[0].ScatterAdd(axis, x[1], -1), typeof(ArgumentOutOfRangeException), "size", "-1"),
            new([[2], [2]], null, typeof(ArgumentOutOfRangeException), "index -1", "0 to 2") { Values = [new double[2], [0, -1]] },
        ],
    };

    private static int[] Replaced(int[] index, int axis, int place)
    {
        int[] replaced = [.. index];
        replaced[axis < 0 ? axis + index.Length : axis] = place;
        return replaced;
    }

    private static ReferenceArray Flipped(ReferenceArray x, int axis)
        => ReferenceArray.From(x.Shape, index => x[Replaced(index, axis, x.Sizes[axis] - 1 - index[axis])]);

    private static ReferenceArray Tiled(ReferenceArray x, int axis, int times)
        => ReferenceArray.From(x.Shape.With(axis, x.Sizes[axis] * times), index => x[Replaced(index, axis, index[axis] % x.Sizes[axis])]);

    private static ReferenceArray Sided(ReferenceArray x, Func<int, int, bool> kept)
        => ReferenceArray.From(x.Shape, index => kept(index[^2], index[^1]) ? x[index] : 0);

    private static ReferenceArray DiagonalOf(ReferenceArray x)
        => ReferenceArray.From(Shape.Create([.. x.Sizes[..^2], Math.Min(x.Sizes[^2], x.Sizes[^1])]), index => x[[.. index, index[^1]]]);
}
