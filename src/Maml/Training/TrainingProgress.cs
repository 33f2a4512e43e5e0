namespace AutogradMaml.Maml;

/// <summary>A report from a training under way.</summary>
/// <param name="Iteration">The number of outer steps taken.</param>
/// <param name="Iterations">The number planned.</param>
/// <param name="Loss">The mean loss over the tasks of all iterations since the last report.</param>
/// <param name="GradientNorm">The norm of the mean direction of the last iteration over what the plan's rule descends, before
/// clipping.</param>
/// <param name="Measures">What is told beside the loss: the mean of each over those of the same tasks of which it is told, by name; none of
/// them, none told.</param>
public readonly record struct TrainingProgress(
    long Iteration, long Iterations, double Loss, double GradientNorm, IReadOnlyList<KeyValuePair<string, double>> Measures)
{
    /// <inheritdoc/>
    public override string ToString()
        => FormattableString.Invariant($"iteration {Iteration} of {Iterations}: loss {Loss:G4}, gradient norm {GradientNorm:G3}") +
        string.Concat((Measures ?? []).Select(static measure => FormattableString.Invariant($", {measure.Key} {measure.Value:G4}")));
}
