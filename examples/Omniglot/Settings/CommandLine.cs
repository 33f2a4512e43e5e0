using System.CommandLine;
using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    // A character has 20 drawings.
    private const int MostDrawings = 19;
    private const int MostWays = 100;

    private const int MostTasks = 1000;

    private const double LeastInnerStep = 1e-6;
    private const double LargestInnerStep = 1000;

    // Of 1,200 characters of Omniglot, or 800 glyphs.
    private const int MostValidation = 600;

    // An interval takes two.
    private const int LeastTestTasks = 2;
    private const int MostTestTasks = 100_000;

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
        Option<int> ways = Number("--ways", "Number of classes of a task.", usual.Ways, 2, MostWays);
        Option<int> shots = Number("--shots", "Number of support images of each class.", usual.Shots, 1, MostDrawings);
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
        Option<NetKind> net = Choice(
            "--net", "The net: four convolution blocks, strided or pooled, or 784-256-128-64-64 without convolution.", usual.Net);
        Option<PresetName> preset = Choice(
            "--preset", "Length of the run: quick (less than a minute), default (some minutes), paper (the settings of the papers).",
            usual.Preset);
        Option<long?> iterations = Arguments.Iterations("Number of outer steps, in place of the preset's.");
        Option<int?> trainingWays = OptionalNumber(
            "--training-ways",
            "Number of classes of a training task, where that is not --ways; for methods that have no number for each class: " +
            $"{string.Join(", ", Methods.All.Where(static method => method.TakesAnyWays))}.",
            2,
            MostWays);
        Option<int?> metaBatch = OptionalNumber(
            "--meta-batch", "Number of tasks of an outer step, in place of the preset's.", 1, MostTasks);
        Option<int?> queries = OptionalNumber(
            "--queries",
            "Number of query images of each class in training, in place of the preset's; for methods that learn from them, which reptile " +
                "and pretrained don't.",
            1,
            MostDrawings);
        Option<double?> innerStepSize = new("--inner-step-size")
        {
            Description =
                "Size of the inner steps on the mean loss of the support images, in training and in the test, in place of the preset's; " +
                    "with --evaluate " +
                "that of the training, for pretrained of the test alone.",
            HelpName = "number",
            CustomParser = static result => Arguments.Number(result, LeastInnerStep, LargestInnerStep),
        };
        Option<SupportOrder> supportOrder = Choice(
            "--support-order",
            "Order of the support images in training: in rounds of one for each class, so that an inner batch of reptile holds each " +
                "class equally often, or shuffled, as in its published code.",
            usual.SupportOrder);
        Option<LabelKind> labels = Choice(
            "--labels",
            "Labels of training tasks: drawn for each task, or fixed, so that a class has the same one in all of them and a net may " +
                "learn them by heart.",
            usual.Labels);
        Option<SplitKind> split = Choice(
            "--split", "Characters to train on: 1,200 drawn at random from all alphabets, or the official background alphabets.",
            usual.Split);
        Option<AlphabetKind> alphabets = Choice(
            "--alphabets",
            "Characters of a task: of mixed alphabets, or within one, the support images by one person and the query images by another, " +
                "as in the one-shot classification trials.",
            usual.Alphabets);
        Option<int?> labelOrders = OptionalNumber(
            "--label-orders",
            $"Number of test tasks on which all orders of the labels are tried too, of at most {LabelOrders.MostWays} classes: the " +
                "accuracy should not depend on them.",
            LeastTestTasks,
            MostTestTasks);
        Option<bool> randomAffine = new("--random-affine")
        {
            Description = "Turn, shift, stretch and shear each training image a little, drawn for it: not of the published settings.",
        };
        Option<int?> validation = OptionalNumber(
            "--validation",
            "Number of the characters for training that are set aside for validation, in place of the preset's; 0: none, and all are " +
                "trained on.",
            0,
            MostValidation);
        Option<int?> testQueries = OptionalNumber(
            "--test-queries",
            "Number of query images of each class in the test; by default as in the code of the method's paper: one for reptile, else as " +
                "many as shots.",
            1,
            MostDrawings);
        Option<int?> testTasks = OptionalNumber(
            "--test-tasks", "Number of tasks of the test, in place of the preset's; the interval narrows with its root.", LeastTestTasks,
            MostTestTasks);
        Option<bool> testRotations = new("--test-rotations")
        {
            Description =
                "Turn each character of a test task by 0, 90, 180 or 270 degrees, drawn for it, as the code published with MAML does.",
        };
        Option<int> threads = Arguments.Threads();
        Option<bool> mpi = Arguments.Mpi();
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters and tasks; which characters are tested on does not depend on it.");
        Option<string?> folder = Arguments.Path(
            "--out", "Folder for results and checkpoint; by default artifacts/omniglot/METHOD-NET-N-way-K-shot.", "folder");
        Option<bool> resume = Arguments.Resume();
        Option<string?> evaluate = Arguments.Path("--evaluate", "Evaluate this checkpoint instead of training.", "checkpoint");
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
            data, cache, ways, shots, supportCounts, balancedLoss, method, net, preset, iterations, trainingWays, metaBatch, queries,
            innerStepSize, supportOrder, labels, split, alphabets, randomAffine, validation, testQueries, testTasks, testRotations,
            labelOrders, threads, mpi, seed, folder, resume, evaluate, trials, classify, onnx,
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
                    MetaBatch = result.GetValue(metaBatch),
                    Queries = result.GetValue(queries),
                    InnerStepSize = result.GetValue(innerStepSize),
                    SupportOrder = result.GetRequiredValue(supportOrder),
                    Labels = result.GetRequiredValue(labels),
                    Split = result.GetRequiredValue(split),
                    Alphabets = result.GetRequiredValue(alphabets),
                    LabelOrders = result.GetValue(labelOrders),
                    RandomAffine = result.GetValue(randomAffine),
                    Validation = result.GetValue(validation),
                    TestQueries = result.GetValue(testQueries),
                    TestTasks = result.GetValue(testTasks),
                    TestRotations = result.GetValue(testRotations),
                    Threads = result.GetRequiredValue(threads),
                    Mpi = result.GetValue(mpi),
                    Seed = result.GetRequiredValue(seed),
                    Out = result.GetValue(folder),
                    Resume = result.GetValue(resume),
                    Evaluate = result.GetValue(evaluate),
                    Trials = result.GetValue(trials),
                    Classify = classified.FirstOrDefault(),
                    Onnx = result.GetValue(onnx),
                    Images = classified.Length > 1 ? classified[1..] : [],
                };
                RequireSense(options);
                return run(options);
            },
            errors);
    }

    private static void RequireSense(RunOptions options)
    {
        if (options.Cache is not null && options.Data is null)
        {
            throw new UsageException("--cache: it keeps the images of --data; name those too, or leave it out.");
        }

        if (options.LabelOrders is not null && (options.Trials is not null || options.Classify is not null))
        {
            throw new UsageException("--label-orders: it is of test tasks; leave out --trials and --classify.");
        }

        if (options.Trials is not null && options.Evaluate is null)
        {
            throw new UsageException("--trials: trials are for a trained net; name its checkpoint with --evaluate.");
        }

        if (options.Trials is not null && (options.TestTasks is not null || options.TestQueries is not null || options.TestRotations))
        {
            throw new UsageException(
                "--trials: trials come with their images; leave out --test-tasks, --test-queries and --test-rotations.");
        }

        if (options.Mpi && (options.Trials is not null || options.Classify is not null))
        {
            throw new UsageException("--mpi: trials and images are told by one process; leave it out.");
        }

        if (options.Classify is not null)
        {
            RequireClassification(options);
        }

        if (options.Onnx is not null)
        {
            RequireExport(options);
        }

        if (options.Evaluate is not null && options.Resume)
        {
            throw new UsageException("--evaluate and --resume: a checkpoint is evaluated or trained on, not both; leave one out.");
        }

        if (options.Queries is not null && !options.Method.LearnsFromQueries)
        {
            throw new UsageException($"--queries: {options.Method} does not learn from query images; leave it out.");
        }

        RequireTasks(options);
        RequireCounts(options);
        if (options.TrainingWays is not null && !options.Method.TakesAnyWays)
        {
            throw new UsageException(
                $"--training-ways: what {options.Method} learns is for as many classes as the test has; leave it out.");
        }

        if (options.Settings.InnerStepSize >= options.Method.InnerStepSizesBelow)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"--inner-step-size: {options.Method} takes sizes below {options.Method.InnerStepSizesBelow}, got " +
                    $"{options.Settings.InnerStepSize}."));
        }

        if (options.SupportOrder != SupportOrder.Rounds && options.Method.Family == MethodFamily.Pretrained)
        {
            throw new UsageException("--support-order: pretrained takes no support sets in training; leave it out.");
        }

        if (options.Shots + options.Settings.TestQueries > MostDrawings + 1)
        {
            throw new UsageException(
                $"--shots and --test-queries: a character has {MostDrawings + 1} drawings, and {options.Shots} + " +
                    $"{options.Settings.TestQueries} were asked for; ask for fewer.");
        }

        TrainingSettings settings = options.Settings;
        if (options.Method.Family != MethodFamily.Pretrained && settings.Shots + settings.Queries > MostDrawings + 1)
        {
            throw new UsageException(
                $"--shots and --queries: a character has {MostDrawings + 1} drawings, and {settings.Shots} + {settings.Queries} were " +
                    "asked for; ask for fewer.");
        }
    }

    private static void RequireTasks(RunOptions options)
    {
        if (options.Data is null && (options.Split != SplitKind.Random || options.Alphabets != AlphabetKind.Mixed))
        {
            throw new UsageException("--split and --alphabets: glyphs have no alphabets; name the Omniglot files with --data.");
        }

        if (options.Labels == LabelKind.Fixed && options.Alphabets == AlphabetKind.Within)
        {
            throw new UsageException(
                "--labels fixed and --alphabets within: fixed labels are for characters of all alphabets; leave one out.");
        }

        if (options.Method.Family == MethodFamily.Pretrained
            && (options.Labels != LabelKind.Drawn || options.Alphabets != AlphabetKind.Mixed))
        {
            throw new UsageException("--labels and --alphabets: pretrained takes no tasks in training; leave them out.");
        }

        if (options.TestRotations && options.Alphabets == AlphabetKind.Within)
        {
            throw new UsageException("--test-rotations and --alphabets within: the trials show characters as they are; leave one out.");
        }

        if (options.LabelOrders is not null && options.Ways > LabelOrders.MostWays)
        {
            throw new UsageException(
                $"--label-orders: of {options.Ways} classes there are too many; ask for at most --ways {LabelOrders.MostWays}.");
        }
    }

    private static void RequireCounts(RunOptions options)
    {
        if (options.SupportCounts is null)
        {
            if (options.BalancedLoss)
            {
                throw new UsageException(
                    "--balanced-loss: classes count equally where they have as many images; give --support-counts too.");
            }

            return;
        }

        if (options.TrainingWays is not null || options.LabelOrders is not null || options.Trials is not null
            || options.Classify is not null || options.Onnx is not null)
        {
            throw new UsageException(
                "--support-counts: it says how many images each class of a task has; leave out --training-ways, --label-orders, " +
                    "--trials, --classify and --onnx.");
        }
    }

    // 0 of them is what can't be read.
    private static int[]? Counts(string text)
    {
        int[] counts = [.. text.Split(',').Select(static word
            => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0)];
        return counts.Length is >= 2 and <= MostWays && counts.All(static count => count is >= 1 and <= MostDrawings) ? counts : null;
    }

    private static void RequireExport(RunOptions options)
    {
        if (options.Evaluate is null)
        {
            throw new UsageException("--onnx: a model is made of a trained net; name its checkpoint with --evaluate.");
        }

        if (options.Trials is not null || options.Classify is not null || options.Mpi || options.Data is not null
            || options.Out is not null)
        {
            throw new UsageException(
                "--onnx: it writes one file and reads no images; leave out --data, --cache, --out, --trials, --classify and --mpi.");
        }
    }

    private static void RequireClassification(RunOptions options)
    {
        if (options.Images.Count == 0 || options.Images.Prepend(options.Classify!).Any(string.IsNullOrWhiteSpace))
        {
            throw new UsageException("--classify: expected the name of a folder of classes, and then those of one image or more.");
        }

        if (options.Evaluate is null)
        {
            throw new UsageException("--classify: images are classified by a trained net; name its checkpoint with --evaluate.");
        }

        if (options.Trials is not null)
        {
            throw new UsageException("--classify and --trials: a checkpoint classifies images or trials, not both; leave one out.");
        }

        if (options.Data is not null || options.Out is not null || options.TestTasks is not null || options.TestQueries is not null
            || options.TestRotations)
        {
            throw new UsageException(
                "--classify: it takes its own images and writes nothing; leave out --data, --cache, --out, --test-tasks, --test-queries " +
                    "and --test-rotations.");
        }
    }

    private static Option<TEnum> Choice<TEnum>(string name, string description, TEnum usual)
        where TEnum : struct, Enum
        => new(name)
        {
            Description = description,
            HelpName = Names.All<TEnum>("|"),
            DefaultValueFactory = _ => usual,
            CustomParser = result => Arguments.Parse(
                result, $"one of {Names.All<TEnum>(", ")}", static text => Names.Find<TEnum>(text)) ?? usual,
        };

    private static Option<int> Number(string name, string description, int usual, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = result => (int)(Arguments.WholeNumber(result, least, most) ?? usual),
    };

    private static Option<int?> OptionalNumber(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => (int?)Arguments.WholeNumber(result, least, most),
    };
}
