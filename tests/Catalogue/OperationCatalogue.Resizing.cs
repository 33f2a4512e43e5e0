using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Catalogue;

/// <content>Continuations of an array beyond its ends, and images of another size.</content>
internal static partial class OperationCatalogue<T>
{
    private static OperationRow<T>[] Resizing =>
    [
        Linear(
            "reflection pad", x => x[0].ReflectionPad((1, 0), (0, 0), (2, 1)),
            x => Continued(Continued(x[0], 0, 1, 0, Reflected), 2, 2, 1, Reflected), [[[2, 1, 3]], [[3, 2, 4]], [[2, 0, 3]]],
            Refused([[2, 3]], null, typeof(ArgumentException), "ReflectionPad", "2 axes", "[2, 3]", "got 3"),
            Refused([[2, 1, 2]], null, typeof(ArgumentOutOfRangeException), "ReflectionPad", "0 to 1 places", "axis 2", "got 2 and 1"))
            .Says("x and its reflection in its outermost places along axes", OperationFormula.Linear, "x.ReflectionPad(widths)"),
        Linear(
            "reflection pad one axis", x => x[0].ReflectionPad(-1, 2, 1), x => Continued(x[0], x[0].Shape.Rank - 1, 2, 1, Reflected),
            [[[3]], [[1, 4]], [[0, 3]]],
            Refused([[2]], null, typeof(ArgumentOutOfRangeException), "ReflectionPad", "0 to 1 places", "[2]", "got 2 and 1"),
            Refused([[3]], x => x[0].ReflectionPad(0, 0, -1), typeof(ArgumentOutOfRangeException), "got 0 and -1"),
            Refused([[3]], x => x[0].ReflectionPad(1, 0, 0), typeof(ArgumentOutOfRangeException), "Axis 1", "[3]"))
            .Says("x and its reflection in its outermost places", OperationFormula.Linear, "x.ReflectionPad(axis, before, after)") with
        { Special = [new([[0, 1, 2]], [2, 1, 0, 1, 2, 1], [1, 3, 2])] },
        Linear(
            "replication pad", x => x[0].ReplicationPad((1, 0), (0, 3)),
            x => Continued(Continued(x[0], 0, 1, 0, Nearest), 1, 0, 3, Nearest), [[[1, 1]], [[2, 3]], [[3, 1]]],
            Refused([[2]], null, typeof(ArgumentException), "ReplicationPad", "1 axes", "[2]", "got 2"),
            Refused([[2, 0]], null, typeof(ArgumentOutOfRangeException), "ReplicationPad", "0 to 0 places", "axis 1", "got 0 and 3"))
            .Says("x and its outermost elements repeated along axes", OperationFormula.Linear, "x.ReplicationPad(widths)") with
        { NoEmptySample = "There is nothing to repeat." },
        Linear(
            "replication pad one axis", x => x[0].ReplicationPad(-1, 2, 3), x => Continued(x[0], x[0].Shape.Rank - 1, 2, 3, Nearest),
            [[[1]], [[3]], [[2, 3]], [[0, 2]]],
            Refused([[3]], x => x[0].ReplicationPad(0, -1, 0), typeof(ArgumentOutOfRangeException), "got -1 and 0"))
            .Says("x and its outermost elements repeated", OperationFormula.Linear, "x.ReplicationPad(axis, before, after)") with
        { Special = [new([[0, 1, 2]], [0, 0, 0, 1, 2, 2, 2, 2], [3, 1, 4])] },
        Linear(
            "circular pad", x => x[0].CircularPad((1, 0), (2, 1)), x => Continued(Continued(x[0], 0, 1, 0, Around), 1, 2, 1, Around),
            [[[1, 2]], [[2, 3]], [[3, 2]]],
            Refused([[2]], null, typeof(ArgumentException), "CircularPad", "1 axes", "[2]", "got 2"),
            Refused([[2, 1]], null, typeof(ArgumentOutOfRangeException), "CircularPad", "0 to 1 places", "axis 1", "got 2 and 1"))
            .Says("x continued as a circle along axes", OperationFormula.Linear, "x.CircularPad(widths)") with
        { NoEmptySample = "There is nothing to go on with." },
        Linear(
            "circular pad one axis", x => x[0].CircularPad(-1, 2, 3), x => Continued(x[0], x[0].Shape.Rank - 1, 2, 3, Around),
            [[[3]], [[1, 4]], [[2, 3]], [[0, 3]]],
            Refused([[3]], x => x[0].CircularPad(0, 0, 4), typeof(ArgumentOutOfRangeException), "0 to 3", "got 0 and 4"))
            .Says("x continued as a circle", OperationFormula.Linear, "x.CircularPad(axis, before, after)") with
        { Special = [new([[0, 1, 2]], [1, 2, 0, 1, 2, 0, 1, 2], [2, 3, 3])] },

        // The special values are those of PyTorch 1.13, torch.nn.functional.interpolate, but for the row of one column, which is worked out
        // by hand.
        Resize(
            "resize nearest", x => x.ResizeNearest(3, 4), (k, from, to) => Math.Floor((double)k * from / to),
            [1, 1, 2, 4, 1, 1, 2, 4, 8, 8, 16, 32], [4, 2, 2, 2, 1, 1], "ResizeNearest")
            .Says("x[⌊i h / h'⌋, ⌊j w / w'⌋], here to 3 by 4", OperationFormula.Linear, "x.ResizeNearest(h', w')"),
        Resize(
            "resize bilinear", x => x.ResizeBilinear(3, 4), (k, from, to) => Math.Clamp(((k + 0.5) * from / to) - 0.5, 0, from - 1),
            [1, 1.625, 2.75, 4, 4.5, 7.3125, 12.375, 18, 8, 13, 22, 32], [2.0625, 1.875, 2.0625, 2.0625, 1.875, 2.0625], "ResizeBilinear")
            .Says("between the rows at (i + ½) h / h' - ½, columns likewise", OperationFormula.Linear, "x.ResizeBilinear(h', w')"),
        Resize(
            "resize bilinear, corners aligned", x => x.ResizeBilinear(3, 4, alignCorners: true),
            (k, from, to) => k * (from - 1.0) / (to - 1),
            [1, 5.0 / 3, 8.0 / 3, 4, 4.5, 7.5, 12, 18, 8, 40.0 / 3, 64.0 / 3, 32], [2, 2, 2, 2, 2, 2], "ResizeBilinear")
            .Says(
                "between the rows at i (h - 1) / (h' - 1), columns likewise",
                OperationFormula.Linear,
                "x.ResizeBilinear(h', w', alignCorners: true)"),
        Resize(
            "resize bilinear, to one column", x => x.ResizeBilinear(5, 1),
            (k, from, to) => Math.Clamp(((k + 0.5) * from / to) - 0.5, 0, from - 1), [2, 3.4, 9, 14.6, 16], [0, 2.5, 0, 0, 2.5, 0],
            "ResizeBilinear", 5, 1)
            .Says("between the rows at (i + ½) h / h' - ½, columns likewise", OperationFormula.Linear),
    ];

