using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>Which options go together.</summary>
internal static class OptionChecks
{
    /// <summary>Throws unless the options go together.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="UsageException">They don't; one line, which says what to leave out or to add.</exception>
    public static void RequireSense(RunOptions options)
    {
        if (options.Cache is not null && options.Data is null)
        {
            throw new UsageException("--cache: it keeps the images of --data; name those too, or leave it out.");
        }

        if (options.LabelOrders is not null && (options.Trials is not null || options.Classify is not null))
        {
            throw new UsageException("--label-orders: it is of test tasks; leave out --trials and --classify.");
        }

        RequireEnsemble(options);
        if (options.Trials is not null && options.Evaluate is null)
        {
            throw new UsageException("--trials: trials are for a trained net; name its checkpoint with --evaluate.");
        }

        if (options.Trials is not null && (options.TestTasks is not null || options.TestQueries is not null || options.TestRotations))
        {
            throw new UsageException(
                "--trials: trials come with their images; leave out --test-tasks, --test-queries and --test-rotations.");
        }

        if (options.SupportCopies is not null
            && (options.Trials is not null || options.Classify is not null || options.Onnx is not null
                || options.SupportCounts is not null))
        {
            throw new UsageException(
                "--support-copies: it is of the support images of test tasks; leave out --trials, --classify, --onnx and " +
                    "--support-counts.");
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

        if (options.Evaluate is not null && options.Start is not null)
        {
            throw new UsageException("--evaluate and --start: a checkpoint is evaluated or begun with, not both; leave one out.");
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

        if (options.Refinements is not null && options.Method.Refinements is null)
        {
            throw new UsageException($"--refinements: no query moves a class mean of {options.Method}; leave it out.");
        }

        if (options.InnerSteps is not null && !options.Method.TakesAnySteps)
        {
            throw new UsageException($"--inner-steps: how often {options.Method} steps is not to be chosen; leave it out.");
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

        if (options.Shots + options.Settings.TestQueries > RunOptions.Drawings)
        {
            throw new UsageException(
                $"--shots and --test-queries: a character has {RunOptions.Drawings} drawings, and {options.Shots} + " +
                    $"{options.Settings.TestQueries} were asked for; ask for fewer.");
        }

        TrainingSettings settings = options.Settings;
        if (options.Method.Family != MethodFamily.Pretrained && settings.Shots + settings.Queries > RunOptions.Drawings)
        {
            throw new UsageException(
                $"--shots and --queries: a character has {RunOptions.Drawings} drawings, and {settings.Shots} + {settings.Queries} were " +
                    "asked for; ask for fewer.");
        }
    }

    private static void RequireEnsemble(RunOptions options)
    {
        if (options.Ensemble.Count == 0)
        {
            return;
        }

        if (options.Evaluate is null)
        {
            throw new UsageException("--ensemble: further nets tell classes beside a trained one; name its checkpoint with --evaluate.");
        }

        if (options.LabelOrders is not null || options.SupportCounts is not null || options.Classify is not null
            || options.Onnx is not null)
        {
            throw new UsageException(
                "--ensemble: it is of test tasks and trials; leave out --label-orders, --support-counts, --classify and --onnx.");
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
}
