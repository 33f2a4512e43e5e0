namespace AutogradMaml.Examples.Records;

/// <summary>A figure of others.</summary>
/// <param name="Experiment">Omniglot, or the name of a sine experiment.</param>
/// <param name="Method">The method's name in the records.</param>
/// <param name="Net">The net, where the figure is of one only.</param>
/// <param name="Ways">The number of classes of a task; 0 for sine.</param>
/// <param name="Shots">The number of shots.</param>
/// <param name="Figure">The figure as it was published, with its interval.</param>
/// <param name="Rerun">What others had who ran it again.</param>
/// <param name="FromMemory">Whether it is quoted from memory of the paper and was not looked up.</param>
/// <param name="Source">The paper.</param>
internal sealed record PublishedFigure(
    string Experiment, string Method, string? Net, int Ways, int Shots, string? Figure, string? Rerun, bool FromMemory, string Source)
{
    /// <summary>The figure, what others had in brackets, and a mark where it was not looked up.</summary>
    public string Words
        => (Figure is null ? string.Empty : Figure + (FromMemory ? "†" : string.Empty)) + (Rerun is null ? string.Empty : $" ({Rerun})");
}
