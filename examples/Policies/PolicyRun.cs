using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Plotting;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Policies;

/// <summary>The whole of an example that trains policies: trains the methods, tests them on the same new tasks, writes table, results and
/// figures.</summary>
public sealed class PolicyRun
{
    /// <summary>What the command line asks for.</summary>
    public required PolicyRunOptions Options { get; init; }

    /// <summary>What is run, as the first line says it.</summary>
    public required string Title { get; init; }

    /// <summary>The name of the task family in the results; null where there is one alone.</summary>
    public string? Family { get; init; }

    /// <summary>What a task is called, in the plural.</summary>
    public required string Noun { get; init; }

    /// <summary>The tasks of the test.</summary>
    public required double[][] Tasks { get; init; }

    /// <summary>What is known of the task, to compare with, in a sentence.</summary>
    public required string Known { get; init; }

    /// <summary>The figure of the returns.</summary>
    public required Func<IReadOnlyList<ResultRow>, LineChart> ReturnFigure { get; init; }

    /// <summary>What the figure of one policy is called.</summary>
    public required string FigureName { get; init; }

    /// <summary>The figure of the policy of the first method.</summary>
    public required Func<Experiment, Parameters<float>, LineChart> Figure { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="RankFailedException">A rank failed, or has other tasks.</exception>
    /// <exception cref="Processes.UsageException">The folder can't be used, or another process uses it.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(view);
        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(Options.Folder, Options.Resume, Options.Ranks);
        RequireSameTasks();
        Experiment[] experiments = [.. Options.Methods.Select(method => new Experiment(Options.Settings, method))];
        TrainingRun[] trainings = [.. experiments.Select(static experiment => experiment.Training).OfType<TrainingRun>()];
        TrainingSession session = new(folder, Options.Resume, trainings, Options.Ranks);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Title}, preset {Options.PresetName}, seed {Options.Seed}, {Options.Threads} " +
                $"{(Options.Threads == 1 ? "thread" : "threads")}" +
                $"{(Options.Ranks is { } ranks ? $" on each of {ranks.Size} ranks" : string.Empty)}"));
        Dictionary<Method, Parameters<float>> parameters = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in experiments)
            {
                parameters[experiment.Method] = experiment.Training is { } training
                    ? session.Train(training, Options.Threads, view, cancellation: cancellation)
                    : experiment.InitialParameters();
            }
        });
        ResultRow[] rows =
            [.. experiments.SelectMany(experiment => TestOne(experiment, parameters[experiment.Method], cancellation))];
        if (!folder.IsUsed)
        {
            // Rank 0 has the same numbers and tells of them.
            return;
        }

        output.WriteLine();
        output.WriteLine($"Return on {Tasks.Length} new {Noun}: mean of sampled actions ± 95 % interval (of the mean action)");
        output.Write(ResultsTable.Text(rows));
        output.WriteLine();
        output.WriteLine(Known);
        string[] files = Write(folder, rows, experiments[0], parameters[experiments[0].Method]);
        output.WriteLine();
        output.WriteLine($"In {Options.Folder}: {string.Join(", ", files)}");
        output.WriteLine(
            $"Checkpoints there: {string.Join(", ", trainings.Select(training => Path.GetFileName(session.PathOf(training))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    // They may come from a file, of which each rank has its own.
    private void RequireSameTasks()
    {
        if (Options.Ranks is not { } ranks)
        {
            return;
        }

        const int Length = 8;
        var told = new byte[ranks.Size * Length];
        byte[] tasks = MemoryMarshal.AsBytes<double>([.. Tasks.SelectMany(static task => task)]).ToArray();
        SHA256.HashData(tasks).AsSpan(0, Length).CopyTo(told.AsSpan(ranks.Rank * Length));
        ranks.Gather(told, [.. Enumerable.Repeat(Length, ranks.Size)]);
        for (int rank = 1; rank < ranks.Size; rank++)
        {
            if (!told.AsSpan(rank * Length, Length).SequenceEqual(told.AsSpan(0, Length)))
            {
                throw new RankFailedException(
                    rank,
                    $"Rank {rank} has other {Noun} for the test than rank 0. Start all ranks with the same settings, and with the same " +
                        "file where one is given.");
            }
        }
    }

    private IReadOnlyList<ResultRow> TestOne(Experiment experiment, Parameters<float> parameters, CancellationToken cancellation)
    {
        try
        {
            return PolicyTest.Run(experiment, parameters, Tasks, Options.TestSeed, Options.Threads, Options.Ranks, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{Options.Folder}'.");
        }
    }

    private string[] Write(OutputFolder folder, IReadOnlyList<ResultRow> rows, Experiment shown, Parameters<float> parameters)
    {
        (string Name, string Text)[] files =
        [
            ("results.json", ResultsFile.Text(rows, Options.PresetName, Options.Seed, Options.Threads, Family, Options.Ranks)),
            ("return.svg", ReturnFigure(rows).ToSvg()),
            ($"{FigureName}-{MethodNames.Of(shown.Method)}.svg", Figure(shown, parameters).ToSvg()),
        ];
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        return [.. files.Select(static file => file.Name)];
    }
}
