using System.Globalization;

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
        => LossSummary.Of(Losses[PlaceOf(step)], divergedAbove);

    /// <summary>A measure after some steps in a few numbers: the mean over the tasks, each counted once, and its interval. A NaN among them
    /// makes the mean NaN.</summary>
    /// <param name="measure">The measure's name.</param>
    /// <param name="step">After how many steps.</param>
    /// <exception cref="KeyNotFoundException">There is no such measure.</exception>
    /// <exception cref="ArgumentOutOfRangeException">That many steps were not evaluated.</exception>
    public MeasureSummary MeasureAfter(string measure, int step) => Measures.TryGetValue(measure, out IReadOnlyList<double[]>? values)
        ? MeasureSummary.Of(values[PlaceOf(step)])
        : throw new KeyNotFoundException($"There is no measure '{measure}'; the adaptation tells [{string.Join(", ", Measures.Keys)}].");

    /// <summary>The losses and measures in a few numbers after each step, a line each.</summary>
    public override string ToString() => string.Join('\n', Steps.Select(step => string.Create(
        CultureInfo.InvariantCulture,
        $"after {step} steps: " +
            $"{After(step)}{string.Concat(Measures.Keys.Select(measure => $"; {measure} {MeasureAfter(measure, step)}"))}")));

    private int PlaceOf(int step) => EvaluatedSteps.PlaceOf(Steps, step, "losses");
}
