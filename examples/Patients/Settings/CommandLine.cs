using System.CommandLine;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Patients;

/// <summary>The command line: what can be asked for.</summary>
internal static class CommandLine
{
    /// <summary>Reads the arguments and runs what they ask for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="run">Runs it and gives the exit code.</param>
    /// <param name="errors">Where the one line goes when the arguments make no sense.</param>
    /// <returns>The exit code: <see cref="ExitCodes.Usage"/> when the arguments make no sense.</returns>
    public static int Invoke(IReadOnlyList<string> arguments, Func<RunOptions, int> run, TextWriter errors)
    {
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), paper (all studies and folds, settings chosen inside of each fold).",
            HelpName = "quick|paper",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or paper", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<Study[]?> studies = new("--studies")
        {
            Description = $"Which, with commas between them: {string.Join(", ", Studies.All)}; by default the preset's.",
            HelpName = "names",
            CustomParser = static result => Arguments.Parse(
                result, $"different names of {string.Join(", ", Studies.All)} with commas between them", Parse),
        };
        Option<string?> data = Arguments.Path(
            "--data",
            "Folder with theophylline.csv, phenobarbital.csv and quinidine.csv (examples/data/README.md says where from); patients are " +
                "simulated where it is not given.",
            "folder");
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every training, in place of the preset's.");
        Option<ulong> seed = Arguments.Seed("Seed of folds, simulated patients and nets.");
        Option<int> threads = Arguments.Threads();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Meta-learns the three numbers of a drug's one-compartment model over patients, adapts them to the first samples of new " +
                "patients, and holds the predictions against the hierarchical model of specialists.")
        {
            preset, studies, data, iterations, seed, threads, folder, resume, verbosity.Quiet, verbosity.Json,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                Preset chosen = result.GetRequiredValue(preset);
                return run(new RunOptions
                {
                    Preset = chosen,
                    Studies = result.GetValue(studies) is { Length: > 0 } named ? named : chosen.Studies,
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

    private static Study[]? Parse(string text)
    {
        Study?[] found = [.. text.Split(',').Select(static name => Studies.All.FirstOrDefault(study => study.Name == name))];
        return found.Contains(null) || found.Distinct().Count() != found.Length ? null : [.. found!];
    }
}
