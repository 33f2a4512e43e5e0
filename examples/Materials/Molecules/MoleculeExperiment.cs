using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Materials;

/// <summary>One fold: some families are held out, everything is learned and chosen on the others.</summary>
internal sealed class MoleculeExperiment
{
    /// <summary>The number of support molecules.</summary>
    public const int Shots = 5;

    /// <summary>The number of query molecules.</summary>
    public const int Queries = 8;

    private const int Width = 32;
    private const int Rounds = 2;
    private const int InnerSteps = 5;
    private const double InnerStepSize = 0.005;
    private const int MetaBatch = 8;
    private const double OuterStepSize = 2e-3;
    private const double ClipNorm = 1;
    private const string Head = "head";
    private const int MostValidationDraws = 10;

    private static readonly double[] Penalties = [0.01, 0.03, 0.1, 0.3, 1, 3, 10];
    private static readonly double[] TuningSizes = [0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];

    private readonly RunOptions _options;
    private readonly MoleculeSeries _series;
    private readonly int _fold;
    private readonly float[][] _rows;
    private readonly double[][] _fingerprints;
    private readonly double _mean;
    private readonly double _deviation;
    private readonly int[] _training;
    private readonly int[][] _trainingFamilies;
    private readonly int[][] _testFamilies;
    private readonly float[] _targets;

    /// <summary>Makes a fold ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="series">The molecules.</param>
    /// <param name="rows">They as rows.</param>
    /// <param name="fingerprints">Their fingerprints.</param>
    /// <param name="fold">The fold's number.</param>
    public MoleculeExperiment(RunOptions options, MoleculeSeries series, float[][] rows, double[][] fingerprints, int fold)
    {
        (_options, _series, _rows, _fingerprints, _fold) = (options, series, rows, fingerprints, fold);
        int[][] large = LargeFamilies(series);
        _testFamilies = [.. large.Where((_, place) => place % options.Preset.Folds == fold)];
        _trainingFamilies = [.. large.Where((_, place) => place % options.Preset.Folds != fold)];
        HashSet<int> held = [.. _testFamilies.SelectMany(static family => family)];
        _training = [.. Enumerable.Range(0, series.Molecules.Count).Where(molecule => !held.Contains(molecule))];
        _mean = _training.Average(molecule => series.Values[molecule]);
        _deviation = Math.Sqrt(_training.Average(molecule => Math.Pow(series.Values[molecule] - _mean, 2)));
        _targets = [.. series.Values.Select(value => (float)((value - _mean) / _deviation))];
        Trainings = MoleculeMethods.Trained.ToDictionary(static method => method, TrainingOf);
    }

    /// <summary>The trainings, by method.</summary>
    public IReadOnlyDictionary<MoleculeMethod, TrainingRun> Trainings { get; }

    /// <summary>The molecules of other families than those of the test.</summary>
    public IReadOnlyList<int> TrainingMolecules => _training;

    /// <summary>The families of the test.</summary>
    public IReadOnlyList<int[]> TestFamilies => _testFamilies;

    /// <summary>The families that are large enough for a task.</summary>
    /// <param name="series">The molecules.</param>
    public static int[][] LargeFamilies(MoleculeSeries series)
        => [.. series.Families.Where(static family => family.Length >= Shots + Queries)];

