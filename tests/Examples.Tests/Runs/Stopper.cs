using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Runs;

/// <summary>Asks for a stop when a training reaches an iteration.</summary>
internal sealed class Stopper(string at, long iteration, CancellationTokenSource stop) : IProgressView
{
    public void While(IReadOnlyList<TrainingRun> trainings, Action work) => work();

    public void Begin(string training, long first)
    {
    }

    public void Report(string training, TrainingProgress progress)
    {
        if (training == at && progress.Iteration == iteration)
        {
            stop.Cancel();
        }
    }

    public void Note(string training, string text)
    {
    }

    public void End(string training)
    {
    }
}
