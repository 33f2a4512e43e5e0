using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Patients;

/// <summary>The whole experiment: all methods on all folds, then table, results and figures.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class Run(RunOptions options)
{
    private const int ShownPatients = 3;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <param name="view">Not used: a fold is told when it is done.</param>
    /// <param name="cancellation">Stops it; the folds that are done are kept.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    /// <exception cref="NonFiniteTrainingException">A training met a number that is not finite.</exception>
    /// <exception cref="UsageException">The folder or the data can't be used.</exception>
    public void Execute(TextWriter output, IProgressView view, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        (Study Study, IReadOnlyList<Patient> Patients)[] data = [.. options.Studies.Select(study => (study, PatientsOf(study)))];
        using OutputFolder folder = OutputFolder.Open(options.Folder, options.Resume);
        List<FoldResult> folds = options.Resume ? [.. FoldFile.Read(folder, options.Words)] : [];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Patients, preset {options.Preset.Name}, seed {options.Seed}, {options.Threads} " +
                $"{(options.Threads == 1 ? "thread" : "threads")}"));
        if (options.Data is null)
        {
            output.WriteLine(
                "The patients are SIMULATED from published population values: these are not measurements (--data for real ones).");
        }

        foreach ((Study study, IReadOnlyList<Patient> patients) in data)
        {
            foreach (int support in SupportsOf(study))
            {
                RunFolds(study, patients, support, folds, folder, output, cancellation);
            }
        }

        ResultRow[] rows =
        [
            .. data.SelectMany(item => SupportsOf(item.Study).SelectMany(support => Rows(item.Study, support, folds))),
        ];
        output.WriteLine();
        output.WriteLine(
            "Root mean square error of the samples after the first ones in the study's unit: mean over patients ± 95 % interval, and the " +
                "mean difference");
        output.WriteLine("to the hierarchical model, patient by patient");
        output.Write(ResultsTable.Text(rows));
        List<BayesianReading> readings = [];
        List<(string Name, string Text)> files = [("results.json", ResultsFile.Text(rows, options))];
        foreach ((Study study, IReadOnlyList<Patient> patients) in data)
        {
            int support = SupportsOf(study)[^1];
            FoldRun run = new(options, study, patients, support);
            readings.AddRange(Read(study, run, patients, support, folds, cancellation));
            files.AddRange(Draw(study, run, support, folds, [.. rows.Where(row => row.Study == study)], cancellation));
        }

        files.Add(("parameters.json", ResultsFile.Text(readings, options)));
        output.WriteLine();
        output.WriteLine("What was learned, read as a prior, beside the hierarchical model's (natural logarithms)");
        output.Write(ReadingTable.Text(readings));
        foreach ((string name, string text) in files)
        {
            folder.Write(name, text);
        }

        output.WriteLine();
        output.WriteLine($"In {options.Folder}: {string.Join(", ", files.Select(static file => file.Name))}");
        output.WriteLine($"All in {Pace.Words(Stopwatch.GetElapsedTime(start))}");
    }

    private IReadOnlyList<Patient> PatientsOf(Study study)
    {
        if (options.Data is null)
        {
            return SimulatedPatients.Draw(study, options.Seed);
        }

        string path = Path.Combine(options.Data, $"{study.Name}.csv");
        IReadOnlyList<Patient> patients = PatientFile.Read(path, study.Columns);
        int least = SupportsOf(study)[^1];
        return patients.Count(patient => patient.Samples.Count > least) >= ShownPatients
            ? patients
            : throw new UsageException(
                $"--data: '{path}' has fewer than {ShownPatients} patients with a dose and more than {least} samples after it.");
    }

    private IReadOnlyList<int> SupportsOf(Study study) => [.. study.Supports.Take(options.Preset.MostSupports)];

    private void RunFolds(
        Study study, IReadOnlyList<Patient> patients, int support, List<FoldResult> folds, OutputFolder folder, TextWriter output,
        CancellationToken cancellation)
    {
        FoldRun run = new(options, study, patients, support);
        int[] missing =
        [
            .. Enumerable.Range(0, run.HeldOut.Count)
                .Where(fold => !folds.Exists(done => (done.Study, done.Support, done.Fold) == (study.Name, support, fold))),
        ];
        try
        {
            Parallel.ForEach(
                missing, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, fold =>
                {
                    FoldResult result = run.Run(fold, cancellation);
                    lock (folds)
                    {
                        folds.Add(result);

                        // In an order of their own, whichever was done first.
                        folds.Sort(static (a, b) => (a.Study, a.Support, a.Fold).CompareTo((b.Study, b.Support, b.Fold)));
                        folder.Write(FoldFile.Name, FoldFile.Text(options.Words, folds));
                        output.WriteLine(string.Create(
                            CultureInfo.InvariantCulture,
                            $"{study}, {support} {(support == 1 ? "sample" : "samples")}, fold {fold + 1} of {run.HeldOut.Count}: " +
                                $"{result.Chosen}"));
                    }
                });
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException($"Stopped; {folds.Count} folds are kept in '{options.Folder}'.");
        }
        catch (AggregateException exception)
        {
            // What one fold met is what the run met.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    private static IEnumerable<ResultRow> Rows(Study study, int support, IReadOnlyList<FoldResult> folds)
    {
        FoldResult[] own = [.. folds.Where(fold => fold.Study == study.Name && fold.Support == support).OrderBy(static fold => fold.Fold)];
        double[] Errors(Method method) => [.. own.SelectMany(fold => fold.Errors[(int)method])];
        return Enum.GetValues<Method>().Select(
            method => new ResultRow(study, support, method, Errors(method), Errors(Method.Hierarchical)));
    }

    // The settings that most folds chose; of equals the first.
    private MetaSettings Chosen(Study study, int support, IReadOnlyList<FoldResult> folds) => options.Preset.Candidates.MaxBy(
        settings => folds.Count(fold => fold.Study == study.Name && fold.Support == support && fold.Chosen == settings.ToString()))!;

    private IReadOnlyList<BayesianReading> Read(
        Study study, FoldRun run, IReadOnlyList<Patient> patients, int support, IReadOnlyList<FoldResult> folds,
        CancellationToken cancellation)
    {
        MetaFit fit = run.Meta(patients, Chosen(study, support, folds), isBlackBox: false, cancellation);
        return BayesianReading.Of(study, run, patients, fit, run.Hierarchical(patients), support);
    }

    private IEnumerable<(string Name, string Text)> Draw(
        Study study, FoldRun run, int support, IReadOnlyList<FoldResult> folds, IReadOnlyList<ResultRow> rows,
        CancellationToken cancellation)
    {
        yield return ($"errors-{study}.svg", Figures.Errors(study, rows).ToSvg());
        Patient[] shown =
        [
            .. run.HeldOut.SelectMany(static fold => fold).OrderByDescending(static patient => patient.Samples.Count).Take(ShownPatients),
        ];
        foreach (Patient patient in shown)
        {
            // Adapted by what was learned without the patient.
            int fold = run.HeldOut.Index().Single(item => item.Item.Contains(patient)).Index;
            IReadOnlyList<Patient> training = run.Training(fold);
            MetaSettings settings = options.Preset.Candidates.Single(candidate => candidate.ToString() == folds.Single(
                done => (done.Study, done.Support, done.Fold) == (study.Name, support, fold)).Chosen);
            MetaFit fit = run.Meta(training, settings, isBlackBox: false, cancellation);
            Population population = run.Hierarchical(training);
            Spread spread = new(run, training, fit, population, BayesianReading.Of(study, run, training, fit, population, support));
            yield return ($"curve-{study}-{patient.Name}.svg", Figures.Curve(study, patient, support, fit, spread).ToSvg());
        }
    }
}
