using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The accuracies of many tasks after some numbers of inner steps.</summary>
/// <param name="Steps">After how many inner steps, ascending.</param>
/// <param name="Accuracies">Accuracies[k][i] is the share of rightly classified queries of task i after Steps[k] steps, from 0 to
/// 1.</param>
public sealed record AccuracyCurve(IReadOnlyList<int> Steps, IReadOnlyList<double[]> Accuracies)
{
    /// <summary>The accuracies after some steps in a few numbers.</summary>
    /// <param name="step">After how many steps; one of <see cref="Steps"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">That many steps were not evaluated.</exception>
    public AccuracySummary After(int step)
        => AccuracySummary.Of(Accuracies[EvaluatedSteps.PlaceOf(Steps, step, "accuracies")]);

    /// <summary>The accuracies in a few numbers, with the steps: <c>20.1 +- 0.5 % after 0 steps, 45.4 +- 1.8 % after 3 steps</c>.</summary>
    public override string ToString()
        => string.Join(", ", Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{After(step)} after {step} steps")));
}
