using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>What is tested: a net, or several that tell the classes together.</summary>
internal sealed class TestedNets : IDisposable
{
    private readonly ClassificationEnsemble<float>? _ensemble;

    /// <summary>Makes it.</summary>
    /// <param name="classifier">How the nets adapt, all of them alike.</param>
    /// <param name="net">The net.</param>
    /// <param name="others">Those that it tells the classes with; none where it is tested alone.</param>
    /// <param name="lastOnly">Whether predictions are made after the last inner step only; those of several nets always are.</param>
    /// <exception cref="UsageException">They are nets of another kind.</exception>
    public TestedNets(Classifier classifier, TrainedNet net, IReadOnlyList<TrainedNet> others, bool lastOnly)
    {
        Parameters = classifier.Parameters(net);
        Parameters<float>[] all = [Parameters, .. others.Select(other => classifier.Parameters(other, CommandLine.Ensemble))];
        Evaluator = classifier.Evaluator(lastOnly);
        _ensemble = others.Count > 0 ? new([.. all.Select(parameters => (Evaluator, parameters))]) : null;
    }

    /// <summary>The evaluation of one net.</summary>
    public ClassificationEvaluator<float> Evaluator { get; }

    /// <summary>The parameters that the first net begins a task with.</summary>
    public Parameters<float> Parameters { get; }

    /// <summary>Tests.</summary>
    public ClassificationResult Evaluate(
        ITaskDistribution<float> tasks, ulong seed, int count, EvaluationOptions options, CancellationToken cancellation)
        => _ensemble is null
            ? Evaluator.Evaluate(Parameters, tasks, seed, count, options, cancellation)
            : _ensemble.Evaluate(tasks, seed, count, options, cancellation);

    /// <summary>Tells the classes of one task's queries.</summary>
    public TaskPredictions Predict(Parameters<float> task)
        => _ensemble is null ? Evaluator.Predict(Parameters, task) : _ensemble.Predict(task);

    /// <inheritdoc/>
    public void Dispose() => Evaluator.Dispose();
}
