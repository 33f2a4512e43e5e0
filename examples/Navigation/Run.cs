using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Navigation;

/// <summary>The whole experiment: trains the methods, tests them on the same new goals, writes table, results and figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    // Of the published code's policy, after 0 to 3 steps.
    private const string Published = "-40.4, -11.7, -3.3 and -3.2";
    private const int PublishedGoals = 40;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The folder or the file of goals can't be used, or another process uses the folder.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        double[][] goals = Goals.Of(options);
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        Experiment[] experiments = [.. options.Methods.Select(method => new Experiment(options.Settings, method))];
        Experiment[] trained = [.. experiments.Where(static experiment => experiment.Training is not null)];
        TrainingRun[] trainings = [.. trained.Select(static experiment => experiment.Training!)];
        TrainingSession session = new(folder, options.Resume, trainings);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Navigation, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        Dictionary<Method, Parameters<float>> parameters = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in trained)
            {
                parameters[experiment.Method] = session.Train(experiment.Training!, options.Threads, view, cancellation: cancellation);
            }
        });
        foreach (Experiment experiment in experiments.Except(trained))
        {
            parameters[experiment.Method] = experiment.InitialParameters();
        }

        List<ResultRow> rows = [];
        foreach (Experiment experiment in experiments)
        {
            rows.AddRange(TestOne(experiment, parameters[experiment.Method], goals, cancellation));
        }

        output.WriteLine();
        output.WriteLine($"Return on {goals.Length} new goals: mean of sampled actions ± 95 % interval (of the mean action)");
        output.Write(ResultsTable.Text(rows));
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The best way without noise earns {goals.Average(Goals.BestReturn):0.000}; " +
            $"the published policy of MAML {Published} on its {PublishedGoals} goals."));
        string[] files = Write(folder, rows, experiments[0], parameters[experiments[0].Method], goals);
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files)}");
        output.WriteLine(
            "Checkpoints there: " +
                $"{string.Join(", ", trained.Select(experiment => Path.GetFileName(session.PathOf(experiment.Training!))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private IReadOnlyList<ResultRow> TestOne(
        Experiment experiment, Parameters<float> parameters, double[][] goals, CancellationToken cancellation)
    {
        try
        {
            return PolicyTest.Run(experiment, parameters, goals, options.TestSeed, options.Threads, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{options.Folder}'.");
        }
    }

    /// <summary>Writes results and figures.</summary>
    /// <returns>The names of the files.</returns>
    private string[] Write(
        OutputFolder folder, IReadOnlyList<ResultRow> rows, Experiment shown, Parameters<float> parameters, double[][] goals)
    {
        (string Name, string Text)[] files =
        [
            ("results.json", ResultsFile.Text(rows, options.Preset.Name, options.Seed, options.Threads)),
            ("return.svg", Figures.Return(rows, goals).ToSvg()),
            (
                $"trajectories-{MethodNames.Of(shown.Method)}.svg",
                Figures.Trajectories(shown, parameters, goals[0], options.TestSeed).ToSvg()),
        ];
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return [.. files.Select(static file => file.Name)];
    }
}
