using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Locomotion;

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
    /// <exception cref="UsageException">The simulator is missing, the folder can't be used, or another process uses it.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        if (Mujoco.WhyMissing() is { } reason)
        {
            throw new UsageException(reason);
        }

        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        Experiment[] experiments = [.. options.Methods.Select(method => new Experiment(options.Settings, method))];
        Experiment[] trained = [.. experiments.Where(static experiment => experiment.Training is not null)];
        TrainingRun[] trainings = [.. trained.Select(static experiment => experiment.Training!)];
        TrainingSession session = new(folder, options.Resume, trainings);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Locomotion, {options.Family.Name}, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        Dictionary<Method, Parameters<float>> parameters = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in experiments)
            {
                parameters[experiment.Method] = experiment.Training is { } training
                    ? session.Train(training, options.Threads, view, cancellation: cancellation)
                    : experiment.InitialParameters();
            }
        });
        double[][] tasks = options.TestTasks;
        List<ResultRow> rows = [];
        foreach (Experiment experiment in experiments)
        {
            rows.AddRange(PolicyTest.Run(
                experiment, parameters[experiment.Method], tasks, options.TestSeed, options.Threads, cancellation));
        }

        output.WriteLine();
        output.WriteLine($"Return on {tasks.Length} new tasks: mean of sampled actions ± 95 % interval (of the mean action)");
        output.Write(ResultsTable.Text(rows));
        output.WriteLine();
        output.WriteLine(
            $"Published, with an older version of the simulator: MAML {Words(options.Family.Published)}, pre-trained " +
                $"{Words(options.Family.PublishedPretrained)}, oracle {Words([options.Family.PublishedOracle])}.");
        (string Name, string Text)[] files =
        [
            (
                "results.json",
                ResultsFile.Text(rows, options.Preset.Name, options.Seed, options.Threads, options.Family.Name)),
            ("return.svg", ReturnFigure.Of(rows, $"{options.Family.Name}: return on {tasks.Length} new tasks").ToSvg()),
            (
                $"frames-{MethodNames.Of(experiments[0].Method)}.svg",
                Frames.Of(experiments[0], parameters[experiments[0].Method], tasks[0], options.TestSeed).ToSvg()),
        ];
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files.Select(static file => file.Name))}");
        output.WriteLine(
            "Checkpoints there: " +
                $"{string.Join(", ", trained.Select(experiment => Path.GetFileName(session.PathOf(experiment.Training!))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private static string Words(IReadOnlyList<double> returns)
        => string.Join(" / ", returns.Select(static value => value.ToString(CultureInfo.InvariantCulture)));
}
