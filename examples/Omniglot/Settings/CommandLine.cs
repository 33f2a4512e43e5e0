using System.CommandLine;
using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    /// <summary>Names the checkpoint to evaluate.</summary>
    public const string Evaluate = "--evaluate";

    /// <summary>Names further ones, whose nets tell the classes with that one.</summary>
    public const string Ensemble = "--ensemble";

    // One is asked about.
    private const int MostDrawings = RunOptions.Drawings - 1;
    private const int MostWays = 100;

    private const int MostTasks = 1000;
    private const int MostRefinements = 1000;

    private const int MostInnerSteps = 100;
    private const double LeastInnerStep = 1e-6;
    private const double LargestInnerStep = 1000;

    // Of 1,200 characters of Omniglot, or 800 glyphs.
    private const int MostValidation = 600;

    // An interval takes two.
    private const int LeastTestTasks = 2;
    private const int MostTestTasks = 100_000;
    private const int MostSupportCopies = 100;
    private const int MostTrainingCharacters = 1623;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        RunOptions usual = new();
        Option<string?> data = Arguments.OmniglotFolder();
        Option<string?> cache = Arguments.OmniglotCache();
        Option<int> ways = Arguments.Number("--ways", "Number of classes of a task.", usual.Ways, 2, MostWays);
        Option<int> shots = Arguments.Number("--shots", "Number of support images of each class.", usual.Shots, 1, MostDrawings);
        Option<int[]?> supportCounts = new("--support-counts")
        {
            Description =
                "Numbers of support images of the classes of a task, with commas between them, such as 1,3,5,7,9; which class has which " +
                    "is drawn for each task. In place of --ways and --shots, in training and in the test.",
            HelpName = "numbers",
            CustomParser = static result => Arguments.Parse(
                result, $"2 to {MostWays} numbers from 1 to {MostDrawings} with commas between them", Counts),
        };
        Option<bool> balancedLoss = new("--balanced-loss")
        {
            Description =
                "With --support-counts: weigh the support images so that each class counts equally in what is adapted to, not each image.",
        };
        Option<Method> method = new("--method")
        {
            Description = "How the net is trained.",
            HelpName = Methods.Names("|"),
            DefaultValueFactory = _ => usual.Method,
            CustomParser = result => Arguments.Parse(result, $"one of {Methods.Names(", ")}", Methods.Find) ?? usual.Method,
        };
        Option<NetKind> net = Arguments.Choice(
            "--net",
            "The net: four convolution blocks, strided or pooled; residual, the pooled one with branches behind its blocks; or " +
                "784-256-128-64-64 without convolution.",
            usual.Net);
        Option<PresetName> preset = Arguments.Choice(
            "--preset", "Length of the run: quick (less than a minute), default (some minutes), paper (the settings of the papers).",
            usual.Preset);
        Option<long?> iterations = Arguments.Iterations("Number of outer steps, in place of the preset's.");
        Option<int?> trainingWays = Arguments.OptionalNumber(
            "--training-ways",
            "Number of classes of a training task, where that is not --ways; for methods that have no number for each class: " +
            $"{string.Join(", ", Methods.All.Where(static method => method.TakesAnyWays))}.",
            2,
            MostWays);
        Option<int?> refinements = Arguments.OptionalNumber(
            "--refinements",
            "How often the queries of a task move its class means, in training and in the test, in place of the usual number; for " +
            "soft-k-means.",
            1,
            MostRefinements);
        Option<int?> metaBatch = Arguments.OptionalNumber(
            "--meta-batch", "Number of tasks of an outer step, in place of the preset's.", 1, MostTasks);
        Option<int?> queries = Arguments.OptionalNumber(
            "--queries",
            "Number of query images of each class in training, in place of the preset's; for methods that learn from them, which reptile " +
                "and pretrained don't.",
            1,
            MostDrawings);
        Option<int?> innerSteps = Arguments.OptionalNumber(
            "--inner-steps",
            "Number of inner steps, in training and in the test, in place of the preset's; for " +
                $"{string.Join(", ", Methods.All.Where(static method => method.TakesAnySteps))}.",
            1,
            MostInnerSteps);
        Option<double?> innerStepSize = new("--inner-step-size")
        {
            Description =
                "Size of the inner steps on the mean loss of the support images, in training and in the test, in place of the preset's; " +
                    "with --evaluate " +
                "that of the training, for pretrained of the test alone.",
            HelpName = "number",
            CustomParser = static result => Arguments.Number(result, LeastInnerStep, LargestInnerStep),
        };
        Option<SupportOrder> supportOrder = Arguments.Choice(
            "--support-order",
            "Order of the support images in training: in rounds of one for each class, so that an inner batch of reptile holds each " +
                "class equally often, or shuffled, as in its published code.",
            usual.SupportOrder);
        Option<LabelKind> labels = Arguments.Choice(
            "--labels",
            "Labels of training tasks: drawn for each task, or fixed, so that a class has the same one in all of them and a net may " +
                "learn them by heart.",
            usual.Labels);
        Option<SplitKind> split = Arguments.Choice(
            "--split", "Characters to train on: 1,200 drawn at random from all alphabets, or the official background alphabets.",
            usual.Split);
        Option<int?> trainingCharacters = Arguments.OptionalNumber(
            "--training-characters",
            "Number of characters to train on, drawn from those that are for it, in place of all; their rotations are further classes.",
            1,
            MostTrainingCharacters);
        Option<AlphabetKind> alphabets = Arguments.Choice(
            "--alphabets",
            "Characters of a task: of mixed alphabets, or within one, the support images by one person and the query images by another, " +
                "as in the one-shot classification trials.",
            usual.Alphabets);
        Option<int?> labelOrders = Arguments.OptionalNumber(
            "--label-orders",
            $"Number of test tasks on which all orders of the labels are tried too, of at most {LabelOrders.MostWays} classes: the " +
                "accuracy should not depend on them.",
            LeastTestTasks,
            MostTestTasks);
        Option<bool> randomAffine = new("--random-affine")
        {
            Description = "Turn, shift, stretch and shear each training image a little, drawn for it: not of the published settings.",
        };
        Option<bool> randomElastic = new("--random-elastic")
        {
            Description = "Bend the strokes of each training image a little, drawn for it: not of the published settings.",
        };
        Option<int?> validation = Arguments.OptionalNumber(
            "--validation",
            "Number of the characters for training that are set aside for validation, in place of the preset's; 0: none, and all are " +
                "trained on.",
            0,
            MostValidation);
        Option<int?> testQueries = Arguments.OptionalNumber(
            "--test-queries",
            "Number of query images of each class in the test; by default as in the code of the method's paper: one for reptile, else as " +
                "many as shots.",
            1,
            MostDrawings);
        Option<int?> testTasks = Arguments.OptionalNumber(
            "--test-tasks", "Number of tasks of the test, in place of the preset's; the interval narrows with its root.", LeastTestTasks,
            MostTestTasks);
        Option<bool> testRotations = new("--test-rotations")
        {
            Description =
                "Turn each character of a test task by 0, 90, 180 or 270 degrees, drawn for it, as the code published with MAML does.",
        };
        Option<int?> supportCopies = Arguments.OptionalNumber(
            "--support-copies",
            "In the test, number of copies of each support image beside it, each turned, shifted, stretched and sheared a little as by " +
                "--random-affine; a learner adapts on all of them.",
            1,
            MostSupportCopies);
        Option<int> threads = Arguments.Threads();
        Option<bool> mpi = Arguments.Mpi();
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters and tasks; which characters are tested on does not depend on it.");
        Option<string?> folder = Arguments.Path(
            "--out", "Folder for results and checkpoint; by default artifacts/omniglot/METHOD-NET-N-way-K-shot.", "folder");
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        Option<string?> start = Arguments.Path(
            "--start",
            "Begin the training with the net of this checkpoint, of another method or of other tasks, in place of one that is drawn; a " +
                "net without a last layer, as metric learners have, gets one of zeros.",
            "checkpoint");
        Option<string?> evaluate = Arguments.Path(Evaluate, "Evaluate this checkpoint instead of training.", "checkpoint");
        Option<string[]> ensemble = new(Ensemble)
        {
            Description =
                "With --evaluate: checkpoints of further nets of the same method and options; for each query the class with the greatest " +
                    "mean of all their probabilities is told.",
            HelpName = "checkpoint...",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> trials = Arguments.Path(
            "--trials",
            "With --evaluate: folder of one-shot classification trials in the layout of the Omniglot challenge, run01, run02, " +
                "...", "folder");
        Option<string[]> classify = new("--classify")
        {
            Description =
                "With --evaluate: a folder that holds a folder of images for each class, dark on light, and then the images whose " +
                    "classes are to be told; " +
                "PNG, PGM, PPM or .npy, of any size. Nothing is written.",
            HelpName = "folder image...",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> onnx = Arguments.Path(
            "--onnx", "With --evaluate: write adaptation and prediction as an ONNX model to this file, and nothing else.", "file");
        RootCommand command = new(
            "Meta-trains a net to tell handwritten characters apart from a few drawings of each, and tests it on characters unseen in " +
                "training.")
        {
            data, cache, ways, shots, supportCounts, balancedLoss, method, net, preset, iterations, trainingWays, refinements, metaBatch,
            queries, innerSteps, innerStepSize, supportOrder, labels, split, trainingCharacters, alphabets, randomAffine, randomElastic,
            validation, testQueries, testTasks, testRotations, supportCopies, labelOrders, threads, mpi, seed, folder, resume,
            verbosity.Quiet, verbosity.Json, start, evaluate, ensemble, trials, classify, onnx,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                string[] classified = result.GetValue(classify) ?? [];
                int[]? counts = result.GetValue(supportCounts) is { Length: > 0 } given ? given : null;
                if (counts is not null && (result.GetResult(ways) is { Implicit: false } || result.GetResult(shots) is { Implicit: false }))
                {
                    throw new UsageException(
                        "--support-counts: it says how many classes and images there are; leave out --ways and --shots.");
                }

                RunOptions options = new()
                {
                    Data = result.GetValue(data),
                    Cache = result.GetValue(cache),
                    Ways = counts?.Length ?? result.GetRequiredValue(ways),
                    Shots = counts?.Max() ?? result.GetRequiredValue(shots),
                    SupportCounts = counts,
                    BalancedLoss = result.GetValue(balancedLoss),
                    Method = result.GetRequiredValue(method),
                    Net = result.GetRequiredValue(net),
                    Preset = result.GetRequiredValue(preset),
                    Iterations = result.GetValue(iterations),
                    TrainingWays = result.GetValue(trainingWays),
                    Refinements = result.GetValue(refinements),
                    MetaBatch = result.GetValue(metaBatch),
                    Queries = result.GetValue(queries),
                    InnerSteps = result.GetValue(innerSteps),
                    InnerStepSize = result.GetValue(innerStepSize),
                    SupportOrder = result.GetRequiredValue(supportOrder),
                    Labels = result.GetRequiredValue(labels),
                    Split = result.GetRequiredValue(split),
                    TrainingCharacters = result.GetValue(trainingCharacters),
                    Alphabets = result.GetRequiredValue(alphabets),
                    LabelOrders = result.GetValue(labelOrders),
                    RandomAffine = result.GetValue(randomAffine),
                    RandomElastic = result.GetValue(randomElastic),
                    Validation = result.GetValue(validation),
                    TestQueries = result.GetValue(testQueries),
                    TestTasks = result.GetValue(testTasks),
                    TestRotations = result.GetValue(testRotations),
                    SupportCopies = result.GetValue(supportCopies),
                    Threads = result.GetRequiredValue(threads),
                    Mpi = result.GetValue(mpi),
                    Seed = result.GetRequiredValue(seed),
                    Out = result.GetValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                    Start = result.GetValue(start),
                    Evaluate = result.GetValue(evaluate),
                    Ensemble = result.GetValue(ensemble) is { Length: > 0 } further ? further : [],
                    Trials = result.GetValue(trials),
                    Classify = classified.FirstOrDefault(),
                    Onnx = result.GetValue(onnx),
                    Images = classified.Length > 1 ? classified[1..] : [],
                };
                OptionChecks.RequireSense(options);
                return run(options);
            },
            errors);
    }

    // 0 of them is what can't be read.
    private static int[]? Counts(string text)
    {
        int[] counts = [.. text.Split(',').Select(static word
            => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0)];
        return counts.Length is >= 2 and <= MostWays && counts.All(static count => count is >= 1 and <= MostDrawings) ? counts : null;
    }
}