    /// <summary>The root mean square error of each way in each test family, as the mean over some draws of support and queries.</summary>
    /// <param name="trained">The trained meta-parameters.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[family] for each way.</returns>
    public IReadOnlyDictionary<MoleculeMethod, double[]> Test(
        IReadOnlyDictionary<MoleculeMethod, Parameters<float>> trained, CancellationToken cancellation)
    {
        MoleculeTasks tasks = TasksOf(_testFamilies);
        int count = _testFamilies.Length * _options.Preset.Draws;
        Dictionary<MoleculeMethod, double[]> errors = RidgeErrors(tasks, count);
        Parameters<float> net = trained[MoleculeMethod.Pretrained];
        errors[MoleculeMethod.Pretrained] = NetErrors(TunedBy(0), 0, net, tasks, _options.TestSeed, count, cancellation);

        // Chosen on families that the net has seen: there is no other net.
        MoleculeTasks known = TasksOf(_trainingFamilies);
        double size = TuningSizes.MinBy(size => NetErrors(
            TunedBy(size), InnerSteps, net, known, _options.Seed, _trainingFamilies.Length * ValidationDraws, cancellation).Average());
        errors[MoleculeMethod.PretrainedTuned] = NetErrors(
            TunedBy(size), InnerSteps, net, tasks, _options.TestSeed, count, cancellation);
        foreach (MoleculeMethod method in (MoleculeMethod[])[MoleculeMethod.Anil, MoleculeMethod.R2D2])
        {
            Learner<float> learner = Trainings[method].Plan.Learner;
            errors[method] = NetErrors(
                learner.Tested, learner.GradientIn(0).Steps, trained[method], tasks, _options.TestSeed, count, cancellation);
        }

        return errors.ToDictionary(static entry => entry.Key, entry => OfFamilies(entry.Value));
    }

    private static Sequential<float> Net() => new(
        ("molecules", new MoleculeNet<float>(Width, Rounds)), (Head, new Linear<float>(Width, 1)));

    private static NetAdaptation<float> TunedBy(double size) => new(
        Net(), Loss.MeanSquaredError, StepSizes<float>.Constant(size), adapts: Selection.Only(Head));

    private MoleculeTasks TasksOf(int[][] families)
        => new(_series.Description, _rows, _targets, families, Shots, Queries);

    private TrainingRun TrainingOf(MoleculeMethod method)
    {
        long iterations = _options.Iterations ?? _options.Preset.MoleculeIterations;
        Learner<float> learner = method switch
        {
            MoleculeMethod.Pretrained => new JointTraining<float>(Net(), Loss.MeanSquaredError),
            MoleculeMethod.Anil => new Anil<float>(
                Net(), Loss.MeanSquaredError, Head, InnerSteps,
                StepSizes<float>.Learned(InnerStepSize, InnerSteps, form: StepSizeForm.Positive)),
            _ => new R2D2<float>(new MoleculeNet<float>(Width, Rounds), Loss.MeanSquaredError, outputs: 1),
        };
        TrainingPlan<float> plan = new()
        {
            Learner = learner,
            Tasks = TasksOf(method == MoleculeMethod.Pretrained ? [_training] : _trainingFamilies),
            Iterations = iterations,
            Seed = _options.Seed,
            MetaBatch = MetaBatch,
            TasksPerBlock = MetaBatch / 2,
            OuterStepSize = Schedule.Cosine(OuterStepSize, 0, iterations),
            ClipNorm = ClipNorm,
        };
        string name = FormattableString.Invariant($"{(method == MoleculeMethod.R2D2 ? "r2d2" : learner.Name)}-fold-{_fold + 1}");
        return new(name, plan, plan.Description);
    }

    private double[] NetErrors(
        Adaptation<float> adaptation, int steps, Parameters<float> meta, MoleculeTasks tasks, ulong seed, int count,
        CancellationToken cancellation)
    {
        using Evaluator<float> evaluator = new(adaptation, steps);
        AdaptationCurve curve = evaluator.Evaluate(
            meta, tasks, seed, count, new() { Threads = _options.Threads }, cancellation);
        return [.. curve.Losses[^1].Select(loss => _deviation * Math.Sqrt(loss))];
    }

