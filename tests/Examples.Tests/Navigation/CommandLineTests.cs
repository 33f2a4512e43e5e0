using AutogradMaml.Examples.Navigation;
using AutogradMaml.Examples.Policies;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Navigation;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Same(Presets.Quick, options.Preset);
        Assert.Equal([Method.Maml, Method.Pretrained, Method.Random, Method.Oracle], options.Methods);
        Assert.Null(options.GoalsFile);
        Assert.Null(options.Iterations);
        Assert.Equal("artifacts/navigation", options.Folder);
        Assert.Equal(40, Goals.Of(options).Length);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--preset", "paper", "--methods", "random, maml", "--goals", "my goals", "--iterations", "12", "--seed", "3", "--threads", "3",
            "--mpi", "--out", "x", "--resume");
        Assert.Same(Presets.Paper, options.Preset);
        Assert.Equal([Method.Maml, Method.Random], options.Methods);
        Assert.Equal("my goals", options.GoalsFile);
        Assert.True(options.Mpi);
        Assert.StartsWith(
            "mpirun -np RANKS dotnet examples/Navigation/bin/Release/net10.0/Navigation.dll --mpi --resume ", options.ResumeCommand,
            StringComparison.Ordinal);
        Assert.EndsWith(
            " --resume --preset paper --methods maml,random --goals \"my goals\" --iterations 12 --seed 3 --out x", options.ResumeCommand,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_preset_trains_maml_alone_for_longer()
    {
        Assert.Equal((400, 100), Lengths("--preset", "best"));
        Assert.Equal((7, 7), Lengths("--preset", "best", "--iterations", "7"));
        Assert.Equal((100, 100), Lengths("--preset", "paper"));

        static (long Maml, long Oracle) Lengths(params string[] arguments)
        {
            ExperimentSettings settings = Accepted(arguments).Settings;
            return (new Experiment(settings, Method.Maml).Plan!.Iterations, new Experiment(settings, Method.Oracle).Plan!.Iterations);
        }
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "slow")]
    [InlineData("--methods", "maml,sgd")]
    [InlineData("--goals", " ")]
    [InlineData("--iterations", "0")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    [Theory]
    [InlineData("x,y\n", "holds 0 goals")]
    [InlineData("x,y\n1,2\n3\n", "line 3 of")]
    [InlineData("x,y\n1,nan\n", "expected two numbers")]
    [InlineData(null, "Could not find file")]
    public void A_file_without_goals_is_one_line_and_exit_code_2(string? text, string because)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "goals.csv");
        if (text is not null)
        {
            File.WriteAllText(path, text);
        }

        StringWriter errors = new();
        int code = CommandLine.Invoke(
            ["--goals", path, "--out", Path.Combine(folder.Path, "out")],
            static options => Session.Run(options, new Run(options).Execute), errors);
        Assert.Equal(2, code);
        Assert.StartsWith("--goals: ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains(because, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_way_moves_by_a_tenth_in_each_coordinate()
    {
        // 0.25 and 0.1 away: 0.15 and 0, then 0.05 and 0, then there.
        Assert.Equal(-0.2, Goals.BestReturn([0.25, -0.1]), 1e-12);
        Assert.Equal(0, Goals.BestReturn([0.1, 0.1]), 1e-12);
    }

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
