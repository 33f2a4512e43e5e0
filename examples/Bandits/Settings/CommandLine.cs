using System.CommandLine;
using System.Globalization;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    private const int MostArms = 200;
    private const int MostPulls = 500;
    private const int MostEpisodes = 200;
    private const int MostMetaBatch = 4096;
    private const int MostTrials = 1024;
    private const int MostWidth = 1024;
    private const int MostTestTasks = 1_000_000;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), full (near the optimum of 10 pulls, tens of minutes).",
            HelpName = "quick|full",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or full", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<Domain?> task = new("--task")
        {
            Description = "What is learned: bandits, or tabular (decision processes of 10 states, 5 actions, horizon 10).",
            HelpName = "bandits|tabular",
            DefaultValueFactory = static _ => Domain.Bandits,
            CustomParser = static result => Arguments.Parse<Domain?>(
                result, "bandits or tabular",
                static text => text == "bandits" ? Domain.Bandits : text == "tabular" ? Domain.Tabular : null),
        };
        Option<int[]> arms = Numbers("--arms", "Numbers of arms, a column each.", RunOptions.DefaultArms, MostArms, least: 2);
        Option<int> pulls = Number("--pulls", "Pulls of a bandit.", MostPulls, RunOptions.DefaultPulls, least: 2);
        Option<int[]> episodes = Numbers(
            "--episodes", "Numbers of episodes of a process, a column each.", RunOptions.DefaultEpisodes, MostEpisodes);
        Option<string?> methods = new("--methods") { Description = "Rows of the table, with commas between them.", HelpName = "names" };
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every trained method, in place of the preset's.");
        Option<string?> start = Arguments.Path(
            "--start",
            "Begin the policy with a memory with what this checkpoint holds: one of fewer pulls, or for rl2-by-choice of other arms.",
            "checkpoint");
        Option<double?> outerStepSize = Size("--outer-step-size", "Size of the first outer step; the last is a thirtieth of it.");
        Option<double?> entropyWeight = Size("--entropy-weight", "Weight of the entropy of the policy with a memory.");
        Option<int?> metaBatch = Optional(
            "--meta-batch", "Number of tasks of an outer step, in place of the preset's.", MostMetaBatch);
        Option<int?> trials = Optional(
            "--trials", "Number of trials of a task in an outer step, in place of the preset's.", MostTrials);
        Option<int?> width = Optional("--width", "Size of the memory, in place of the preset's.", MostWidth);
        Option<int?> tests = Optional("--test-tasks", "Number of new tasks of the test, in place of the preset's.", MostTestTasks);
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters, tasks and trials.");
        Option<int> threads = Arguments.Threads();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Trains a policy with a memory that learns a bandit while it plays it (RL^2), and holds it against the strategies that are " +
                "known and against the optimum.")
        {
            preset, task, arms, pulls, episodes, methods, iterations, start, outerStepSize, entropyWeight, metaBatch, trials, width, tests,
            seed, threads, folder, resume, verbosity.Quiet, verbosity.Json,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                Domain domain = result.GetRequiredValue(task) ?? Domain.Bandits;
                IReadOnlyList<Method> rows = MethodNames.Parse(result.GetValue(methods), domain);
                if (result.GetValue(start) is not null && rows.Count(MethodNames.Remembers) != 1)
                {
                    throw new UsageException(
                        "--start is what rl2 or rl2-by-choice begins with, and --methods has " +
                            (rows.Any(MethodNames.Remembers) ? "both: leave one of them out." : "neither: add one, or leave --start out."));
                }

                return run(new RunOptions
                {
                    Preset = result.GetRequiredValue(preset),
                    Domain = domain,
                    Arms = result.GetRequiredValue(arms),
                    Pulls = result.GetRequiredValue(pulls),
                    Episodes = result.GetRequiredValue(episodes),
                    Methods = rows,
                    Iterations = result.GetValue(iterations),
                    Start = result.GetValue(start),
                    OuterStepSize = result.GetValue(outerStepSize),
                    EntropyWeight = result.GetValue(entropyWeight),
                    MetaBatch = result.GetValue(metaBatch),
                    Trials = result.GetValue(trials),
                    Width = result.GetValue(width),
                    TestTasks = result.GetValue(tests),
                    Seed = result.GetRequiredValue(seed),
                    Threads = result.GetRequiredValue(threads),
                    Folder = result.GetRequiredValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                });
            },
            errors);
    }

    private static Option<int> Number(string name, string description, int most, int usual, int least = 1) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = result => (int)(Arguments.WholeNumber(result, least, most) ?? 0),
    };

    private static Option<int?> Optional(string name, string description, int most) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = result => (int?)Arguments.WholeNumber(result, 1, most),
    };

    private static Option<double?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "number",
        CustomParser = static result => Arguments.Number(result, 0, 1),
    };

    private static Option<int[]> Numbers(string name, string description, string usual, int most, int least = 1) => new(name)
    {
        Description = description,
        HelpName = "numbers",
        DefaultValueFactory = _ => Parse(usual, least, most)!,
        CustomParser = result => Arguments.Parse(
            result,
            string.Create(CultureInfo.InvariantCulture, $"different whole numbers from {least} to {most} with commas between them"),
            text => Parse(text, least, most)) ?? [],
    };

    private static int[]? Parse(string text, int least, int most)
    {
        List<int> numbers = [];
        foreach (string word in text.Split(','))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most
                || numbers.Contains(number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
