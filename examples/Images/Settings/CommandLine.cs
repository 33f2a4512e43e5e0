using System.CommandLine;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Images;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    private const int MostWays = 100;
    private const int MostShots = 100;
    private const int MostTasks = 1000;

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
        Option<string?> data = Arguments.Path(
            "--data",
            "Folder with train.csv, val.csv, test.csv and the images in a folder 'images', as miniImageNet is given, or with folders " +
                "train, val and test that hold a folder of images for each class; JPEG, PNG, PGM, PPM or .npy. Without it: drawn patterns.",
            "folder");
        Option<int> ways = Arguments.Number("--ways", "Number of classes of a task.", usual.Ways, 2, MostWays);
        Option<int> shots = Arguments.Number("--shots", "Number of support images of each class.", usual.Shots, 1, MostShots);
        Option<Method> method = new("--method")
        {
            Description = "How the net is trained.",
            HelpName = Methods.Names("|"),
            DefaultValueFactory = _ => usual.Method,
            CustomParser = result => Arguments.Parse(result, $"one of {Methods.Names(", ")}", Methods.Find) ?? usual.Method,
        };
        Option<NetKind> net = Arguments.Choice(
            "--net", "The net: four convolution blocks of 32 or 64 channels, or a residual net of 12 layers.", usual.Net);
        Option<PresetName> preset = Arguments.Choice(
            "--preset", "Length of the run: quick (seconds, with a narrow net), paper (the settings of the papers).", usual.Preset);
        Option<long?> iterations = Arguments.Iterations("Number of outer steps, in place of the preset's.");
        Option<int?> metaBatch = Arguments.OptionalNumber(
            "--meta-batch", "Number of tasks of an outer step, in place of the preset's.", 1, MostTasks);
        Option<int?> testTasks = Arguments.OptionalNumber(
            "--test-tasks", "Number of tasks of the test, in place of the preset's; the interval narrows with its root.", LeastTestTasks,
            MostTestTasks);
        Option<int> threads = Arguments.Threads();
        Option<bool> mpi = Arguments.Mpi();
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters and tasks; which classes are tested on does not depend on it.");
        Option<string?> folder = Arguments.Path(
            "--out", "Folder for results and checkpoint; by default artifacts/images/METHOD-NET-N-way-K-shot.", "folder");
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        Option<string?> evaluate = Arguments.Path("--evaluate", "Evaluate this checkpoint instead of training.", "checkpoint");
        RootCommand command = new(
            "Meta-trains a net to tell classes of images in colour apart from a few images of each, and tests it on classes unseen in " +
                "training: the protocol of miniImageNet, 84 x 84.")
        {
            data, ways, shots, method, net, preset, iterations, metaBatch, testTasks, threads, mpi, seed, folder, resume, verbosity.Quiet,
            verbosity.Json, evaluate,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                RunOptions options = new()
                {
                    Data = result.GetValue(data),
                    Ways = result.GetRequiredValue(ways),
                    Shots = result.GetRequiredValue(shots),
                    Method = result.GetRequiredValue(method),
                    Net = result.GetRequiredValue(net),
                    Preset = result.GetRequiredValue(preset),
                    Iterations = result.GetValue(iterations),
                    MetaBatch = result.GetValue(metaBatch),
                    TestTasks = result.GetValue(testTasks),
                    Threads = result.GetRequiredValue(threads),
                    Mpi = result.GetValue(mpi),
                    Seed = result.GetRequiredValue(seed),
                    Out = result.GetValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                    Evaluate = result.GetValue(evaluate),
                };
                return options.Evaluate is not null && options.Resume
                    ? throw new UsageException(
                        "--evaluate and --resume: a checkpoint is evaluated or trained on, not both; leave one out.")
                    : run(options);
            },
            errors);
    }
}
