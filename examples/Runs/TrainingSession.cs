using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>Runs trainings one after the other, each from where its checkpoint is, with progress shown and checkpoints written.</summary>
/// <param name="folder">The folder of the checkpoints.</param>
/// <param name="resume">Whether to go on from the checkpoints in it.</param>
/// <param name="trainings">The trainings of the run.</param>
/// <param name="ranks">What connects this process with others that train together; null for none.</param>
/// <exception cref="UsageException">What is in the folder does not fit.</exception>
public sealed class TrainingSession(
    OutputFolder folder, bool resume, IReadOnlyList<TrainingRun> trainings, ICommunicator? ranks = null)
{
    // Reports are averages over a hundredth of the training: fewer jump, more are not seen.
    private const long Reports = 100;

    // A run that is killed loses a twentieth of a training at most, and no more than this.
    private const long MostIterationsLost = 500;

    private readonly CheckpointFolder _checkpoints = new(folder, resume, trainings);

    /// <summary>Where the checkpoint of a training lies.</summary>
    /// <param name="training">The training.</param>
    public string PathOf(TrainingRun training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return _checkpoints.PathOf(training.Name);
    }

    /// <summary>The state that a training begins at: above iteration 0 when it is resumed. Of several ranks that of the first
    /// counts.</summary>
    /// <param name="training">The training.</param>
    public TrainingState<float> Start(TrainingRun training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (_checkpoints.States.TryGetValue(training.Name, out TrainingState<float>? state))
        {
            return state;
        }

        state = new Trainer<float>(training.Plan).Start();
        return training.Begins is { } parameters ? state with { MetaParameters = parameters } : state;
    }

    /// <summary>Runs a training to its end.</summary>
    /// <param name="training">The training.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="visit">Is given the state on the way, and the last one; null if nobody wants it.</param>
    /// <param name="visitEvery">After how many iterations.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <returns>The trained parameters.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">It met a number that is not finite.</exception>
    public Parameters<float> Train(
        TrainingRun training,
        int threads,
        IProgressView view,
        Action<TrainingState<float>>? visit = null,
        long visitEvery = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(view);
        long iterations = training.Plan.Iterations;
        TrainingState<float> state = Start(training);
        view.Begin(training.Name, state.Iteration);
        state = new Trainer<float>(training.Plan).Run(
            state,
            new TrainingOptions
            {
                Threads = threads,
                Communicator = ranks,
                CheckpointPath = _checkpoints.PathOf(training.Name),
                CheckpointEvery = Math.Clamp(iterations / 20, 1, MostIterationsLost),
                Report = progress => view.Report(training.Name, progress),
                ReportEvery = Math.Max(1, iterations / Reports),
                VisitEvery = visitEvery,
            },
            visit,
            cancellation);
        if (state.Iteration < iterations)
        {
            throw new OperationCanceledException(string.Create(
                CultureInfo.InvariantCulture,
                $"Stopped after iteration {state.Iteration} of {iterations} of {training.Name}; the checkpoint is saved in " +
                    $"'{folder.Path}'."));
        }

        view.End(training.Name);
        return state.MetaParameters;
    }
}
