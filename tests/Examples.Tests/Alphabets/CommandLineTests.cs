using AutogradMaml.Examples.Alphabets;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Alphabets;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
        => Assert.Equal(
            new RunOptions { Preset = Presets.Quick, Threads = Environment.ProcessorCount },
            CommandLines.Accepted<RunOptions>(CommandLine.Invoke));

    [Fact]
    public void Arguments_are_read_and_the_command_that_goes_on_has_them()
    {
        RunOptions options = CommandLines.Accepted<RunOptions>(
            CommandLine.Invoke, "--preset", "full", "--data", "a b", "--cache", "c", "--iterations", "7", "--seed", "3", "--threads", "2",
            "--out", "x", "--resume");
        Assert.Equal(
            new RunOptions
            {
                Preset = Presets.Full,
                Data = "a b",
                Cache = "c",
                Iterations = 7,
                Seed = 3,
                Threads = 2,
                Folder = "x",
                Resume = true,
            },
            options);
        Assert.EndsWith(
            "--resume --preset full --data \"a b\" --cache c --iterations 7 --seed 3 --out x", options.ResumeCommand,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--preset", "paper")]
    [InlineData("--iterations", "0")]
    [InlineData("--cache", "c")]
    [InlineData("--threads", "0")]
    [InlineData("extra")]
    public void What_makes_no_sense_is_refused(params string[] arguments)
        => Assert.NotEmpty(CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments));
}
