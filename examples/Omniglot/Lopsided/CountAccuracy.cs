using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>How well the queries of the classes that have a certain number of support images are classified.</summary>
/// <param name="Images">The number of support images of a class.</param>
/// <param name="Result">The accuracies after each number of inner steps.</param>
internal sealed record CountAccuracy(int Images, ClassificationResult Result)
{
    /// <summary>The accuracy after all steps where all queries of a task are normalized by their own statistics.</summary>
    public AccuracySummary Transductive => Result.Transductive.After(Result.Transductive.Steps[^1]);

    /// <summary>The accuracy after all steps where they are normalized by the statistics of the support set.</summary>
    public AccuracySummary NonTransductive => Result.NonTransductive.After(Result.NonTransductive.Steps[^1]);
}
