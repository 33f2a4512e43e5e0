using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>No progress at all: that of the ranks that do not report, and of a run that is to be quiet.</summary>
public sealed class SilentProgressView : IProgressView
{
    /// <inheritdoc/>
    public void While(IReadOnlyList<TrainingRun> trainings, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        work();
    }

    /// <inheritdoc/>
    public void Begin(string training, long iteration)
    {
    }

    /// <inheritdoc/>
    public void Report(string training, TrainingProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Note(string training, string text)
    {
    }

    /// <inheritdoc/>
    public void End(string training)
    {
    }
}