    private Dictionary<MoleculeMethod, double[]> RidgeErrors(MoleculeTasks tasks, int count)
    {
        double scale = FingerprintRidge.ScaleOf(_training.Select(molecule => _fingerprints[molecule]));
        (double others, double own, double both) = ChoosePenalties(scale);
        FingerprintRidge ridge = Fit(_training, others, scale);
        return new()
        {
            [MoleculeMethod.SupportMean] = Errors(tasks, _options.TestSeed, count, (support, _) => support.Average(ValueOf)),
            [MoleculeMethod.RidgeOwn] = Errors(tasks, _options.TestSeed, count, Own(own, scale)),
            [MoleculeMethod.RidgeOthers] = Errors(
                tasks, _options.TestSeed, count, (_, query) => ridge.Predict(_fingerprints[query])),
            [MoleculeMethod.RidgeBoth] = Errors(tasks, _options.TestSeed, count, Both(ridge, both, scale)),
        };
    }

    // On a quarter of the training families, with the ridge fitted to the rest.
    private (double Others, double Own, double Both) ChoosePenalties(double scale)
    {
        int[][] held = [.. _trainingFamilies.Where(static (_, place) => place % 4 == 0)];
        HashSet<int> without = [.. held.SelectMany(static family => family)];
        int[] fitted = [.. _training.Where(molecule => !without.Contains(molecule))];
        MoleculeTasks tasks = TasksOf(held);
        int count = held.Length * ValidationDraws;
        FingerprintRidge[] ridges = [.. Penalties.Select(penalty => Fit(fitted, penalty, scale))];
        double[] errors =
        [
            .. ridges.Select(ridge => Errors(
                tasks, _options.Seed, count, (_, query) => ridge.Predict(_fingerprints[query])).Average()),
        ];
        int best = Array.IndexOf(errors, errors.Min());
        return (
            Penalties[best],
            Penalties.MinBy(penalty => Errors(tasks, _options.Seed, count, Own(penalty, scale)).Average()),
            Penalties.MinBy(penalty => Errors(tasks, _options.Seed, count, Both(ridges[best], penalty, scale)).Average()));
    }

    private Func<int[], int, double> Own(double penalty, double scale)
    {
        (int[] Support, FingerprintRidge Ridge)? last = null;
        return (support, query) =>
        {
            if (last is not { } fitted || !ReferenceEquals(fitted.Support, support))
            {
                fitted = (support, Fit(support, penalty, scale));
                last = fitted;
            }

            return fitted.Ridge.Predict(_fingerprints[query]);
        };
    }

    private Func<int[], int, double> Both(FingerprintRidge ridge, double penalty, double scale)
    {
        (int[] Support, FingerprintRidge Ridge)? last = null;
        return (support, query) =>
        {
            if (last is not { } fitted || !ReferenceEquals(fitted.Support, support))
            {
                double[] left = [.. support.Select(molecule => ValueOf(molecule) - ridge.Predict(_fingerprints[molecule]))];
                fitted = (support, new([.. support.Select(molecule => _fingerprints[molecule])], left, penalty, scale, centred: false));
                last = fitted;
            }

            return ridge.Predict(_fingerprints[query]) + fitted.Ridge.Predict(_fingerprints[query]);
        };
    }

    private FingerprintRidge Fit(int[] molecules, double penalty, double scale)
        => new([.. molecules.Select(molecule => _fingerprints[molecule])], [.. molecules.Select(ValueOf)], penalty, scale);

    private double[] Errors(MoleculeTasks tasks, ulong seed, int count, Func<int[], int, double> predict)
        =>
        [
            .. Enumerable.Range(0, count).Select(index =>
            {
                int[] chosen = tasks.Choose(new TaskNumber(seed, index));
                int[] support = chosen[..Shots];
                return Math.Sqrt(chosen[Shots..].Average(query => Math.Pow(predict(support, query) - ValueOf(query), 2)));
            }),
        ];

    private double[] OfFamilies(double[] errors)
        =>
        [
            .. Enumerable.Range(0, _testFamilies.Length).Select(
                family => errors.Where((_, index) => index % _testFamilies.Length == family).Average()),
        ];

    private int ValidationDraws => Math.Min(MostValidationDraws, _options.Preset.Draws);

    private double ValueOf(int molecule) => _series.Values[molecule];
}
