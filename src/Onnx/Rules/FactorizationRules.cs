using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>Systems of equations and triangular factors of small matrices, row by row: ONNX has no operator for them. Where the library
/// throws, for a matrix that is singular or not positive definite, a model gives numbers that are not finite.</summary>
internal static class FactorizationRules
{
    /// <summary>Each row takes some ten nodes.</summary>
    private const int MostRows = 32;

    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["cholesky"] = static at => Cholesky(Small(at.X)),
            ["log determinant"] = static at => Determinant(Small(at.X)).Logarithm,
            ["sign of determinant"] = static at => Determinant(Small(at.X)).Sign,
            ["solve"] = static at => Solve(Small(at.X), at.Y),
            ["solve transposed"] = static at => Solve(Small(at.X).Swap(-2, -1), at.Y),
            ["solve lower triangular"] = static at => SolveTriangular(Small(at.X), at.Y, isLower: true),
            ["solve lower triangular transposed"] = static at => SolveTriangular(Small(at.X).Swap(-2, -1), at.Y, isLower: false),
            ["solve upper triangular"] = static at => SolveTriangular(Small(at.X), at.Y, isLower: false),
            ["solve upper triangular transposed"] = static at => SolveTriangular(Small(at.X).Swap(-2, -1), at.Y, isLower: true),
        };

    private static OnnxValue Small(OnnxValue matrix) => matrix.Shape[-1] <= MostRows
        ? matrix
        : throw new NoCounterpartException($"here of {matrix.Shape[-1]} rows, and at most {MostRows} are written row by row");

    private static OnnxValue Solve(OnnxValue a, OnnxValue b)
    {
        int size = a.Shape[-1];
        OnnxValue both = Eliminated(Joined([a, b], -1), size, out _);
        return SolveTriangular(both.Slice(-1, 0, size), both.Slice(-1, size, b.Shape[-1]), isLower: false);
    }

    // x_i = (b_i - sum over the known x_j of a_ij x_j) / a_ii, from the first row on or from the last one back.
    private static OnnxValue SolveTriangular(OnnxValue a, OnnxValue b, bool isLower)
    {
        int size = a.Shape[-1];
        OnnxValue? solved = null;
        for (int k = 0; k < size; k++)
        {
            int row = isLower ? k : size - 1 - k;
            OnnxValue line = a.Slice(-2, row, 1);
            OnnxValue rest = b.Slice(-2, row, 1);
            OnnxValue own = solved is { } known ? rest - MatrixRules.Product(line.Slice(-1, isLower ? 0 : row + 1, k), known) : rest;
            own /= line.Slice(-1, row, 1);
            solved = solved is not { } rows ? own : Joined(isLower ? [rows, own] : [own, rows], -2);
        }

        return solved!.Value;
    }

    private static (OnnxValue Logarithm, OnnxValue Sign) Determinant(OnnxValue a)
    {
        int size = a.Shape[-1];
        OnnxValue upper = Eliminated(a, size, out OnnxValue sign);
        OnnxValue? sum = null;
        for (int k = 0; k < size; k++)
        {
            OnnxValue pivot = upper.Slice(-2, k, 1).Slice(-1, k, 1);
            OnnxValue logarithm = pivot.Abs().Log();
            sum = sum is { } before ? before + logarithm : logarithm;
            sign *= pivot.Each("Sign");
        }

        Shape shape = Shape.Create(a.Shape.Sizes[..^2]);
        return (sum!.Value.Reshape(shape), sign.Repeat(sum.Value.Shape).Reshape(shape));
    }

    // Rows with zeros below the diagonal of the first columns: of each column the greatest element is brought up, and multiples of its row
    // are taken from those below.
    private static OnnxValue Eliminated(OnnxValue rows, int size, out OnnxValue sign)
    {
        OnnxGraph graph = rows.Graph;
        OnnxValue numbers = graph.Integers([.. Enumerable.Range(0, size).Select(static k => (long)k)], [size, 1]);
        sign = graph.Number(1);
        for (int k = 0; k < size - 1; k++)
        {
            OnnxValue column = rows.Slice(-2, k, size - k).Slice(-1, k, 1).Abs();
            OnnxValue own = graph.Integers([k], Shape.Scalar);
            OnnxValue greatest = own + graph.Node(
                "ArgMax", column.Shape.With(-2, 1), [column], OnnxGraph.Setting("axis", column.Shape.Rank - 2),
                OnnxGraph.Setting("keepdims", 1));
            OnnxValue places = numbers.Is(own).Choose(greatest, numbers.Is(greatest).Choose(own, numbers));
            rows = graph.Node(
                "GatherElements", rows.Shape, [rows, places.Repeat(rows.Shape)], OnnxGraph.Setting("axis", rows.Shape.Rank - 2));
            sign *= greatest.Is(own).Choose(graph.Number(1), graph.Number(-1));
            OnnxValue first = rows.Slice(-2, k, 1);
            OnnxValue below = rows.Slice(-2, k + 1, size - k - 1);
            below -= below.Slice(-1, k, 1) / first.Slice(-1, k, 1) * first;
            rows = Joined([rows.Slice(-2, 0, k + 1), below], -2);
        }

        return rows;
    }

    // Column by column: what the columns before leave of A's, divided by the root of its first element.
    private static OnnxValue Cholesky(OnnxValue a)
    {
        int size = a.Shape[-1];
        OnnxValue? factor = null;
        for (int k = 0; k < size; k++)
        {
            OnnxValue column = a.Slice(-2, k, size - k).Slice(-1, k, 1);
            if (factor is { } known)
            {
                column -= MatrixRules.Product(known.Slice(-2, k, size - k), known.Slice(-2, k, 1).Swap(-2, -1));
            }

            column /= column.Slice(-2, 0, 1).Sqrt();
            OnnxValue whole = k == 0 ? column : Joined([a.Graph.Number(0).Repeat(column.Shape.With(-2, k)), column], -2);
            factor = factor is { } before ? Joined([before, whole], -1) : whole;
        }

        return factor!.Value;
    }

    private static OnnxValue Joined(OnnxValue[] parts, int axis)
    {
        Shape shape = parts[0].Shape.With(axis, parts.Sum(part => part.Shape[axis]));
        return parts[0].Graph.Node("Concat", shape, parts, OnnxGraph.Setting("axis", shape.ResolveAxis(axis)));
    }
}
