using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>The whole experiment: trains all approaches, tests them on new alphabets, writes table, results and figure.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="Maml.NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="Processes.UsageException">The folder or the data can't be used.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        Preset preset = options.Preset;
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        Dataset data = Dataset.Open(options, output);
        Experiment[] experiments = [.. Approach.All.Select(approach => new Experiment(approach, options, data))];
        TrainingRun[] trainings = [.. experiments.Select(static experiment => experiment.Training)];
        TrainingSession session = new(folder, options.Resume, trainings);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{preset.Alphabets} alphabets of {preset.Characters} characters one after another, {preset.StepsEach} inner steps on each, " +
                $"preset {preset.Name}, seed {options.Seed}, {options.Threads} {(options.Threads == 1 ? "thread" : "threads")}"));
        output.WriteLine($"Data: {data.Words}");
        foreach (Approach approach in Approach.All)
        {
            output.WriteLine($"  {approach.Name,-13} {approach.Words}");
        }

        List<SequenceResult> results = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in experiments)
            {
                Parameters<float> parameters = session.Train(experiment.Training, options.Threads, view, cancellation: cancellation);
                results.Add(Test(experiment, parameters, cancellation));
            }
        });
        output.WriteLine();
        output.WriteLine(
            $"Accuracy on {preset.TestTasks} tasks of new alphabets, among all {preset.Ways} characters of the task, % ± 95 % interval. " +
                "Just learned and forgotten: mean over all alphabets but the last.");
        output.Write(ResultsTable.Text(results));
        folder.Write("results.json", ResultsFile.Text(results, data.Words, options));
        folder.Write("first-alphabet.svg", Figures.FirstAlphabet(results, preset).ToSvg());
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: results.json, first-alphabet.svg");
        output.WriteLine($"Data: {data.Words}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private SequenceResult Test(Experiment experiment, Parameters<float> parameters, CancellationToken cancellation)
    {
        try
        {
            return experiment.Test(parameters, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException($"Stopped in the test; the checkpoints are saved in '{options.Folder}'.");
        }
    }
}
