using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The whole experiment: trains the methods that are trained, tests all on the same new tasks, writes table, results and
/// figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The folder can't be used, or another process uses it.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        IReadOnlyList<Setting> settings = options.CreateSettings();
        TrainedNet? begun = options.Start is { } path ? TrainedNet.Read(path, output, "--start") : null;
        Experiment[] experiments =
        [
            .. from setting in settings
               from method in options.Methods
               where method == Method.Maml || MethodNames.Remembers(method)
               select new Experiment(options, setting, method, begun),
        ];
        TrainingRun[] trainings = [.. experiments.Select(static experiment => experiment.Training)];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(options.Domain == Domain.Bandits ? $"Bernoulli bandits of {options.Pulls} pulls" : "Decision processes")}, preset " +
                $"{options.Preset.Name}, seed {options.Seed}, {options.Threads} {(options.Threads == 1 ? "thread" : "threads")}"));
        Dictionary<Experiment, Parameters<float>> parameters = [];
        if (trainings.Length > 0)
        {
            TrainingSession session = new(folder, options.Resume, trainings);
            view.While(trainings, () =>
            {
                foreach (Experiment experiment in experiments)
                {
                    parameters[experiment] = session.Train(experiment.Training, options.Threads, view, cancellation: cancellation);
                }
            });
        }

        List<ResultRow> rows = [];
        foreach (Setting setting in settings)
        {
            foreach (Method method in options.Methods.Where(method => Test.CanPlay(setting, method)))
            {
                Experiment? trained = Array.Find(
                    experiments, experiment => experiment.Setting == setting && experiment.Method == method);
                rows.Add(new(
                    setting, method, TestOne(setting, method, trained, parameters, cancellation), trained?.Plan.Iterations ?? 0));
            }
        }

        output.WriteLine();
        output.WriteLine(
            $"Sum of rewards on {options.Tested} new tasks: mean ± 95 % interval" +
                (rows.Any(static row => row.Rewards.OfMode is not null) ? " (of the most probable actions)" : string.Empty));
        output.Write(ResultsTable.Text(rows));
        WriteExact(output, settings);
        string[] files = Write(folder, rows);
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files)}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private Rewards TestOne(
        Setting setting, Method method, Experiment? trained, Dictionary<Experiment, Parameters<float>> parameters,
        CancellationToken cancellation)
    {
        try
        {
            return trained is null
                ? Test.OfKnown(setting, method, options, cancellation)
                : Test.OfTrained(trained, parameters[trained], options, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{options.Folder}'.");
        }
    }

    private void WriteExact(TextWriter output, IReadOnlyList<Setting> settings)
    {
        Setting[] exact =
        [
            .. settings.Where(setting =>
                setting.Domain == Domain.Bandits && options.Methods.Contains(Method.Optimum) && Test.CanPlay(setting, Method.Optimum)),
        ];
        if (exact.Length > 0)
        {
            output.WriteLine();
            output.WriteLine("The optimum by dynamic programming: " + string.Join(", ", exact.Select(static setting =>
            {
                OptimalStrategy optimum = new(setting.Arms, setting.Length);
                return string.Create(CultureInfo.InvariantCulture, $"{setting.Title} {optimum.Value:0.0000} ({optimum.States} states)");
            })));
        }
    }

    /// <summary>Writes results and figures.</summary>
    /// <returns>The names of the files.</returns>
    private string[] Write(OutputFolder folder, IReadOnlyList<ResultRow> rows)
    {
        (string Name, string Text)[] files =
        [
            ("results.json", ResultsFile.Text(rows, options)),
            .. rows.GroupBy(static row => row.Setting)
                .Select(static setting => ($"rewards-{setting.Key.Name}.svg", Figures.Curve([.. setting]).ToSvg())),
        ];
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return [.. files.Select(static file => file.Name)];
    }
}
