using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The query losses of many tasks after 0 to K inner steps.</summary>
/// <param name="Losses">Losses[k][i] is the loss of task i after k steps.</param>
public sealed record AdaptationCurve(IReadOnlyList<double[]> Losses)
{
    /// <summary>The number of inner steps K.</summary>
    public int Steps => Losses.Count - 1;

    /// <summary>The losses after some steps in a few numbers.</summary>
    /// <param name="step">After how many steps, 0 to K.</param>
    /// <param name="divergedAbove">Above which a loss counts as diverged.</param>
    /// <exception cref="ArgumentOutOfRangeException">That many steps were not evaluated.</exception>
    public LossSummary After(int step, double divergedAbove = double.PositiveInfinity)
        => step >= 0 && step <= Steps
            ? LossSummary.Of(Losses[step], divergedAbove)
            : throw new ArgumentOutOfRangeException(nameof(step), $"The losses are there after 0 to {Steps} steps; after {step} was asked for.");

    /// <summary>The losses in a few numbers after each step, a line each.</summary>
    public override string ToString()
        => string.Join('\n', Enumerable.Range(0, Losses.Count).Select(
            step => string.Create(CultureInfo.InvariantCulture, $"after {step} steps: {After(step)}")));
}
