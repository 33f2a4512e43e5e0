using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Locomotion;

public sealed class CommandLineTests
{
    [Fact]
    public void Arguments_are_read()
    {
        RunOptions got = CommandLines.Accepted<RunOptions>(
            CommandLine.Invoke, "--task", "ant-velocity", "--preset", "paper", "--methods", "oracle,maml", "--iterations", "7", "--seed",
            "3", "--threads", "1", "--mpi", "--out", "x y", "--resume");
        Assert.True(got.Mpi);
        Assert.Equal([Method.Maml, Method.Oracle], got.Methods);
        Assert.EndsWith(
            " --resume --preset paper --methods maml,oracle --task ant-velocity --iterations 7 --seed 3 --out \"x y\"", got.ResumeCommand,
            StringComparison.Ordinal);
        Assert.Equal(7, got.Settings.Iterations);
        Assert.Equal(40, got.Settings.Tasks);
    }

    [Theory]
    [InlineData("--task", "cheetah")]
    [InlineData("--preset", "slow")]
    [InlineData("--methods", "sgd")]
    [InlineData("--iterations", "0")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);
}
