using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>Products of matrices.</summary>
internal static class MatrixRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["matmul"] = Oriented,
            ["matmul add"] = WithSum,
        };

    /// <summary>The product on the last two axes; the leading ones broadcast.</summary>
    public static OnnxValue Product(OnnxValue left, OnnxValue right)
    {
        Shape batch = Shape.Broadcast(
            Shape.Create(left.Shape.Sizes[..^2]), Shape.Create(right.Shape.Sizes[..^2]), "MatMul");
        return left.Graph.Node("MatMul", Shape.Create([.. batch.Sizes, left.Shape[-2], right.Shape[-1]]), [left, right]);
    }

    private static OnnxValue Oriented(RuleContext at)
        => Product(
            at.Flag("transposesLeft") ? at.X.Swap(-2, -1) : at.X,
            at.Flag("transposesRight") ? at.Y.Swap(-2, -1) : at.Y);

    // D is as long as the result, or some of its last rows that repeat.
    private static OnnxValue WithSum(RuleContext at)
    {
        OnnxValue product = Oriented(at).Reshape(at.Result);
        double factor = at.Number("factor");
        OnnxValue scaled = factor == 1 ? product : factor * product;
        if (!at.Flag("adds"))
        {
            return scaled;
        }

        int length = at.Inputs[2].Shape.ElementCount;
        Shape repeated = [at.Result.ElementCount / length, length];
        return (at.Inputs[2].Reshape([1, length]) + scaled.Reshape(repeated)).Reshape(at.Result);
    }
}
