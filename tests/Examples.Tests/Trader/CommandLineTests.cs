using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Examples.Trader;

namespace AutogradMaml.Examples.Tests.Trader;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Null(options.Data);
        Assert.Equal((126, 21, 10, 1), (options.Support, options.Query, options.Cost, options.Risk));
        Assert.Equal(new TradingObjective(0.001, 1), options.Objective);
        Assert.Equal("artifacts/trader", options.Folder);
        Assert.EndsWith(" --resume --preset quick", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--preset", "paper", "--data", "my prices.csv", "--support", "63", "--query", "5", "--cost", "2.5", "--risk", "0",
            "--iterations", "12", "--seed", "3", "--threads", "3", "--out", "x y", "--resume");
        Assert.Same(Presets.Paper, options.Preset);
        Assert.Equal(new TradingObjective(0.00025, 0), options.Objective);
        Assert.EndsWith(
            " --resume --preset paper --data \"my prices.csv\" --support 63 --query 5 --cost 2.5 --risk 0 --iterations 12 --seed 3 " +
                "--out \"x y\"",
            options.ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("nope")]
    [InlineData("--preset", "slow")]
    [InlineData("--data", "")]
    [InlineData("--support", "1")]
    [InlineData("--query", "1001")]
    [InlineData("--cost", "-1")]
    [InlineData("--cost", "101")]
    [InlineData("--risk", "NaN")]
    [InlineData("--iterations", "0")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
