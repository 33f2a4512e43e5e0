using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Processes;

namespace AutogradMaml.Examples.Tests.Runs;

public sealed class VerbosityTests
{
    private const string Run = "$P --preset quick --iterations 2 --methods maml --threads 1 --out \"$F\"";

    [Fact]
    public void A_quiet_run_says_nothing_and_json_says_the_results_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
        using TemporaryFolder folder = new();
        string results = Path.Combine(folder.Path, "results.json");
        Assert.Equal((ExitCodes.Success, string.Empty, string.Empty), Shell.Run("Sinusoid", $"{Run} --quiet", ("F", folder.Path)));
        Assert.True(File.Exists(results));
        (int code, string output, string errors) = Shell.Run("Sinusoid", $"{Run} --json", ("F", folder.Path));
        Assert.Equal((ExitCodes.Success, File.ReadAllText(results), string.Empty), (code, output, errors));

        // What is wrong is still told.
        (code, output, errors) = Shell.Run("Sinusoid", "$P --quiet --preset nothing", ("F", folder.Path));
        Assert.Equal((ExitCodes.Usage, string.Empty), (code, output));
        Assert.Single(Shell.Lines(errors));
    }

    [Fact]
    public void Results_of_an_earlier_run_are_not_told_as_those_of_one_that_writes_none()
    {
        using TemporaryFolder folder = new();
        Options options = new(folder.Path, Verbosity.Json, string.Empty);
        Assert.Contains("wrote no results.json", Refused(options), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, "results.json"), "[]");
        Assert.Contains("wrote no results.json", Refused(options), StringComparison.Ordinal);
    }

    private static string Refused(Options options)
        => Assert.Throws<UsageException>(() => Session.Run(options, static (_, _, _) => { })).Message;

    private sealed record Options(string Folder, Verbosity Verbosity, string ResumeCommand) : IRunOptions;
}
