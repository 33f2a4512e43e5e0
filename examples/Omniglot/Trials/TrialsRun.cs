using System.Globalization;
using System.Text;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>Evaluates a checkpoint on one-shot classification trials: the share of items of each run that are classified wrongly, and the
/// mean.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class TrialsRun(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="folder">The folder of the results.</param>
    /// <param name="output">Where the errors go.</param>
    /// <param name="cancellation">Stops between two trials.</param>
    /// <exception cref="UsageException">The trials or the checkpoint can't be read, or the net has another number of classes.</exception>
    public void Execute(OutputFolder folder, TextWriter output, CancellationToken cancellation)
    {
        IReadOnlyList<Trial> trials = TrialFolder.Read(options.Trials!);
        foreach (Trial trial in trials)
        {
            if (trial.Classes != options.Ways)
            {
                throw new UsageException(
                    $"--trials: {trial.Name} has {trial.Classes} classes and the net is asked for {options.Ways}; evaluate a net of " +
                        $"{trial.Classes} classes, with --ways {trial.Classes}.");
            }
        }

        Classifier classifier = new(options);
        TrainedNet net = TrainedNet.Read(options.Evaluate!, output);
        TrainedNet[] others = [.. options.Ensemble.Select(path => TrainedNet.Read(path, output, CommandLine.Ensemble))];
        using TestedNets tested = new(classifier, net, others, lastOnly: true);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{trials.Count} trials in '{options.Trials}', {options.Ways} classes, {tested.Evaluator.Steps[^1]} inner steps of " +
                $"{options.Settings.InnerStepSize}"));
        output.WriteLine("run       error, transductive   error, non-transductive");
        List<(string Name, double Transductive, double NonTransductive)> errors = [];
        foreach (Trial trial in trials)
        {
            cancellation.ThrowIfCancellationRequested();
            TaskPredictions predictions = tested.Predict(trial.Task);
            float[] labels = Tensors.ToArray(trial.Task[EpisodeNames.QueryTargets]);
            errors.Add((trial.Name, Error(predictions.Transductive[0], labels), Error(predictions.NonTransductive[0], labels)));
            output.WriteLine(Line(errors[^1]));
        }

        errors.Add(("mean", errors.Average(static error => error.Transductive), errors.Average(static error => error.NonTransductive)));
        output.WriteLine(Line(errors[^1]));
        const string Name = "trials.json";
        folder.Write(Name, Json(errors));
        output.WriteLine($"In {folder[Name]}");
    }

    private static double Error(int[] predictions, float[] labels)
        => predictions.Zip(labels).Count(static pair => pair.First != pair.Second) / (double)labels.Length;

    private static string Line((string Name, double Transductive, double NonTransductive) error)
        => string.Create(
            CultureInfo.InvariantCulture, $"{error.Name,-6} {100 * error.Transductive,18:0.0} % {100 * error.NonTransductive,23:0.0} %");

    private static string Json(IReadOnlyList<(string Name, double Transductive, double NonTransductive)> errors)
    {
        IEnumerable<string> lines = errors.Select(static error => string.Create(
            CultureInfo.InvariantCulture,
            $"  {{ \"run\": \"{error.Name}\", \"errorTransductive\": {error.Transductive:R}, \"errorNonTransductive\": " +
                $"{error.NonTransductive:R} }}"));
        return new StringBuilder("[\n").AppendJoin(",\n", lines).Append("\n]\n").ToString();
    }
}
