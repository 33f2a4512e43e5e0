namespace AutogradMaml.Maml;

/// <summary>How well a net classifies the queries of many tasks, normalized in both ways that <see cref="ClassificationEvaluator{T}"/>
/// defines.</summary>
/// <param name="Transductive">The accuracies where the queries of a task are normalized by their own statistics.</param>
/// <param name="NonTransductive">The accuracies where they are normalized by the statistics of the support set.</param>
public sealed record ClassificationResult(AccuracyCurve Transductive, AccuracyCurve NonTransductive)
{
    /// <summary>Both in a few numbers, a line each.</summary>
    public override string ToString() => $"transductive: {Transductive}\nnon-transductive: {NonTransductive}";
}
