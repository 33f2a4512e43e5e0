namespace AutogradMaml.Maml;

/// <summary>The outer losses and measures of many tasks after some numbers of inner steps.</summary>
/// <param name="Steps">After how many inner steps, ascending.</param>
/// <param name="Losses">Losses[k][i] is the loss of task i after Steps[k] steps.</param>
/// <param name="Measures">The same of each measure, by name.</param>
public sealed record AdaptationCurve(
    IReadOnlyList<int> Steps, IReadOnlyList<double[]> Losses, IReadOnlyDictionary<string, IReadOnlyList<double[]>> Measures)
{
    /// <summary>The losses after some steps in a few numbers.</summary>
    /// <param name="step">After how many steps; one of <see cref="Steps"/>.</param>
    /// <param name="divergedAbove">Above which a loss counts as diverged.</param>
    /// <exception cref="ArgumentOutOfRangeException">That many steps were not evaluated.</exception>
    public LossSummary After(int step, double divergedAbove = double.PositiveInfinity)
        => LossSummary.Of(Losses[EvaluatedSteps.PlaceOf(Steps, step, "losses")], divergedAbove);

    /// <summary>The losses in a few numbers after each step, a line each.</summary>
    public override string ToString() => string.Join('\n', Steps.Select(step => FormattableString.Invariant($"after {step} steps: {After(step)}")));
}
