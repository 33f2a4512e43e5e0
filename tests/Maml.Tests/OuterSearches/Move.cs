namespace AutogradMaml.Maml.Tests.OuterSearches;

/// <summary>A search that judges where it stands and moves each meta-parameter against the direction by a factor.</summary>
internal sealed class Move(double factor) : OuterSearch<double>
{
    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"move by {factor}");

    /// <inheritdoc/>
    public override void Take(OuterProblem<double> problem)
    {
        problem.Judge(problem.Meta);
        Span<double> next = problem.Room(0);
        for (int k = 0; k < next.Length; k++)
        {
            next[k] = problem.Meta[k] - (factor * problem.Direction[k]);
        }

        problem.MoveTo(next);
    }
}
