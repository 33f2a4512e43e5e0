using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>What a validation on the way has found; of a training without validation, only how long it took.</summary>
/// <param name="Iteration">After how many outer steps.</param>
/// <param name="Seconds">After how many seconds of training and validation.</param>
/// <param name="Transductive">The accuracy with queries normalized by themselves; null without validation.</param>
/// <param name="NonTransductive">The accuracy with queries normalized by the support set; null without validation.</param>
public sealed record ValidationPoint(long Iteration, double Seconds, AccuracySummary? Transductive, AccuracySummary? NonTransductive);
