using AutogradMaml.Examples.Bandits;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Bandits;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Equal(MethodNames.All(Domain.Bandits), options.Methods);
        Setting setting = Assert.Single(options.CreateSettings());
        Assert.Equal((Domain.Bandits, 5, 10), (setting.Domain, setting.Arms, setting.Length));
        Assert.Equal("artifacts/bandits", options.Folder);
        Assert.EndsWith(" --resume --preset quick", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--preset", "full", "--arms", "2,10", "--pulls", "20", "--methods", "rl2, random", "--iterations", "12", "--width", "9",
            "--start", "a b", "--outer-step-size", "0.002", "--entropy-weight", "0.5", "--meta-batch", "7", "--trials", "8",
            "--test-tasks", "50", "--seed", "3", "--threads", "3", "--out", "x y", "--resume");
        Assert.Same(Presets.Full, options.Preset);
        Assert.Equal([Method.Random, Method.Rl2], options.Methods);
        Assert.Equal(["n20-k2", "n20-k10"], options.CreateSettings().Select(static setting => setting.Name));
        Assert.Equal(50, options.Tested);
        Assert.EndsWith(
            " --resume --preset full --arms 2,10 --pulls 20 --methods random,rl2 --iterations 12 --start \"a b\" " +
                "--outer-step-size 0.002 --entropy-weight 0.5 --meta-batch 7 --trials 8 --width 9 --test-tasks 50 --seed 3 --out \"x y\"",
            options.ResumeCommand, StringComparison.Ordinal);
        RunOptions tabular = Accepted("--task", "tabular", "--episodes", "10,25");
        Assert.Equal(["episodes10", "episodes25"], tabular.CreateSettings().Select(static setting => setting.Name));
        Assert.EndsWith(" --preset quick --task tabular --episodes 10,25", tabular.ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "slow")]
    [InlineData("--task", "chess")]
    [InlineData("--arms", "1")]
    [InlineData("--arms", "5,5")]
    [InlineData("--arms", "5,")]
    [InlineData("--pulls", "1")]
    [InlineData("--methods", "rl2,sgd")]
    [InlineData("--methods", "psrl")]
    [InlineData("--task", "tabular", "--methods", "thompson")]
    [InlineData("--iterations", "0")]
    [InlineData("--start", "")]
    [InlineData("--start", "a", "--methods", "random,maml")]
    [InlineData("--start", "a", "--methods", "rl2,rl2-by-choice")]
    [InlineData("--outer-step-size", "-1")]
    [InlineData("--entropy-weight", "2")]
    [InlineData("--meta-batch", "0")]
    [InlineData("--trials", "0")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
