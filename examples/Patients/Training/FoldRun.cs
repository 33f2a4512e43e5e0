namespace AutogradMaml.Examples.Patients;

/// <summary>Fits all methods to the training patients of a fold and tests them on those that were held out.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="study">The study.</param>
/// <param name="patients">All patients of the study.</param>
/// <param name="support">The number of first samples that are adapted to.</param>
internal sealed class FoldRun(RunOptions options, Study study, IReadOnlyList<Patient> patients, int support)
{
    private readonly int _doses = DosingHistory.Most(patients);

    /// <summary>The compartment of the study.</summary>
    public CompartmentModel Compartment { get; } = new(study.Parameters, DosingHistory.Most(patients));

    /// <summary>The patients that have a sample after those that are adapted to, in folds.</summary>
    public IReadOnlyList<IReadOnlyList<Patient>> HeldOut { get; } = Folds.Of(
        [.. patients.Where(patient => patient.Samples.Count > support)],
        Math.Min(study.Folds ?? int.MaxValue, options.Preset.MostFolds), options.Seed, $"{study.Name} folds");

    /// <summary>The patients of a fold that are not held out, those with too few samples for a test among them.</summary>
    /// <param name="fold">The fold.</param>
    public IReadOnlyList<Patient> Training(int fold) => [.. patients.Except(HeldOut[fold])];

    /// <summary>Runs a fold.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="cancellation">Stops it.</param>
    public FoldResult Run(int fold, CancellationToken cancellation)
    {
        IReadOnlyList<Patient> training = Training(fold);
        IReadOnlyList<Patient> test = HeldOut[fold];
        Population population = Hierarchical(training);
        MetaSettings chosen = Choose(training, cancellation);
        double[][] errors =
        [
            Errors(population.Mean, test, ratios: new double[population.Mean.Length]),
            Errors(population.Mean, test, [.. population.Mean.Select(static _ => double.PositiveInfinity)]),
            Errors(population.Mean, test, [.. population.Deviations.Select(deviation => deviation / population.Residual)]),
            Meta(training, chosen, isBlackBox: false, cancellation).Errors(test, support),
            Meta(training, MetaSettings.BlackBox, isBlackBox: true, cancellation).Errors(test, support),
        ];
        return new(study.Name, support, fold, [.. test.Select(static patient => patient.Name)], chosen.ToString(), errors);
    }

    /// <summary>The hierarchical model of some patients.</summary>
    /// <param name="training">The patients.</param>
    public Population Hierarchical(IReadOnlyList<Patient> training)
    {
        using ModelTable table = new(Compartment, new DosingHistory(_doses), training, static patient => patient.Samples);
        PharmacokineticParameter[] kinds = [.. study.Parameters.Select(static parameter => parameter.Kind)];
        return MixedEffectsFit.Of(
            table, [.. study.Parameters.Select(static parameter => parameter.Start)],
            [.. study.Varying.Select(kind => Array.IndexOf(kinds, kind))]);
    }

    /// <summary>Start and step sizes, learned over some patients.</summary>
    /// <param name="training">The patients.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="isBlackBox">Whether of the net, and not of the compartment.</param>
    /// <param name="cancellation">Stops it.</param>
    public MetaFit Meta(IReadOnlyList<Patient> training, MetaSettings settings, bool isBlackBox, CancellationToken cancellation)
        => MetaFit.Train(
            new PatientModel(study, _doses, isBlackBox), training, support, settings, options.OuterSteps, options.Seed, cancellation);

    /// <summary>The settings that predict best inside of some patients: trained on all folds of them but one, tested on that one, in
    /// turn.</summary>
    /// <param name="training">The patients.</param>
    /// <param name="cancellation">Stops it.</param>
    public MetaSettings Choose(IReadOnlyList<Patient> training, CancellationToken cancellation)
    {
        IReadOnlyList<MetaSettings> candidates = options.Preset.Candidates;
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        IReadOnlyList<IReadOnlyList<Patient>> folds = Folds.Of(
            [.. training.Where(patient => patient.Samples.Count > support)], options.Preset.InnerFolds, options.Seed,
            $"{study.Name} inner folds");
        return candidates.MinBy(settings => folds.SelectMany(
            held => Meta([.. training.Except(held)], settings, isBlackBox: false, cancellation).Errors(held, support)).Average())!;
    }

    // The errors of the samples after the first ones, with the parameters that these give.
    private double[] Errors(double[] mean, IReadOnlyList<Patient> test, double[] ratios)
    {
        DosingHistory encoding = new(_doses);
        using ModelTable first = new(Compartment, encoding, test, patient => [.. patient.Samples.Take(support)]);
        using ModelTable rest = new(Compartment, encoding, test, patient => [.. patient.Samples.Skip(support)]);
        rest.Compute(IndividualFit.Of(first, mean, ratios));
        return
        [
            .. test.Select((_, patient) => Math.Sqrt(
                rest.Measured[patient].Zip(rest.Predicted[patient], static (y, f) => (y - f) * (y - f)).Average())),
        ];
    }
}
