using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The whole experiment: trains a net or reads one, tests it on characters that it has not seen, writes results and
/// figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    // In blocks of the size of the training's: twenty classes of five images pass a deep net one task after the other.
    private EvaluationOptions Evaluation => new()
    {
        Threads = options.Threads,
        TasksPerBlock = options.Settings.TasksPerBlock,
        Communicator = options.Ranks,
    };

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">The training met a number that is not finite.</exception>
    /// <exception cref="UsageException">What was asked for can't be done.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        if (options.Classify is not null)
        {
            new ClassificationRun(options).Execute(output, cancellation);
            return;
        }

        if (options.Onnx is not null)
        {
            new ExportRun(options).Execute(output);
            return;
        }

        long began = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume, options.Ranks);
        if (options.Trials is not null)
        {
            new TrialsRun(options).Execute(folder, output, cancellation);
            return;
        }

        Dataset data = Dataset.Open(options, output);
        Experiment experiment = new(options, data, options.Start is { } start ? TrainedNet.Read(start, output, "--start") : null);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.TasksInWords}, {options.Method.Name}, net {Names.Of(options.Net)}, preset " +
                $"{Names.Of(options.Preset)}, inner steps of {options.Settings.InnerStepSize}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}" +
                $"{(options.Ranks is { } ranks ? $" on each of {ranks.Size} ranks" : string.Empty)}"));
        output.WriteLine($"Data: {data.Words}");
        TrainedNet net;
        IReadOnlyList<ValidationPoint> validations = [];
        if (options.Evaluate is { } checkpoint)
        {
            net = TrainedNet.Read(checkpoint, output);
        }
        else
        {
            (net, validations) = Train(folder, experiment, view, cancellation);
        }

        TrainedNet[] others = [.. options.Ensemble.Select(path => TrainedNet.Read(path, output, CommandLine.Ensemble))];
        using TestedNets tested = new(experiment.Classifier, net, others, lastOnly: false);
        ClassificationResult result = Test(experiment, tested, cancellation);
        output.WriteLine();
        output.WriteLine(
            $"Accuracy on {options.Settings.TestTasks} tasks of new " +
                $"characters{(options.TestRotations ? ", each turned by a quarter turn drawn for it" : string.Empty)}" +
                (others.Length > 0 ? $", told by {others.Length + 1} nets together" : string.Empty) +
                (options.SupportCopies is { } copies ? $", with {copies} changed copies of each support image" : string.Empty) +
                ": mean ± 95 % interval");
        output.Write(AccuracyTable.Text(result));
        if (options.Data is not null && Published.Words(options) is { } published)
        {
            string without = net.Plan.Contains(" random affine ", StringComparison.Ordinal) ? ", without random affine maps" : string.Empty;
            output.WriteLine($"The paper reports {published}, transductive, after {options.Settings.TestSteps} steps{without}.");
        }

        LabelOrderResult? orders = options.LabelOrders is { } tasks ? Orders(experiment, tested.Parameters, tasks, cancellation) : null;
        if (orders is not null)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"All {orders.Orders} orders of the labels, transductive, on {options.LabelOrders} of them: the worst of each task " +
                    $"{AccuracyTable.Percent(orders.Least)}, the mean {AccuracyTable.Percent(orders.Mean)}, the best " +
                    $"{AccuracyTable.Percent(orders.Greatest)}"));
        }

        IReadOnlyList<CountAccuracy> byCount = [];
        if (options.SupportCounts is not null)
        {
            byCount = CountTest.Run(tested.Evaluator, tested.Parameters, experiment.TestTasks, options, cancellation);
            output.Write(ResultsTable.Text(byCount));
        }

        if (!folder.IsUsed)
        {
            // Rank 0 has the same numbers and writes them.
            return;
        }

        string text = ResultsFile.Text(options, data.Words, net, others, result, orders, byCount);
        List<(string Name, string Text)> files = [("results.json", text)];
        string what = $"{options.TasksInWords}, {options.Method.Name}, {data.Name}";
        string turned = options.TestRotations ? ", turned" : string.Empty;
        files.Add(byCount.Count > 0
            ? ("counts.svg", Figures.Counts(
                $"Accuracy by number of support images: {options.Method.Name}, {data.Name}{turned}", byCount).ToSvg())
            : ("episode.svg", EpisodeFigure.Of(
                $"{what}{turned}: classes after {options.Settings.TestSteps} steps",
                experiment.TestTasks, experiment.TestEpisodes, options.TestSeed, tested.Predict).ToSvg()));
        if (validations.Count > 0 && experiment.ValidationTasks is not null)
        {
            string title = $"Validation after {options.Settings.TestSteps} steps: {what}";
            files.Add(("training.svg", AccuracyFigure.Training(title, validations).ToSvg()));
        }

        foreach ((string name, string content) in files)
        {
            folder.Write(name, content);
        }

        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files.Select(static file => file.Name))}");
        output.WriteLine($"Data: {data.Words}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(began))}");
    }

    private (TrainedNet Net, IReadOnlyList<ValidationPoint> Validations) Train(
        OutputFolder folder, Experiment experiment, IProgressView view, CancellationToken cancellation)
        => new ValidatedTraining
        {
            Training = experiment.Training,
            Evaluator = () => experiment.Classifier.Evaluator(lastOnly: true),
            Take = experiment.Classifier.Parameters,
            Tasks = experiment.ValidationTasks,
            TaskCount = options.Settings.ValidationTasks,
            Seed = options.ValidationSeed,
            Every = options.Settings.ValidateEvery,
            Threads = options.Threads,
            Ranks = options.Ranks,
            Resume = options.Resume,
        }.Run(folder, view, cancellation);

    private LabelOrderResult Orders(Experiment experiment, Parameters<float> parameters, int tasks, CancellationToken cancellation)
    {
        using ClassificationEvaluator<float> evaluator = experiment.Classifier.Evaluator(lastOnly: true);
        return LabelOrders.Evaluate(
            evaluator,
            parameters,
            experiment.TestTasks,
            options.Ways,
            options.TestSeed,
            tasks,
            Evaluation,
            cancellation);
    }

    private ClassificationResult Test(
        Experiment experiment, TestedNets tested, CancellationToken cancellation)
    {
        try
        {
            return tested.Evaluate(
                experiment.TestTasks,
                options.TestSeed,
                options.Settings.TestTasks,
                Evaluation,
                cancellation);
        }
        catch (OperationCanceledException)
        {
            string saved = options.Evaluate is null ? $"; the checkpoint is saved in '{options.Folder}'" : string.Empty;
            throw new OperationCanceledException($"Stopped in the test{saved}.");
        }
    }
}
