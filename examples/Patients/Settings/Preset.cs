namespace AutogradMaml.Examples.Patients;

/// <summary>The length of a run.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Studies">The studies, unless others are asked for.</param>
/// <param name="Iterations">The number of outer steps of every training.</param>
/// <param name="MostFolds">The most folds.</param>
/// <param name="InnerFolds">The folds of the training patients by which settings are chosen.</param>
/// <param name="Candidates">The settings to choose from.</param>
/// <param name="MostSupports">How many of a study's numbers of first samples are tested.</param>
internal sealed record Preset(
    string Name, IReadOnlyList<Study> Studies, long Iterations, int MostFolds, int InnerFolds, IReadOnlyList<MetaSettings> Candidates,
    int MostSupports)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
