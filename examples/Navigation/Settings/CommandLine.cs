using System.CommandLine;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Navigation;

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
            Description = "Length of the run: quick (seconds), paper (the published schedule, minutes on two cores), best (the best " +
                "training of maml that was found, longer).",
            HelpName = "quick|paper|best",
            DefaultValueFactory = static _ => Presets.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick, paper or best", static text => Presets.All.FirstOrDefault(preset => preset.Name == text)),
        };
        Option<string?> goals = Arguments.Path(
            "--goals", "File with the goals of the test, a line 'x,y' each below a line of names; without it 40 are drawn.", "file");
        PolicyArguments common = new(RunOptions.DefaultFolder);
        return Arguments.Invoke(
            common.Command(
                "Meta-trains a policy that goes to a goal which it does not see, the navigation of the MAML paper, and tests how it " +
                    "adapts to new goals by policy-gradient steps.",
                preset, goals),
            arguments,
            result => run(common.Read(result, new RunOptions
            {
                Preset = result.GetRequiredValue(preset),
                GoalsFile = result.GetValue(goals),
                Folder = RunOptions.DefaultFolder,
            })),
            errors);
    }
}
