using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>The whole experiment: trains the methods, tests them on the same new tasks, writes table, results and figures.</summary>
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
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume, options.Ranks);
        Experiment[] experiments = [.. options.Rows.SelectMany(method => Experiments(method))];
        Experiment[] trained = [.. experiments.Where(static experiment => experiment.Training is not null)];
        TrainingRun[] trainings = [.. trained.Select(static experiment => experiment.Training!)];
        TrainingSession session = new(folder, options.Resume, trainings, options.Ranks);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Sinusoid regression, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}" +
                $"{(options.Ranks is { } ranks ? $" on each of {ranks.Size} ranks" : string.Empty)}"));
        Dictionary<Experiment, (Parameters<float> Parameters, double? Seconds)> results = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in trained)
            {
                long begun = Stopwatch.GetTimestamp();
                Parameters<float> parameters = session.Train(experiment.Training!, options.Threads, view, cancellation: cancellation);
                results[experiment] = (parameters, options.Resume ? null : Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        });
        foreach (Experiment experiment in experiments.Except(trained))
        {
            results[experiment] = (experiment.InitialParameters(), null);
        }

        List<ResultRow> rows = [];
        foreach (Experiment experiment in experiments)
        {
            rows.AddRange(TestOne(experiment, results[experiment].Parameters, results[experiment].Seconds, cancellation));
        }

        if (!folder.IsUsed)
        {
            // Rank 0 has the same numbers and tells of them.
            return;
        }

        string table = ResultsTable.Text(rows);
        output.WriteLine();
        output.WriteLine($"Mean squared error on {options.Preset.TestTasks} new tasks: mean ± 95 % interval (median)");
        output.Write(table);
        if (options.Preset.TestShots.Contains(5) && options.Preset.Frequencies is null && options.Methods.Contains(Method.Maml))
        {
            output.WriteLine();
            output.WriteLine("The MAML paper has, with 5 shots, 0.67 after 1 step, 0.38 after 5 and 0.35 after 10.");
        }

        Experiment shown = experiments[0];
        string[] files = Write(
            folder, rows, shown, results.ToDictionary(static entry => entry.Key, static entry => entry.Value.Parameters));
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files)}");
        output.WriteLine(
            "Checkpoints there: " +
                $"{string.Join(", ", trained.Select(experiment => Path.GetFileName(session.PathOf(experiment.Training!))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private IEnumerable<Experiment> Experiments(Method method)
        => options.Preset.TrainsForEach
            ? options.Preset.TestShots.Select(shots => new Experiment(options, method, shots))
            : [new Experiment(options, method)];

    private IReadOnlyList<ResultRow> TestOne(
        Experiment experiment, Parameters<float> parameters, double? seconds, CancellationToken cancellation)
    {
        try
        {
            return Test.Run(options, experiment, parameters, seconds, cancellation);
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
        OutputFolder folder, IReadOnlyList<ResultRow> rows, Experiment shown, Dictionary<Experiment, Parameters<float>> parameters)
    {
        List<(string Name, string Text)> files = [("results.json", ResultsFile.Text(rows, options))];
        foreach (int shots in options.Preset.TestShots)
        {
            files.Add(
                (
                    string.Create(CultureInfo.InvariantCulture, $"loss-{shots}-shots.svg"),
                    Figures.Loss([.. rows.Where(row => row.Shots == shots)]).ToSvg()));
        }

        files.Add(
            (
                $"curve-{MethodNames.Of(shown.Method)}.svg",
                Figures.Curve(
                    shown, parameters[shown], options.TestSeed,
                    [.. ((int[])[0, 1, 10]).Where(step => step <= options.Preset.TestSteps)]).ToSvg()));
        if (parameters.Keys.FirstOrDefault(static experiment => experiment.Method == Method.Maml) is { } maml
            && parameters.Keys.FirstOrDefault(static experiment => experiment.Method == Method.Pretrained) is { } pretrained)
        {
            files.Add(
                ("beside.svg", Figures.Beside(maml, parameters[maml], pretrained, parameters[pretrained], options.TestSeed).ToSvg()));
        }

        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return [.. files.Select(static file => file.Name)];
    }
}
