using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Images;

/// <summary>The whole experiment: trains a net or reads one, tests it on classes that it has not seen, writes results and
/// figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">The training met a number that is not finite.</exception>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume, options.Ranks);
        Dataset data = Dataset.Open(options.Data, trains: options.Evaluate is null, output);
        Experiment experiment = new(options, data);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.TasksInWords}, {options.Method.Name}, net {Names.Of(options.Net)}, preset {Names.Of(options.Preset)}, seed " +
                $"{options.Seed}, {options.Threads} {(options.Threads == 1 ? "thread" : "threads")}" +
                $"{(options.Ranks is { } ranks ? $" on each of {ranks.Size} ranks" : string.Empty)}"));
        output.WriteLine($"Data: {data.Words}");
        (TrainedNet net, IReadOnlyList<ValidationPoint> validations) = options.Evaluate is { } checkpoint
            ? (TrainedNet.Read(checkpoint, output), [])
            : Train(folder, experiment, view, cancellation);
        Parameters<float> parameters = net.For(experiment.Take, "--method, --net, --ways and --preset");
        using ClassificationEvaluator<float> evaluator = experiment.Evaluator(lastOnly: false);
        ClassificationResult result = Test(experiment, evaluator, parameters, cancellation);
        output.WriteLine();
        output.WriteLine($"Accuracy on {options.Settings.TestTasks} tasks of new classes: mean ± 95 % interval");
        output.Write(AccuracyTable.Text(result));
        if (data.IsMiniImageNet && Published.Words(options) is { } published)
        {
            int steps = options.Settings.TestSteps;
            output.WriteLine($"The paper reports {published}{(steps > 0 ? $", after {steps} steps" : string.Empty)}.");
        }

        if (!folder.IsUsed)
        {
            // Rank 0 has the same numbers and writes them.
            return;
        }

        string[] files = Write(folder, data, net, result, validations, EpisodeFigure.Of(
            $"{options.TasksInWords}, {options.Method.Name}, {data.Name}: classes after {options.Settings.TestSteps} steps",
            experiment.TestTasks, experiment.TestTasks, options.TestSeed,
            task => evaluator.Predict(parameters, task)).ToSvg());
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files)}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private (TrainedNet Net, IReadOnlyList<ValidationPoint> Validations) Train(
        OutputFolder folder, Experiment experiment, IProgressView view, CancellationToken cancellation)
        => new ValidatedTraining
        {
            Training = experiment.Training!,
            Evaluator = () => experiment.Evaluator(lastOnly: true),
            Take = experiment.Take,
            Tasks = experiment.ValidationTasks,
            TaskCount = options.Settings.ValidationTasks,
            Seed = options.ValidationSeed,
            Every = options.Settings.ValidateEvery,
            Threads = options.Threads,
            Ranks = options.Ranks,
            Resume = options.Resume,
        }.Run(folder, view, cancellation);

    private ClassificationResult Test(
        Experiment experiment, ClassificationEvaluator<float> evaluator, Parameters<float> parameters, CancellationToken cancellation)
    {
        try
        {
            return evaluator.Evaluate(
                parameters,
                experiment.TestTasks,
                options.TestSeed,
                options.Settings.TestTasks,
                new EvaluationOptions
                {
                    Threads = options.Threads,
                    TasksPerBlock = options.Settings.TasksPerBlock,
                    Communicator = options.Ranks,
                },
                cancellation);
        }
        catch (OperationCanceledException)
        {
            string saved = options.Evaluate is null ? $"; the checkpoint is saved in '{options.Folder}'" : string.Empty;
            throw new OperationCanceledException($"Stopped in the test{saved}.");
        }
    }

    /// <summary>Writes results and figures.</summary>
    /// <returns>The names of the files.</returns>
    private string[] Write(
        OutputFolder folder, Dataset data, TrainedNet net, ClassificationResult result, IReadOnlyList<ValidationPoint> validations,
        string episode)
    {
        List<(string Name, string Text)> files =
        [
            ("results.json", ResultsFile.Text(options, data.Words, net, result)),
            ("episode.svg", episode),
        ];
        if (validations.Any(static point => point.Transductive is not null))
        {
            string what = $"{options.TasksInWords}, {options.Method.Name}, {data.Name}";
            files.Add((
                "training.svg",
                AccuracyFigure.Training($"Validation after {options.Settings.TestSteps} steps: {what}", validations).ToSvg()));
        }

        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return [.. files.Select(static file => file.Name)];
    }
}
