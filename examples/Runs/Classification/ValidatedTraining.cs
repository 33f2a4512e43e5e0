using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The training of a classifier, validated on the way on tasks of classes that it is not trained on.</summary>
public sealed record ValidatedTraining
{
    /// <summary>The training.</summary>
    public required TrainingRun Training { get; init; }

    /// <summary>Makes what adapts to a validation task and judges it after the last inner step.</summary>
    public required Func<ClassificationEvaluator<float>> Evaluator { get; init; }

    /// <summary>Takes the parameters that a task begins with from those that are trained.</summary>
    public required Func<Parameters<float>, Parameters<float>> Take { get; init; }

    /// <summary>The tasks to validate on; null for none.</summary>
    public required ITaskDistribution<float>? Tasks { get; init; }

    /// <summary>How many of them.</summary>
    public required int TaskCount { get; init; }

    /// <summary>Their seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>After how many outer steps.</summary>
    public required long Every { get; init; }

    /// <summary>The number of threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether to go on from the checkpoint in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>What connects this process with others that train together; null for none.</summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The folder of checkpoints and validations.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <returns>The net, and what the validations found.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">It met a number that is not finite.</exception>
    public (TrainedNet Net, IReadOnlyList<ValidationPoint> Validations) Run(
        OutputFolder folder, IProgressView view, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(view);
        TrainingSession session = new(folder, Resume, [Training], Ranks);
        ValidationHistory history = new(folder, session.Start(Training).Iteration);
        using ClassificationEvaluator<float> evaluator = Evaluator();
        Parameters<float>? trained = null;
        view.While([Training], () => trained = session.Train(
            Training, Threads, view, state => Validate(state, evaluator, history, view), Every, cancellation));
        return (new(trained!, Training.Plan.Iterations, Training.Plan.Description, history.Seconds), history.Points);
    }

    private void Validate(
        TrainingState<float> state, ClassificationEvaluator<float> evaluator, ValidationHistory history, IProgressView view)
    {
        int last = evaluator.Steps[^1];
        ClassificationResult? result = Tasks is { } tasks
            ? evaluator.Evaluate(
                Take(state.MetaParameters),
                tasks,
                Seed,
                TaskCount,
                new EvaluationOptions { Threads = Threads, TasksPerBlock = Training.Plan.BlockSize, Communicator = Ranks })
            : null;
        ValidationPoint point = new(
            state.Iteration, Math.Round(history.Seconds, 1), result?.Transductive.After(last), result?.NonTransductive.After(last));
        history.Add(point);
        if (point is { Transductive: { } transductive, NonTransductive: { } nonTransductive })
        {
            view.Note(Training.Name, string.Create(
                CultureInfo.InvariantCulture,
                $"{state.Iteration,7}: validation {AccuracyTable.Percent(transductive)}, " +
                    $"non-transductive {AccuracyTable.Percent(nonTransductive)}"));
        }
    }
}
