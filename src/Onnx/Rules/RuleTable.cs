using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>How each kind of operation is written.</summary>
internal static class RuleTable
{
    private static readonly Dictionary<string, Func<RuleContext, OnnxValue>> Rules = new(
        new[]
        {
            FunctionRules.All, OperatorRules.All, ShapeRules.All, SelectionRules.All, ReductionRules.All, MatrixRules.All,
            FactorizationRules.All, ConvolutionRules.All, PoolingRules.All,
        }.SelectMany(static rules => rules),
        StringComparer.Ordinal);

    // Of sums over nothing: linear in an input that has no elements.
    private static readonly HashSet<string> ZeroOfNothing =
    [
        "sum", "matmul", "embed", "take transposed", "norm", "norm of order", "convolve", "convolve to image", "convolve to kernel",
        "max pool transposed", "from diagonal", "resize", "log determinant",
    ];

    // Of products over nothing.
    private static readonly HashSet<string> OneOfNothing = ["sign of determinant"];

    /// <summary>The kinds that can be written.</summary>
    public static IReadOnlyCollection<string> Kinds => Rules.Keys;

    /// <summary>Writes an operation.</summary>
    /// <param name="context">The operation.</param>
    /// <exception cref="NoCounterpartException">It has no counterpart.</exception>
    public static OnnxValue Write(RuleContext context)
    {
        if (context.Description is not { } description)
        {
            throw new NoCounterpartException("which only its maker knows");
        }

        if (!Rules.TryGetValue(description.Kind, out Func<RuleContext, OnnxValue>? rule))
        {
            throw new NoCounterpartException("which ONNX's operators don't compute");
        }

        // Hosts differ in what they make of arrays without elements.
        if (context.Result.ElementCount == 0)
        {
            return context.Graph.Array([], context.Result);
        }

        if (description.Kind != "concatenate" && context.Inputs.Any(static input => input.Shape.ElementCount == 0))
        {
            return ZeroOfNothing.Contains(description.Kind) ? context.Graph.Filled(0, context.Result)
                : OneOfNothing.Contains(description.Kind) ? context.Graph.Filled(1, context.Result)
                : throw new NoCounterpartException("here of an array without elements");
        }

        // A program reads what was repeated before it is, where the result does not show it.
        OnnxValue value = rule(context);
        return value.Shape.BroadcastsTo(context.Result)
            ? value.Repeat(context.Result)
            : throw new InvalidOperationException($"The rule of '{description}' gave shape {value.Shape}, expected {context.Result}.");
    }
}
