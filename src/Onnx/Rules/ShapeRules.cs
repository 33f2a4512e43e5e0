using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>The same elements at other places.</summary>
internal static class ShapeRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["broadcast"] = static at => at.X.Repeat(at.Result),
            ["concatenate"] = Concatenate,
            ["diagonal"] = Diagonal,
            ["embed"] = Embed,
            ["flip"] = Flip,
            ["from diagonal"] = FromDiagonal,
            ["permute"] = static at => at.X.Permute([.. at.Integers("order")]),
            ["resize"] = Resize,
            ["slice"] = static at => at.X.Slice(at.Integer("axis"), at.Integer("start"), at.Result[at.Integer("axis")]),
            ["triangle"] = Triangle,
        };

    private static OnnxValue Concatenate(RuleContext at)
    {
        OnnxValue[] parts = [.. at.Inputs.Where(static input => input.Shape.ElementCount > 0)];
        return parts.Length == 1
            ? parts[0]
            : at.Graph.Node("Concat", at.Result, parts, OnnxGraph.Setting("axis", at.Integer("axis")));
    }

    private static OnnxValue Embed(RuleContext at)
    {
        (int axis, int start) = (at.Integer("axis"), at.Integer("start"));
        var pads = new int[2 * at.Result.Rank];
        pads[axis] = start;
        pads[at.Result.Rank + axis] = at.Result[axis] - start - at.X.Shape[axis];
        return at.Graph.Node("Pad", at.Result, [at.X, at.Graph.Integers(pads), at.Graph.Number(0)]);
    }

    private static OnnxValue Flip(RuleContext at)
    {
        OnnxValue value = at.X;
        foreach (int axis in at.Integers("axes"))
        {
            OnnxValue places = at.Graph.Integers(Enumerable.Range(0, value.Shape[axis]).Reverse());
            value = at.Graph.Node("Gather", value.Shape, [value, places], OnnxGraph.Setting("axis", axis));
        }

        return value;
    }

    // The last two axes as one, of which the diagonal has every (columns + 1)-th place.
    private static OnnxValue Diagonal(RuleContext at)
    {
        (int rows, int columns) = (at.X.Shape[-2], at.X.Shape[-1]);
        OnnxValue flat = at.X.Reshape(Shape.Create([.. at.X.Shape.Sizes[..^2], rows * columns]));
        OnnxValue places = at.Graph.Integers(Enumerable.Range(0, at.Result[-1]).Select(k => k * (columns + 1)));
        return at.Graph.Node("Gather", at.Result, [flat, places], OnnxGraph.Setting("axis", at.Result.Rank - 1));
    }

    private static OnnxValue FromDiagonal(RuleContext at)
    {
        (int rows, int columns, int size) = (at.Result[-2], at.Result[-1], at.X.Shape[-1]);
        OnnxValue lines = at.X.Reshape(Shape.Create([.. at.X.Shape.Sizes[..^1], .. size == rows ? [size, 1] : new[] { 1, size }]));
        return size == rows || size == columns
            ? Mask(at, static (row, column) => row == column).Choose(lines, 0)
            : throw new NoCounterpartException("here with fewer elements than the matrix has rows and columns");
    }

    private static OnnxValue Triangle(RuleContext at)
    {
        int diagonal = at.Integer("diagonal");
        return at.Flag("lower")
            ? Mask(at, (row, column) => column <= (long)row + diagonal).Choose(at.X, 0)
            : Mask(at, (row, column) => column >= (long)row + diagonal).Choose(at.X, 0);
    }

    // A product with the matrix of shares along the axis.
    private static OnnxValue Resize(RuleContext at)
    {
        int axis = at.Integer("axis");
        bool transposed = at.Flag("transposed");
        (IReadOnlyList<int> low, IReadOnlyList<int> high) = (at.Integers("low"), at.Integers("high"));
        IReadOnlyList<double> share = at.Description!.Numbers("share");
        int from = transposed ? at.Result[axis] : at.X.Shape[axis];
        var shares = new double[from * low.Count];
        for (int k = 0; k < low.Count; k++)
        {
            shares[(low[k] * low.Count) + k] += 1 - share[k];
            shares[(high[k] * low.Count) + k] += share[k];
        }

        OnnxValue matrix = at.Graph.Array(shares, [from, low.Count]);
        OnnxValue rows = at.X.Swap(axis, -1);
        rows = rows.Shape.Rank == 1 ? rows.Reshape(rows.Shape.Prepend(1)) : rows;
        OnnxValue product = MatrixRules.Product(rows, transposed ? matrix.Swap(0, 1) : matrix);
        return at.X.Shape.Rank == 1 ? product.Reshape(at.Result) : product.Swap(axis, -1);
    }

    private static OnnxValue Mask(RuleContext at, Func<int, int, bool> isKept)
    {
        (int rows, int columns) = (at.Result[-2], at.Result[-1]);
        var mask = new bool[rows * columns];
        for (int k = 0; k < mask.Length; k++)
        {
            mask[k] = isKept(k / columns, k % columns);
        }

        return at.Graph.Flags(mask, [rows, columns]);
    }
}