    private static OperationRow<T> Resize(
        string name, Func<Variable<T>, Variable<T>> apply, Func<int, int, int, double> source, double[] value, double[] gradient,
        string inMessage, int height = 3, int width = 4)
        => Linear(
            name, x => apply(x[0]),
            x => Resampled(Resampled(x[0], x[0].Shape.Rank - 2, height, source), x[0].Shape.Rank - 1, width, source),
            [[[2, 3]], [[1, 1]], [[5, 2]], [[3, 4]], [[2, 1, 3]], [[2, 1, 6, 7]], [[0, 2, 2]]],
            Refused([[3]], null, typeof(ArgumentException), inMessage, "[..., height, width]", "[3]"),
            Refused([[2, 0]], null, typeof(ArgumentException), inMessage, "[2, 0]"),
            Refused(
                [[2, 2]], x => inMessage == "ResizeNearest" ? x[0].ResizeNearest(0, 2) : x[0].ResizeBilinear(0, 2),
                typeof(ArgumentOutOfRangeException), inMessage, "0 and 2", "[2, 2]")) with
        {
            Special = [new([[1, 2, 4, 8, 16, 32]], value, gradient, [0, 0, 0, 0, 0, 0]) { Shapes = [[2, 3]] }],
        };

    private static int Reflected(int place, int size) => place < 0 ? -place : place >= size ? (2 * (size - 1)) - place : place;

    private static int Nearest(int place, int size) => Math.Clamp(place, 0, size - 1);

    private static int Around(int place, int size) => (place + size) % size;

    private static ReferenceArray Continued(ReferenceArray x, int axis, int before, int after, Func<int, int, int> within)
        => ReferenceArray.From(
            x.Shape.With(axis, x.Sizes[axis] + before + after),
            index => x[Replaced(index, axis, within(index[axis] - before, x.Sizes[axis]))]);

    private static ReferenceArray Resampled(ReferenceArray x, int axis, int to, Func<int, int, int, double> source)
        => ReferenceArray.From(x.Shape.With(axis, to), index =>
        {
            double place = source(index[axis], x.Sizes[axis], to);
            int low = (int)place;
            double share = place - low;
            return share == 0
                ? x[Replaced(index, axis, low)]
                : ((1 - share) * x[Replaced(index, axis, low)]) + (share * x[Replaced(index, axis, low + 1)]);
        });
}
