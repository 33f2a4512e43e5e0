using System.CommandLine;
using System.CommandLine.Parsing;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Materials;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    // One in each four kelvin of the range.
    private const int MostTemperatures = 10;

    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        Option<Kind> kind = new("--kind")
        {
            Description = "The experiment: kinetics (alloys that transform), the default, or molecules (activities of molecules).",
            HelpName = "kinetics|molecules",
            CustomParser = static result => Choice<Kind>(result, "kinetics or molecules", Names.Of),
        };
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), paper (minutes; what the records were made with).",
            HelpName = "quick|paper",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or paper", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<TimeChoice> times = new("--times")
        {
            Description =
                "When measurements are taken: followed (while the transformation is under way), the default, or blind (after times " +
                    "chosen beforehand, from a minute to four hours).",
            HelpName = "followed|blind",
            CustomParser = static result => Choice<TimeChoice>(result, "followed or blind", Names.Of),
        };
        Option<int> temperatures = new("--temperatures")
        {
            Description = "At how many temperatures an alloy is measured; at one, its activation energy can't be told.",
            HelpName = "number",
            DefaultValueFactory = static _ => RunOptions.DefaultTemperatures,
            CustomParser = static result => (int)(Arguments.WholeNumber(result, 1, MostTemperatures) ?? 0),
        };
        Option<string?> data = Arguments.Path(
            "--data",
            "Folder of a measured series of molecules, NAME.smi and NAME_act.csv (examples/data/README.md); without it they are simulated.",
            "folder");
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every training, in place of the preset's.");
        Option<ulong> seed = Arguments.Seed("Seed of alloys, measurements and initial parameters.");
        Option<int> threads = Arguments.Threads();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Meta-learns start and step sizes of the physical parameters of transforming alloys, and calibrates new ones from a few " +
                "measurements, beside least squares and the maximum of the posterior; or the activity of molecules from a few of a family.")
        {
            kind, preset, times, temperatures, data, iterations, seed, threads, folder, resume, verbosity.Quiet, verbosity.Json,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                Kind chosen = result.GetValue(kind);
                foreach (Option option in chosen == Kind.Kinetics ? (Option[])[data] : [times, temperatures])
                {
                    if (result.GetResult(option) is { Implicit: false })
                    {
                        throw new UsageException($"{option.Name} has no meaning with --kind {Names.Of(chosen)}; leave it out.");
                    }
                }

                return run(new RunOptions
                {
                    Kind = chosen,
                    Preset = result.GetRequiredValue(preset),
                    Times = result.GetValue(times),
                    Temperatures = result.GetRequiredValue(temperatures),
                    Data = result.GetValue(data),
                    Iterations = result.GetValue(iterations),
                    Seed = result.GetRequiredValue(seed),
                    Threads = result.GetRequiredValue(threads),
                    Folder = result.GetRequiredValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                });
            },
            errors);
    }

    private static TChoice Choice<TChoice>(ArgumentResult result, string expected, Func<TChoice, string> nameOf)
        where TChoice : struct, Enum
        => Arguments.Parse<TChoice?>(
            result, expected,
            text => Enum.GetValues<TChoice>().Cast<TChoice?>().FirstOrDefault(choice => nameOf(choice!.Value) == text)) ?? default;
}
