using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>The whole experiment with transforming alloys: trains for each number of measurements, tests all ways on the same new alloys,
/// writes tables, results and figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class KineticsRun(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the tables go.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The folder can't be used, or another process uses it.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        KineticsExperiment[] experiments =
        [
            .. options.Preset.Measurements.Select(measurements => new KineticsExperiment(options, measurements)),
        ];
        TrainingRun[] trainings = [.. experiments.Select(static experiment => experiment.Training)];
        TrainingSession session = new(folder, options.Resume, trainings);
        Introduce(output);
        Dictionary<KineticsExperiment, (Parameters<float> Meta, double? Seconds)> trained = [];
        view.While(trainings, () =>
        {
            foreach (KineticsExperiment experiment in experiments)
            {
                long begun = Stopwatch.GetTimestamp();
                Parameters<float> meta = session.Train(experiment.Training, options.Threads, view, cancellation: cancellation);
                trained[experiment] = (meta, options.Resume ? null : Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        });
        IReadOnlyList<KineticsRow> rows = Test(experiments, trained, cancellation);
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Root mean square error of X on {options.Preset.TestAlloys} new simulated alloys: mean ± 95 % interval"));
        output.Write(KineticsResults.Table(rows));
        output.WriteLine();
        output.WriteLine("The least number of measurements, of those tried, with that error in the mean");
        output.Write(KineticsResults.NeededTable(rows));
        string name = Names.Of(options.Times);
        (string Name, string Text)[] files =
        [
            ("results.json", KineticsResults.Json(rows, options)),
            ($"errors-{name}.svg", KineticsFigures.Errors(rows, options).ToSvg()),
            ($"curves-{name}.svg", KineticsFigures.Curves(experiments[0], trained[experiments[0]].Meta, 0).ToSvg()),
        ];
        foreach ((string file, string text) in files)
        {
            folder.Write(file, text);
        }

        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files.Select(static file => file.Name))}");
        output.WriteLine(
            $"Checkpoints there: {string.Join(", ", trainings.Select(training => Path.GetFileName(session.PathOf(training))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private void Introduce(TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Transformation kinetics, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        output.WriteLine($"All alloys are simulated, from ranges of published ones: {AlloyPopulation.Description}.");
        if (options.Temperatures == 1)
        {
            output.WriteLine(
                "Measured at one temperature: that tells n and the rate there, and nothing of Q beyond what is known of all alloys. Ask " +
                    "for --temperatures 2 or more to tell the rates elsewhere.");
        }
    }

    private List<KineticsRow> Test(
        KineticsExperiment[] experiments,
        Dictionary<KineticsExperiment, (Parameters<float> Meta, double? Seconds)> trained,
        CancellationToken cancellation)
    {
        List<KineticsRow> rows = [];
        try
        {
            foreach (KineticsExperiment experiment in experiments)
            {
                (Parameters<float> meta, double? seconds) = trained[experiment];
                rows.AddRange(experiment.Test(meta, seconds, cancellation).Where(
                    row => rows.Count == 0 || row.Method != KineticsMethod.MeanAlloy));
            }

            return rows;
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{options.Folder}'.");
        }
    }
}
