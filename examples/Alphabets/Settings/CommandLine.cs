using System.CommandLine;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Alphabets;

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
            Description = "Length of the run: quick (seconds), full (twenty characters of four alphabets, half an hour).",
            HelpName = "quick|full",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or full", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string?> data = Arguments.OmniglotFolder();
        Option<string?> cache = Arguments.OmniglotCache();
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every training, in place of the preset's.");
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters and tasks.");
        Option<int> threads = Arguments.Threads();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Learns the characters of several alphabets one alphabet after another, and counts what is forgotten of the first by the " +
                "end: from a start that was meta-learned for just that, and from others.")
        {
            preset, data, cache, iterations, seed, threads, folder, resume, verbosity.Quiet, verbosity.Json,
        };
        return Arguments.Invoke(
            command,
            arguments,
            result =>
            {
                RunOptions options = new()
                {
                    Preset = result.GetRequiredValue(preset),
                    Data = result.GetValue(data),
                    Cache = result.GetValue(cache),
                    Iterations = result.GetValue(iterations),
                    Seed = result.GetRequiredValue(seed),
                    Threads = result.GetRequiredValue(threads),
                    Folder = result.GetRequiredValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                };
                return options.Cache is not null && options.Data is null
                    ? throw new UsageException("--cache: it keeps the images of --data; name those too, or leave it out.")
                    : run(options);
            },
            errors);
    }
}
