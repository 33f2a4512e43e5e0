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
    public LossSummary After(int step, double divergedAbove = double.PositiveInfinity) => LossSummary.Of(Losses[step], divergedAbove);
}
