using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>Iterations of the library's own <see cref="Trainer{T}"/>, one at a time: tasks, meta-gradient, the checks for what is not
/// finite, and the outer step.</summary>
public sealed class TrainingWork : IReplayedWork<float>, IDisposable
{
    private readonly Training<float> _training;
    private readonly int _blocks;

    /// <summary>Prepares the work.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="replayed">Whether tasks are computed by programs.</param>
    public TrainingWork(TrainingPlan<float> plan, int threads = 1, bool replayed = true)
    {
        Trainer<float> trainer = new(plan);
        _blocks = ((plan.MetaBatch - 1) / plan.BlockSize) + 1;
        _training = trainer.Begin(trainer.Start(), new() { Threads = threads, Replay = replayed });
        _training.Step();
    }

    /// <inheritdoc/>
    public Workspace<float>? Replayed => _training.Workspaces.FirstOrDefault()?.Workspace;

    /// <summary>The multiplications and additions of an iteration whose blocks are alike, without the outer step; 0 if nothing is
    /// replayed.</summary>
    public long Operations => _blocks * (Replayed?.Program.OperationCount ?? 0);

    /// <summary>The mean loss of all iterations so far.</summary>
    public double MeanLoss => _training.Progress().Loss;

    /// <inheritdoc/>
    public void Dispose() => _training.Dispose();

    /// <summary>One iteration.</summary>
    public void Step() => _training.Step();
}
