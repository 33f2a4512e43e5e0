using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>
/// The greatest of each window, and its transpose. The windows are tables of places in a plane, so that windows of all shapes are one rule:
/// the place of the greatest is found in one array, and its number read or written in another, as derivatives need.
/// </summary>
internal static class PoolingRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["max pool"] = Pool,
            ["max pool transposed"] = Spread,
        };

    private static OnnxValue Pool(RuleContext at)
    {
        Shape windows = [at.Result[0], at.Result[1] * at.Result[2]];
        if (at.X.Name == at.Y.Name)
        {
            return Gathered(at, Flat(at.X), out _).Reduce("ReduceMax", 2).Reshape(at.Result);
        }

        return at.Graph.Node("GatherElements", windows, [Flat(at.X), Greatest(at)], OnnxGraph.Setting("axis", 1)).Reshape(at.Result);
    }

    private static OnnxValue Spread(RuleContext at)
    {
        OnnxValue planes = at.Graph.Number(0).Repeat([at.Result[0], at.Result[1] * at.Result[2]]);
        return at.Graph.Node(
            "ScatterElements", planes.Shape, [planes, Greatest(at), Flat(at.X)],
            OnnxGraph.Setting("axis", 1), OnnxGraph.Setting("reduction", "add")).Reshape(at.Result);
    }

    // [planes, windows]: the place of the greatest of each window, the first among equals.
    private static OnnxValue Greatest(RuleContext at)
    {
        OnnxValue gathered = Gathered(at, Flat(at.Y), out OnnxValue table);
        (int planes, int windows) = (gathered.Shape[0], gathered.Shape[1]);
        OnnxValue greatest = at.Graph.Node(
            "ArgMax", [planes, windows, 1], [gathered], OnnxGraph.Setting("axis", 2), OnnxGraph.Setting("keepdims", 1));
        return at.Graph.Node(
            "GatherElements", greatest.Shape, [table.Repeat(gathered.Shape), greatest], OnnxGraph.Setting("axis", 2))
            .Reshape([planes, windows]);
    }

    // [planes, windows, places of a window].
    private static OnnxValue Gathered(RuleContext at, OnnxValue planes, out OnnxValue table)
    {
        int width = at.Y.Shape[2];
        int[][] rows = Places(at, "row");
        int[][] columns = Places(at, "column");
        long[][] windows =
        [
            .. rows.SelectMany(row => columns.Select(
                column => row.SelectMany(y => column.Select(x => ((long)y * width) + x)).ToArray())),
        ];

        // A window with fewer places than others names its first one again, which is never the first among equals a second time.
        int most = windows.Max(static window => window.Length);
        table = at.Graph.Integers(
            [.. windows.SelectMany(window => window.Concat(Enumerable.Repeat(window[0], most - window.Length)))],
            [windows.Length, most]);
        return at.Graph.Node("Gather", [planes.Shape[0], windows.Length, most], [planes, table], OnnxGraph.Setting("axis", 1));
    }

    private static int[][] Places(RuleContext at, string side)
    {
        (IReadOnlyList<int> starts, IReadOnlyList<int> ends) = (at.Integers($"{side}Starts"), at.Integers($"{side}Ends"));
        int step = at.Integer($"{side}Step");
        return
        [
            .. starts.Zip(ends, (start, end) => Enumerable.Range(0, (end - start + step - 1) / step)
                .Select(k => start + (k * step)).ToArray()),
        ];
    }

    private static OnnxValue Flat(OnnxValue planes) => planes.Reshape([planes.Shape[0], planes.Shape[1] * planes.Shape[2]]);
}
