using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Examples.Policies;

namespace AutogradMaml.Examples.Tests.Locomotion;

public sealed class CommandLineTests
{
    [Fact]
    public void Arguments_are_read()
    {
        RunOptions? got = null;
        StringWriter errors = new();
        int code = CommandLine.Invoke(
            [
                "--task", "ant-velocity", "--preset", "paper", "--methods", "oracle,maml", "--iterations", "7", "--seed", "3", "--threads",
                "1", "--out", "x y", "--resume",
            ],
            options =>
            {
                got = options;
                return 0;
            },
            errors);
        Assert.Equal((0, string.Empty), (code, errors.ToString()));
        Assert.Equal([Method.Maml, Method.Oracle], got!.Methods);
        Assert.EndsWith(
            " --resume --task ant-velocity --preset paper --methods maml,oracle --iterations 7 --seed 3 --out \"x y\"", got.ResumeCommand,
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
    {
        StringWriter errors = new();
        Assert.Equal(2, CommandLine.Invoke(arguments, static _ => throw new InvalidOperationException("It ran."), errors));
        Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
