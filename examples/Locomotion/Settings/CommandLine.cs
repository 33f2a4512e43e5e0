using System.CommandLine;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Locomotion;

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
        string families = string.Join('|', TaskFamily.All);
        Option<TaskFamily> family = new("--task")
        {
            Description = "The robot and what it is to do.",
            HelpName = families,
            DefaultValueFactory = static _ => TaskFamily.All[0],
            CustomParser = result => Arguments.Parse(
                result, families.Replace("|", ", ", StringComparison.Ordinal),
                static text => TaskFamily.All.FirstOrDefault(family => family.Name == text)),
        };
        Option<Preset> preset = new("--preset")
        {
            Description = "Length of the run: quick (seconds), paper (the published schedule, from half an hour to many hours).",
            HelpName = "quick|paper",
            DefaultValueFactory = static _ => Preset.Quick,
            CustomParser = static result => Arguments.Parse(
                result, "quick or paper", static text => Preset.All.FirstOrDefault(preset => preset.Name == text)),
        };
        PolicyArguments common = new(RunOptions.DefaultFolder);
        return Arguments.Invoke(
            common.Command(
                "Meta-trains a simulated robot that runs as it is asked to after a policy-gradient step, the locomotion of the MAML " +
                    "paper. It needs MuJoCo 2.2.2 (Debian 12: apt-get install libmujoco2.2.2).",
                family, preset),
            arguments,
            result => run(common.Read(result, new RunOptions
            {
                Family = result.GetRequiredValue(family),
                Preset = result.GetRequiredValue(preset),
                Folder = RunOptions.DefaultFolder,
            })),
            errors);
    }
}
