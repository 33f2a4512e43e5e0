using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>Elements by numbers that are computed.</summary>
internal static class SelectionRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["arg sort"] = ArgSort,
            ["first equal"] = FirstEqual,
            ["one-hot"] = OneHot,
            ["take"] = Take,
            ["take transposed"] = TakeTransposed,
        };

    private static OnnxValue OneHot(RuleContext at)
    {
        int classes = at.Result[-1];
        double[] numbers = [.. Enumerable.Range(0, classes).Select(static k => (double)k)];
        OnnxValue labels = at.X.Reshape(Shape.Create([.. at.X.Shape.Sizes, 1]));
        return labels.Is(at.Graph.Array(numbers, [classes])).ToNumbers();
    }

    // [batches, rows, width] by [batches, count].
    private static OnnxValue Take(RuleContext at)
        => at.Graph.Node("GatherElements", at.Result, [at.X, Places(at.Y, at.Result)], OnnxGraph.Setting("axis", 1));

    private static OnnxValue TakeTransposed(RuleContext at)
        => at.Graph.Node(
            "ScatterElements", at.Result, [at.Graph.Number(0).Repeat(at.Result), Places(at.Y, at.X.Shape), at.X],
            OnnxGraph.Setting("axis", 1), OnnxGraph.Setting("reduction", "add"));

    private static OnnxValue Places(OnnxValue indices, Shape shape)
        => indices.ToPlaces().Reshape([indices.Shape[0], indices.Shape[1], 1]).Repeat(shape);

    private static OnnxValue ArgSort(RuleContext at)
    {
        int axis = at.Integer("axis");
        OnnxValue places = at.Graph.LastOf(
            "TopK", 2, at.Result, [at.X, at.Graph.Integers([at.Result[axis]])],
            OnnxGraph.Setting("axis", axis), OnnxGraph.Setting("largest", at.Flag("descending") ? 1 : 0), OnnxGraph.Setting("sorted", 1));
        return places.ToNumbers();
    }

    // Equal, and the first to be: the running count is 1.
    private static OnnxValue FirstEqual(RuleContext at)
    {
        OnnxValue isEqual = at.X.Is(at.Y);
        OnnxValue count = ReductionRules.RunningSum(isEqual.ToNumbers(), at.Integer("axis"), fromEnd: false);
        return isEqual.With("And", count.Is(1)).ToNumbers();
    }
}
