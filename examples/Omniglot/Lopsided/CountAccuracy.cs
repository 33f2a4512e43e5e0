using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>How well the queries of the classes that have a certain number of support images are classified after all inner
/// steps.</summary>
/// <param name="Images">The number of support images of a class.</param>
/// <param name="Transductive">The accuracy where all queries of a task are normalized by their own statistics.</param>
/// <param name="NonTransductive">The accuracy where they are normalized by the statistics of the support set.</param>
internal sealed record CountAccuracy(int Images, AccuracySummary Transductive, AccuracySummary NonTransductive);
