using System.CommandLine;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Sinusoid;

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
            Description =
                "Length of the run: quick (seconds), default (half a minute on two cores), paper (the paper's schedule), best (the best " +
                    "training for five shots), " +
                "cavia and meta-sgd (the experiments of those papers).",
            HelpName = "quick|default|paper|best|cavia|meta-sgd",
            DefaultValueFactory = static _ => Presets.Default,
            CustomParser = static result => Arguments.Parse(
                result, "quick, default, paper, best, cavia or meta-sgd",
                static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string?> methods = new("--methods")
        {
            Description = "Methods to train, with commas between them; by default all of the preset: " +
                $"{string.Join("; ", Presets.All.Select(static preset => $"{preset} {MethodNames.Names(preset.Choosable)}"))}. " +
                "The rows random and oracle always stand in the table.",
            HelpName = "names",
        };
        Option<long?> iterations = Arguments.Iterations("Number of outer steps of every trained method, in place of the preset's.");
        Option<ulong> seed = Arguments.Seed("Seed of initial parameters and tasks.");
        Option<int> threads = Arguments.Threads();
        Option<bool> mpi = Arguments.Mpi();
        Option<string> folder = Arguments.Folder(RunOptions.DefaultFolder);
        Option<bool> resume = Arguments.Resume();
        VerbosityOptions verbosity = new();
        RootCommand command = new(
            "Meta-trains a small net on sine curves, the few-shot regression of the MAML paper, and tests how fast it adapts to new ones.")
        {
            preset, methods, iterations, seed, threads, mpi, folder, resume, verbosity.Quiet, verbosity.Json,
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
                    Methods = result.GetValue(methods) is { } names ? MethodNames.Parse(names, chosen) : chosen.Choosable,
                    Iterations = result.GetValue(iterations),
                    Seed = result.GetRequiredValue(seed),
                    Threads = result.GetRequiredValue(threads),
                    Mpi = result.GetValue(mpi),
                    Folder = result.GetRequiredValue(folder),
                    Resume = result.GetValue(resume),
                    Verbosity = verbosity.Of(result),
                });
            },
            errors);
    }
}
