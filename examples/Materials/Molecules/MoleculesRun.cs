using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Materials;

/// <summary>The whole experiment with molecules: families are held out in turn, all ways are tested on the same draws of them.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class MoleculesRun(RunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The data or the folder can't be used.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        MoleculeSeries series = options.Data is { } data
            ? SeriesFiles.Read(data)
            : HanschSeries.Draw(options.Seed, options.Preset.SimulatedOfFamily);
        int large = MoleculeExperiment.LargeFamilies(series).Length;
        if (large < 2 * options.Preset.Folds)
        {
            throw new UsageException(
                $"--data: expected at least {2 * options.Preset.Folds} families of " +
                    $"{MoleculeExperiment.Shots + MoleculeExperiment.Queries} molecules with one framework, got {large}.");
        }

        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        float[][] rows = [.. series.Molecules.Select(MoleculeRow.Of)];
        double[][] fingerprints = [.. series.Molecules.Select(CircularFingerprint.Of)];
        MoleculeExperiment[] folds =
        [
            .. Enumerable.Range(0, options.Preset.TestedFolds).Select(
                fold => new MoleculeExperiment(options, series, rows, fingerprints, fold)),
        ];
        TrainingRun[] trainings = [.. folds.SelectMany(static fold => fold.Trainings.Values)];
        TrainingSession session = new(folder, options.Resume, trainings);
        Introduce(output, series, large);
        Dictionary<TrainingRun, Parameters<float>> trained = [];
        view.While(trainings, () =>
        {
            foreach (TrainingRun training in trainings)
            {
                trained[training] = session.Train(training, options.Threads, view, cancellation: cancellation);
            }
        });
        Dictionary<MoleculeMethod, double[]> errors = Test(folds, trained, cancellation);
        MoleculeResult[] results = ResultsOf(errors);
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Root mean square error of the activity in {results[0].Errors.Tasks} families that were never seen, from " +
                $"{MoleculeExperiment.Shots} molecules of each: mean ± 95 % interval over families"));
        output.Write(MoleculeResults.Table(results));
        folder.Write("results.json", MoleculeResults.Json(results, series, options));
        folder.Write("families.svg", MoleculeResults.Figure(errors, series).ToSvg());
        output.WriteLine();
        output.WriteLine($"In {options.Folder}: results.json, families.svg");
        output.WriteLine(
            $"Checkpoints there: {string.Join(", ", trainings.Select(training => Path.GetFileName(session.PathOf(training))))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private void Introduce(TextWriter output, MoleculeSeries series, int large)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Activity of molecules, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        output.WriteLine(options.Data is null
            ? "The molecules are simulated, and so is their activity, by Hansch's equation; --data takes measured ones."
            : $"Measured activities: {series.Description}.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{series.Molecules.Count} molecules of {series.Families.Count} frameworks, {large} of which have enough for a task; held " +
                $"out in {options.Preset.Folds} folds, of which {options.Preset.TestedFolds} are run."));
    }

    private Dictionary<MoleculeMethod, double[]> Test(
        MoleculeExperiment[] folds, Dictionary<TrainingRun, Parameters<float>> trained, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyDictionary<MoleculeMethod, double[]>[] tested =
            [
                .. folds.Select(fold => fold.Test(
                    fold.Trainings.ToDictionary(static entry => entry.Key, entry => trained[entry.Value]), cancellation)),
            ];
            return MoleculeMethods.All.ToDictionary(
                static method => method, method => (double[])[.. tested.SelectMany(fold => fold[method])]);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(
                $"Stopped in the test; the checkpoints of the trained methods are saved in '{options.Folder}'.");
        }
    }

    private MoleculeResult[] ResultsOf(Dictionary<MoleculeMethod, double[]> errors)
    {
        double[] best = errors.Where(static entry => entry.Key is not (MoleculeMethod.Anil or MoleculeMethod.R2D2))
            .MinBy(static entry => entry.Value.Average()).Value;
        return
        [
            .. MoleculeMethods.All.Select(method => new MoleculeResult(
                method,
                LossSummary.Of(errors[method]),
                LossSummary.Of([.. errors[method].Zip(best, static (own, other) => own - other)]),
                method is MoleculeMethod.Pretrained or MoleculeMethod.PretrainedTuned or MoleculeMethod.Anil or MoleculeMethod.R2D2
                    ? options.Iterations ?? options.Preset.MoleculeIterations
                    : 0)),
        ];
    }
}
