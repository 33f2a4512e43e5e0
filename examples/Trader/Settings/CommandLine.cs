using System.CommandLine;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Trader;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    private const int MostWindow = 1000;
    private const double MostCost = 100;
    private const double MostRisk = 1000;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), paper (the numbers of the documentation, minutes).",
            HelpName = "quick|paper",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or paper", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string?> data = Arguments.Path(
            "--data",
            "File of daily closes, comma-separated: a line of names, then for each day its date and the close of each asset. A simulated " +
                "market by default.",
            "file");
        Option<int> support = Days("--support", "Days that a policy adapts to.", RunOptions.DefaultSupport);
        Option<int> query = Days("--query", "Days that it then trades, until it adapts anew.", RunOptions.DefaultQuery);
        Option<double> cost = Number(
            "--cost", "Costs that policies are trained for, in basis points of the turnover; the test is at 0, 10 and 25.",
            RunOptions.DefaultCost, MostCost);
        Option<double> risk = Number(
            "--risk", "Risk aversion of the objective, beyond the logarithm's.", RunOptions.DefaultRisk, MostRisk);
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every training, in place of the preset's.");
        Option<ulong> seed = Arguments.Seed("Seed of the simulated market, the unseen assets, the drawn windows and the bootstrap.");
        Option<int> threads = Arguments.Threads();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Trains trading policies that adapt to an asset's last months, and holds them against buy and hold and other baselines on " +
                "later years and on assets never seen.")
        {
            preset, data, support, query, cost, risk, iterations, seed, threads, folder, resume, verbosity.Quiet, verbosity.Json,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result => run(new RunOptions
            {
                Preset = result.GetRequiredValue(preset),
                Data = result.GetValue(data),
                Support = result.GetRequiredValue(support),
                Query = result.GetRequiredValue(query),
                Cost = result.GetRequiredValue(cost),
                Risk = result.GetRequiredValue(risk),
                Iterations = result.GetValue(iterations),
                Seed = result.GetRequiredValue(seed),
                Threads = result.GetRequiredValue(threads),
                Folder = result.GetRequiredValue(folder),
                Resume = result.GetValue(resume),
                Verbosity = verbosity.Of(result),
            }),
            errors);
    }

    private static Option<int> Days(string name, string description, int usual) => new(name)
    {
        Description = description,
        HelpName = "days",
        DefaultValueFactory = _ => usual,
        CustomParser = static result => (int)(Arguments.WholeNumber(result, 2, MostWindow) ?? 0),
    };

    private static Option<double> Number(string name, string description, double usual, double most) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => usual,
        CustomParser = result => Arguments.Number(result, 0, most) ?? 0,
    };
}
