using AutogradMaml.Examples.Patients;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = CommandLines.Accepted<RunOptions>(CommandLine.Invoke);
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Equal(["theophylline"], options.Studies.Select(static study => study.Name));
        Assert.Null(options.Data);
        Assert.Equal("artifacts/patients", options.Folder);
        Assert.EndsWith("examples/Patients -- --resume --preset quick", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = CommandLines.Accepted<RunOptions>(
            CommandLine.Invoke, "--preset", "paper", "--studies", "quinidine,theophylline", "--data", "x y", "--iterations", "12", "--seed",
            "3", "--threads", "3", "--out", "z", "--resume");
        Assert.Equal(["quinidine", "theophylline"], options.Studies.Select(static study => study.Name));
        Assert.Equal((12, 3, true), (options.OuterSteps, options.Threads, options.Resume));
        Assert.EndsWith(
            " --resume --preset paper --studies quinidine,theophylline --data \"x y\" --iterations 12 --seed 3 --out z",
            options.ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "slow")]
    [InlineData("--studies", "aspirin")]
    [InlineData("--studies", "quinidine,quinidine")]
    [InlineData("--data", " ")]
    [InlineData("--iterations", "0")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);
}
