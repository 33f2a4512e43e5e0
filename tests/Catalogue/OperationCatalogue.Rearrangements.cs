using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Operations that move elements.</content>
internal static partial class OperationCatalogue<T>
{
    private const string Indices = "They are indices: the result does not move with them.";

    private static OperationRow<T>[] Rearrangements =>
    [
        Linear(
            "reshape", x => x[0].Reshape([3, x[0].Shape.ElementCount / 3]), x => x[0].Reshape([3, x[0].Values.Length / 3]),
            [[[6]], [[2, 3, 1]], [[3]], [[0]]],
            Refused([[4]], x => x[0].Reshape([2, 3]), typeof(ArgumentException), "Reshape", "[4]", "[2, 3]", "4 elements", "6"))
            .Says("the elements under another shape", OperationFormula.Linear, "x.Reshape(shape)"),
        Linear(
            "insert axis", x => x[0].InsertAxis(-1), x => x[0].Reshape(Shape.Create([.. x[0].Sizes, 1])), [[[]], [[1]], [[2, 3]], [[0]]],
            Refused([[4]], x => x[0].InsertAxis(2), typeof(ArgumentOutOfRangeException), "[4]", "-2 to 1", "got 2"))
            .Says("a new axis of size 1", OperationFormula.Linear, "x.InsertAxis(axis)"),
        Linear(
            "permute", x => x[0].Permute(2, 0, -2), x => Permuted(x[0], 2, 0, 1), [[[2, 3, 4]], [[1, 1, 1]], [[5, 1, 2]], [[2, 0, 3]]],
            Refused([[2, 3]], x => x[0].Permute(0, 0), typeof(ArgumentException), "[2, 3]", "[0, 0]", "once"),
            Refused([[2, 3]], x => x[0].Permute(0), typeof(ArgumentException), "[2, 3]", "2 axes", "[0]"),
            Refused([[2, 3]], x => x[0].Permute(0, 2), typeof(ArgumentOutOfRangeException), "Axis 2", "[2, 3]"))
            .Says("the axes in another order", OperationFormula.Linear, "x.Permute(order)"),
        Linear(
            "transpose", x => x[0].Transpose(),
            x => Permuted(x[0], [.. Enumerable.Range(0, x[0].Shape.Rank - 2), x[0].Shape.Rank - 1, x[0].Shape.Rank - 2]),
            [[[2, 3]], [[1, 1]], [[2, 3, 4]], [[2, 2, 3, 2]], [[3, 0]]],
            Refused([[4]], x => x[0].Transpose(), typeof(ArgumentOutOfRangeException), "Axis -2", "[4]"))
            .Says("the last two axes exchanged", OperationFormula.Linear, "x.Transpose()"),
        Linear("swap axes", x => x[0].SwapAxes(0, -1), x => Permuted(x[0], 2, 1, 0), [[[2, 3, 4]], [[1, 1, 1]], [[0, 2, 3]]],
            Refused([[2, 3]], x => x[0].SwapAxes(0, 2), typeof(ArgumentOutOfRangeException), "Axis 2", "[2, 3]"))
            .Says("two axes exchanged", OperationFormula.Linear, "x.SwapAxes(a, b)"),
        Linear(
            "broadcast to", x => x[0].BroadcastTo([2, 3, 4]), x => ReferenceArray.From([2, 3, 4], x[0].Broadcast),
            [[[]], [[1]], [[4]], [[3, 1]], [[2, 1, 4]], [[2, 1, 1]], [[1, 3, 1]], [[2, 3, 4]]],
            Refused([[3]], x => x[0].BroadcastTo([2, 3, 4]), typeof(ArgumentException), "BroadcastTo", "[3]", "[2, 3, 4]", "Reshape"),
            Refused([[2, 3]], x => x[0].BroadcastTo([3]), typeof(ArgumentException), "[2, 3]", "[3]"),
            Refused([[3]], x => x[0].BroadcastTo(null!), typeof(ArgumentNullException)))
            .Says(
                "x repeated along axes of size 1 and new ones",
                OperationFormula.Linear,
                "x.BroadcastTo(shape)") with { NoEmptySample = "The next row has them." },
        Linear("broadcast to nothing", x => x[0].BroadcastTo([2, 0]), _ => new([2, 0], []), [[[]], [[1]], [[2, 1]], [[0]]],
            Refused([[2]], x => x[0].BroadcastTo([2, 0]), typeof(ArgumentException), "[2]", "[2, 0]"))
            .Says("x along an axis of size 0", OperationFormula.Linear),
        Linear(
            "slice", x => x[0].Slice(-1, 1, 2), x => Sliced(x[0], x[0].Shape.Rank - 1, 1, 2),
            [[[3]], [[2, 4]], [[2, 3, 5]], [[1, 3]], [[0, 3]]],
            Refused([[3]], x => x[0].Slice(0, 2, 2), typeof(ArgumentOutOfRangeException), "2 places from 2", "axis 0", "[3]"),
            Refused([[3]], x => x[0].Slice(0, -1, 2), typeof(ArgumentOutOfRangeException), "from -1"),
            Refused([[3]], x => x[0].Slice(0, 1, -1), typeof(ArgumentOutOfRangeException), "-1 places"),
            Refused([[3]], x => x[0].Slice(0, int.MaxValue, int.MaxValue), typeof(ArgumentOutOfRangeException), "[3]"),
            Refused([[3]], x => x[0].Slice(1, 0, 1), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"))
            .Says("places s to s + n of an axis", OperationFormula.Linear, "x.Slice(axis, s, n)"),
        Linear(
            "slice of the first axis", x => x[0].Slice(0, 1, 1), x => Sliced(x[0], 0, 1, 1), [[[2]], [[3, 2]], [[2, 1, 3]], [[3, 0]]],
            Refused([[1, 2]], x => x[0].Slice(0, 1, 1), typeof(ArgumentOutOfRangeException), "[1, 2]"))
            .Says("places s to s + n of axis 0", OperationFormula.Linear),
        Linear(
            "slice of no length", x => x[0].Slice(0, 1, 0), x => Sliced(x[0], 0, 1, 0), [[[2]], [[1, 3]], [[3, 0]]],
            Refused([[1]], x => x[0].Slice(0, 2, 0), typeof(ArgumentOutOfRangeException), "[1]"))
            .Says("no places of an axis", OperationFormula.Linear),
        Linear(
            "at", x => x[0].At(1, 2), x => Sliced(x[0], 1, 2, 1).Reshape(x[0].Shape.Without(1)),
            [[[2, 3]], [[1, 3, 2]], [[2, 4, 1]], [[0, 3]]],
            Refused([[2, 3]], x => x[0].At(1, 3), typeof(ArgumentOutOfRangeException), "[2, 3]", "axis 1"))
            .Says("one place of an axis, which goes", OperationFormula.Linear, "x.At(axis, place)"),
        Linear(
            "embed", x => x[0].Embed(-1, 1, 5), x => Embedded(x[0], x[0].Shape.Rank - 1, 1, 5),
            [[[3]], [[2, 4]], [[2, 3, 1]], [[1]], [[3, 0]], [[0, 2]]],
            Refused([[3]], x => x[0].Embed(0, 3, 5), typeof(ArgumentOutOfRangeException), "3 places from 3", "5 places", "axis 0"),
            Refused([[3]], x => x[0].Embed(0, 0, 2), typeof(ArgumentOutOfRangeException), "3 places from 0", "2 places"),
            Refused([[3]], x => x[0].Embed(0, -1, 5), typeof(ArgumentOutOfRangeException), "from -1"),
            Refused([[3]], x => x[0].Embed(1, 0, 5), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"))
            .Says("x from place s of an axis of size n, 0 elsewhere", OperationFormula.Linear, "x.Embed(axis, s, n)"),
        Linear("embed in the first axis", x => x[0].Embed(0, 2, 4), x => Embedded(x[0], 0, 2, 4), [[[1]], [[2, 3]], [[2, 1, 2]], [[0, 2]]],
            Refused([[3, 2]], x => x[0].Embed(0, 2, 4), typeof(ArgumentOutOfRangeException), "axis 0"))
            .Says("x from place s of axis 0, 0 elsewhere", OperationFormula.Linear),
        Linear(
            "concatenate", x => Variable.Concatenate(x, 0), x => Joined(0, x),
            [[[1], [1]], [[2], [3], [1]], [[2, 3], [1, 3]], [[2, 3]], [[0, 2], [3, 2]], [[0], [0]]],
            Refused([[2, 3], [2, 4]], null, typeof(ArgumentException), "axis 0", "[2, 3]", "[2, 4]", "place 1"),
            Refused([[2, 3], [3]], null, typeof(ArgumentException), "[2, 3]", "[3]"),
            Refused([[], []], null, typeof(ArgumentOutOfRangeException), "no axes"),
            Refused([[1]], _ => Variable.Concatenate<T>([], 0), typeof(ArgumentException), "at least one array, got none"))
            .Says("the arrays one after the other along axis 0", OperationFormula.Linear, "Variable.Concatenate(parts, axis)"),
        Linear(
            "concatenate along the last axis", x => Variable.Concatenate(x, -1), x => Joined(x[0].Shape.Rank - 1, x),
            [[[1], [2]], [[2, 3], [2, 1], [2, 2]], [[2, 1, 2], [2, 1, 1]], [[2, 0], [2, 1]]],
            Refused([[2, 3], [3, 3]], null, typeof(ArgumentException), "axis 1", "[2, 3]", "[3, 3]"))
            .Says("the arrays one after the other along the last axis", OperationFormula.Linear),
        Linear(
            "stack", x => Variable.Stack(x, 0), x => Joined(0, [.. x.Select(part => part.Reshape(part.Shape.Prepend(1)))]),
            [[[], []], [[1], [1]], [[2, 3], [2, 3], [2, 3]], [[4]], [[0], [0]]],
            Refused([[2], [3]], null, typeof(ArgumentException), "Stack", "[2]", "[3]", "place 1"),
            Refused([[2], [2]], x => Variable.Stack(x, 2), typeof(ArgumentOutOfRangeException), "[2]", "got 2"),
            Refused([[1]], _ => Variable.Stack<T>([], 0), typeof(ArgumentException), "at least one array, got none"))
            .Says("the arrays along a new first axis", OperationFormula.Linear, "Variable.Stack(parts, axis)"),
        Linear(
            "stack along a new last axis", x => Variable.Stack(x, -1),
            x => Joined(x[0].Shape.Rank, [.. x.Select(part => part.Reshape(Shape.Create([.. part.Sizes, 1])))]),
            [[[], []], [[1], [1]], [[2, 3], [2, 3]], [[0], [0]]],
            Refused([[2, 3], [3, 2]], null, typeof(ArgumentException), "Stack", "[2, 3]", "[3, 2]"))
            .Says("the arrays along a new last axis", OperationFormula.Linear),
        new()
        {
            Name = "take rows",
            Formula = new("x[i] for each index i", "linear in x: the rows of its tangent", "x.TakeRows(i)"),
            Apply = inputs => inputs[0].TakeRows(inputs[1]),
            Reference = inputs => Taken(inputs[0], inputs[1]),
            Samples = [[[3, 2], [4]], [[3, 1], [2, 2]], [[3, 2], []], [[3, 2], [1]], [[2, 3, 2], [2, 4]], [[2, 3, 2], [2]],
                [[2, 3, 1], [2, 1, 3]], [[3, 0], [2]], [[3, 2], [0]], [[0, 3, 2], [0, 2]]],
            Domains = [Domain.Between(-2, 2), Domain.OneOf(0, 1, 2)],
            ConstantInputs = new() { [1] = Indices },
            Bad =
            [
                Refused([[3], [2]], null, typeof(ArgumentException), "TakeRows", "[rows, width]", "[3]", "[2]"),
                Refused([[2, 3, 2], [3]], null, typeof(ArgumentException), "[tasks, ...]", "[2, 3, 2]", "[3]"),
                Refused([[2, 3, 2], []], null, typeof(ArgumentException), "[2, 3, 2]", "[]"),
                new([[3, 2], [2]], null, typeof(ArgumentOutOfRangeException), "index 3", "0 to 2") { Values = [new double[6], [0, 3]] },
                new([[3, 2], [2]], null, typeof(ArgumentOutOfRangeException), "index -1", "0 to 2") { Values = [new double[6], [0, -1]] },
                new(
                    [[3, 2], [2]],
                    null,
                    typeof(ArgumentOutOfRangeException),
                    "index 0.5",
                    "whole number") { Values = [new double[6], [0.5, 0]] },
                new([[3, 2], [1]], null, typeof(ArgumentOutOfRangeException), "index NaN") { Values = [new double[6], [double.NaN]] },
            ],
        },
        new()
        {
            // No method records it by itself: it is the transpose of the row above.
            Name = "take rows, transposed",
            Formula = new("each row added at its index", "linear in the rows: the same of their tangent"),
            Apply = inputs => inputs[0].Tape.Apply(new TakeTransposeOperation<T>(3), inputs[0], inputs[1]),
            Reference = inputs => ReferenceArray.From(inputs[0].Shape.With(1, 3), index => Enumerable.Range(0, inputs[0].Sizes[1])
                .Where(i => inputs[1][index[0], i] == index[1]).Sum(i => inputs[0][index[0], i, index[2]])),
            Samples = [[[1, 4, 2], [1, 4]], [[2, 3, 1], [2, 3]], [[1, 1, 1], [1, 1]], [[1, 0, 2], [1, 0]]],
            Domains = [Domain.Between(-2, 2), Domain.OneOf(0, 1, 2)],
            ConstantInputs = new() { [1] = Indices },
            Bad =
            [
                new([[1, 1, 2], [1, 1]], null, typeof(ArgumentOutOfRangeException), "index 3", "0 to 2") { Values = [new double[2], [3]] },
            ],
        },
        new()
        {
            Name = "one-hot",
            Formula = new("1 at the index, 0 elsewhere", OperationFormula.None, "x.OneHot(classes)"),
            Apply = inputs => inputs[0].OneHot(4),
            Reference = inputs => ReferenceArray.From(
                Shape.Create([.. inputs[0].Sizes, 4]), index => inputs[0][index.AsSpan(0, index.Length - 1)] == index[^1] ? 1 : 0),
            Samples = [[[]], [[1]], [[5]], [[2, 3]], [[0]]],
            Domains = [Domain.OneOf(0, 1, 2, 3)],
            Constant = Piecewise,
            Bad =
            [
                new([[1]], null, typeof(ArgumentOutOfRangeException), "label 4", "0 to 3") { Values = [[4]] },
                new([[1]], null, typeof(ArgumentOutOfRangeException), "label -1", "0 to 3") { Values = [[-1]] },
                new([[1]], null, typeof(ArgumentOutOfRangeException), "label 1.5", "whole number") { Values = [[1.5]] },
            ],
        },
    ];

    private static ReferenceArray Permuted(ReferenceArray x, params int[] order)
        => ReferenceArray.From(Shape.Create([.. order.Select(axis => x.Sizes[axis])]), index =>
        {
            var source = new int[index.Length];
            for (int axis = 0; axis < order.Length; axis++)
            {
                source[order[axis]] = index[axis];
            }

            return x[source];
        });

    private static ReferenceArray Sliced(ReferenceArray x, int axis, int start, int length)
        => ReferenceArray.From(x.Shape.With(axis, length), index => x[[.. index.Select((place, k) => k == axis ? place + start : place)]]);

    private static ReferenceArray Embedded(ReferenceArray x, int axis, int start, int size)
        => ReferenceArray.From(x.Shape.With(axis, size), index =>
        {
            int place = index[axis] - start;
            return place < 0 || place >= x.Sizes[axis] ? 0 : x[[.. index.Select((value, k) => k == axis ? place : value)]];
        });

    private static ReferenceArray Joined(int axis, ReferenceArray[] parts)
        => ReferenceArray.From(parts[0].Shape.With(axis, parts.Sum(part => part.Sizes[axis])), index =>
        {
            int place = index[axis];
            int which = 0;
            while (place >= parts[which].Sizes[axis])
            {
                place -= parts[which++].Sizes[axis];
            }

            return parts[which][[.. index.Select((value, k) => k == axis ? place : value)]];
        });

    private static ReferenceArray Taken(ReferenceArray x, ReferenceArray indices)
    {
        bool perTask = x.Shape.Rank == 3;
        return ReferenceArray.From(Shape.Create([.. indices.Sizes, x.Sizes[^1]]), index =>
        {
            int row = (int)indices[index.AsSpan(0, index.Length - 1)];
            return perTask ? x[index[0], row, index[^1]] : x[row, index[^1]];
        });
    }
}
