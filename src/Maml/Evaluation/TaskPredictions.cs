using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The classes that a net predicts for the queries of one task.</summary>
/// <param name="Steps">After how many inner steps, ascending.</param>
/// <param name="Transductive">Transductive[k][q] is the class of query q after Steps[k] steps where the queries are normalized by their own
/// statistics; -1 where there is none, since a score is NaN or infinite. (Minus infinity is the score of a class that the support set has
/// no example of: no query is of it.)</param>
/// <param name="NonTransductive">The same where the queries are normalized by the statistics of the support set.</param>
public sealed record TaskPredictions(IReadOnlyList<int> Steps, IReadOnlyList<int[]> Transductive, IReadOnlyList<int[]> NonTransductive)
{
    /// <summary>The predicted classes after each number of steps, a line each.</summary>
    public override string ToString() => string.Join('\n', Steps.Select((step, k) => string.Create(
        CultureInfo.InvariantCulture,
        $"after {step} steps: transductive [{string.Join(", ", Transductive[k])}], non-transductive " +
            $"[{string.Join(", ", NonTransductive[k])}]")));
}
