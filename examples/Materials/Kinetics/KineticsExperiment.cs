using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Materials;

/// <summary>Calibration with one number of measurements: its tasks, its training and its test.</summary>
internal sealed class KineticsExperiment
{
    // Chosen on alloys of another seed than the test's: with 5 steps, followed, errors are greater by a quarter and more.
    private const int InnerSteps = 10;
    private const double FirstStepSize = 0.3;
    private const int TrainQueries = 16;
    private const int TestQueries = 32;
    private const int MetaBatch = 25;
    private const double OuterStepSize = 0.02;
    private const double ClipNorm = 1;

    // What a handbook would say of any alloy: n = 2, Q = 300 kJ/mol, ten minutes.
    private static readonly Alloy Start = new(Math.Log(1.0 / 600), 3, Math.Log(2));

    private readonly RunOptions _options;
    private readonly Learner<float> _learner;
    private readonly KineticsTasks _test;
    private readonly AlloyPrior _prior;

    /// <summary>Makes it ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="measurements">The number of measurements of an alloy.</param>
    public KineticsExperiment(RunOptions options, int measurements)
    {
        _options = options;
        Measurements = measurements;
        MeasurementPlan plan = new(measurements, options.Temperatures, options.Times);
        _test = new(plan, TestQueries, exact: true);
        int alloys = options.Preset.TrainingAlloys;
        _prior = AlloyPrior.Of([.. Enumerable.Range(0, alloys).Select(index => KineticsTasks.AlloyOf(options.Seed, index))]);
        _learner = new Maml<float>(
            new KineticsAdaptation<float>(
                Start, StepSizes<float>.Learned(FirstStepSize, InnerSteps, perElement: true, StepSizeForm.Positive)),
            InnerSteps);
        long iterations = options.Iterations ?? options.Preset.KineticsIterations;
        Plan = new()
        {
            Learner = _learner,
            Tasks = new KineticsTasks(plan, TrainQueries).First(alloys),
            Iterations = iterations,
            Seed = options.Seed,
            MetaBatch = MetaBatch,
            TasksPerBlock = MetaBatch,
            OuterStepSize = Schedule.Cosine(OuterStepSize, 0, iterations),
            ClipNorm = ClipNorm,
        };
        Training = new(FormattableString.Invariant($"kinetics-{measurements}"), Plan, Plan.Description);
    }

    /// <summary>The number of measurements.</summary>
    public int Measurements { get; }

    /// <summary>How it is trained.</summary>
    public TrainingPlan<float> Plan { get; }

    /// <summary>The training as checkpoints and progress know it.</summary>
    public TrainingRun Training { get; }

    /// <summary>A test alloy with its measurements.</summary>
    /// <param name="index">Its number.</param>
    public (Alloy Truth, Measurement[] Support, Measurement[] Query, Parameters<float> Task) TestAlloy(long index)
    {
        Parameters<float> task = _test.Sample(_options.TestSeed, index);
        return (
            KineticsTasks.AlloyOf(_options.TestSeed, index),
            Measurement.Of(task, EpisodeNames.SupportInputs, EpisodeNames.SupportTargets),
            Measurement.Of(task, EpisodeNames.QueryInputs, EpisodeNames.QueryTargets),
            task);
    }

    /// <summary>The alloy that the meta-learned start is.</summary>
    /// <param name="meta">The trained meta-parameters.</param>
    public static Alloy StartOf(Parameters<float> meta) => AlloyOf(meta);

    /// <summary>Calibrates an alloy.</summary>
    /// <param name="method">How.</param>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="support">Its measurements.</param>
    /// <param name="task">The same as a task.</param>
    public Calibration Calibrate(KineticsMethod method, Parameters<float> meta, Measurement[] support, Parameters<float> task)
        => method switch
        {
            KineticsMethod.MeanAlloy => new(_prior.Mean, Converged: true),
            KineticsMethod.LeastSquaresTextbook => LeastSquares.Fit(support, AvramiPlot.Of(support)),
            KineticsMethod.LeastSquaresMean => LeastSquares.Fit(support, _prior.Mean),
            KineticsMethod.Posterior => LeastSquares.Posterior(support, _prior),
            KineticsMethod.MetaSgd => new(AlloyOf(_learner.Adapt(meta, task).Adapted), Converged: true),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        };

    /// <summary>Calibrates all test alloys in all ways.</summary>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="seconds">How long the training took; null where it was resumed.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<KineticsRow> Test(Parameters<float> meta, double? seconds, CancellationToken cancellation)
    {
        int alloys = _options.Preset.TestAlloys;
        return [.. KineticsMethods.All.Select(method =>
        {
            double[] errors = new double[alloys];
            double[] energies = new double[alloys];
            double[] exponents = new double[alloys];
            bool[] failed = new bool[alloys];
            Parallel.For(
                0,
                alloys,
                new ParallelOptions { MaxDegreeOfParallelism = _options.Threads, CancellationToken = cancellation },
                index =>
                {
                    (Alloy truth, Measurement[] support, Measurement[] query, Parameters<float> task) = TestAlloy(index);
                    Calibration calibration = Calibrate(method, meta, support, task);
                    failed[index] = calibration.Failed;

                    // An alloy that is none predicts nothing: the greatest error that a share can have.
                    double error = Measurement.RootMeanSquare(calibration.Alloy, query);
                    errors[index] = double.IsFinite(error) ? error : 1;
                    energies[index] = Math.Abs(calibration.Alloy.ActivationEnergy - truth.ActivationEnergy);
                    exponents[index] = Math.Abs(calibration.Alloy.Exponent - truth.Exponent);
                });
            bool trained = method == KineticsMethod.MetaSgd;
            return new KineticsRow(
                method, method == KineticsMethod.MeanAlloy ? 0 : Measurements, LossSummary.Of(errors), failed.Count(static one => one),
                LossSummary.Of(energies).Median, LossSummary.Of(exponents).Median, trained ? Plan.Iterations : 0,
                trained ? seconds : null);
        })];
    }

    private static Alloy AlloyOf(Parameters<float> numbers)
    {
        double Number(string name) => Tensors.ToArray(numbers[$"net.{name}"])[0];
        return new(
            Number(KineticsModel<float>.LogRate), Number(KineticsModel<float>.Energy), Number(KineticsModel<float>.LogExponent));
    }
}
