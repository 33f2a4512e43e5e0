using AutogradMaml.Examples.Materials;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Equal(Kind.Kinetics, options.Kind);
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Equal(TimeChoice.Followed, options.Times);
        Assert.Equal(2, options.Temperatures);
        Assert.Equal("artifacts/materials", options.Folder);
        Assert.EndsWith(" --resume --kind kinetics --preset quick", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--preset", "paper", "--times", "blind", "--temperatures", "3", "--iterations", "12", "--seed", "3", "--threads", "3",
            "--out", "x y", "--resume");
        Assert.Same(Presets.Paper, options.Preset);
        Assert.Equal(TimeChoice.Blind, options.Times);
        Assert.NotEqual(options.Seed, options.TestSeed);
        Assert.EndsWith(
            " --resume --kind kinetics --preset paper --times blind --temperatures 3 --iterations 12 --seed 3 --out \"x y\"",
            options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Molecules_take_a_folder_of_data()
    {
        RunOptions options = Accepted("--kind", "molecules", "--data", "a b");
        Assert.Equal((Kind.Molecules, "a b"), (options.Kind, options.Data));
        Assert.EndsWith(" --resume --kind molecules --preset quick --data \"a b\"", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "slow")]
    [InlineData("--kind", "steel")]
    [InlineData("--times", "never")]
    [InlineData("--temperatures", "0")]
    [InlineData("--temperatures", "11")]
    [InlineData("--iterations", "0")]
    [InlineData("--data", "x")]
    [InlineData("--kind", "molecules", "--times", "blind")]
    [InlineData("--kind", "molecules", "--temperatures", "2")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
