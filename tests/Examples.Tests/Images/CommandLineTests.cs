using AutogradMaml.Examples.Images;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Images;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Equal(PresetName.Quick, options.Preset);
        Assert.Equal(NetKind.Conv32, options.Net);
        Assert.Equal(("maml", 5, 1), (options.Method.Name, options.Ways, options.Shots));
        Assert.Equal("artifacts/images/maml-conv32-5-way-1-shot", options.Folder);
        Assert.Equal(string.Empty, options.OptionsInWords);
        Assert.EndsWith("--project examples/Images -- --resume", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--data", "a b", "--net", "resnet12", "--method", "R2D2", "--preset", "paper", "--ways", "3", "--shots", "5", "--iterations",
            "12", "--meta-batch", "3", "--test-tasks", "50", "--seed", "3", "--threads", "3", "--out", "x y", "--resume");
        Assert.Equal((NetKind.ResNet12, "r2d2", PresetName.Paper), (options.Net, options.Method.Name, options.Preset));
        Assert.Equal((12, 3, 50), (options.Settings.Iterations, options.Settings.MetaBatch, options.Settings.TestTasks));
        const string Words =
            "--ways 3 --shots 5 --method r2d2 --net resnet12 --preset paper --iterations 12 --meta-batch 3 --test-tasks 50 --seed 3";
        Assert.Equal(Words, options.OptionsInWords);
        Assert.EndsWith($" --resume --data \"a b\" {Words} --out \"x y\"", options.ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(5, 2)]
    public void The_schedule_of_the_paper_is_that_of_miniImageNet(int shots, int metaBatch)
    {
        ImageSettings settings = Accepted("--preset", "paper", "--shots", $"{shots}").Settings;
        Assert.Equal((60_000, shots, 15), (settings.Iterations, settings.Shots, settings.Queries));
        Assert.Equal((5, 0.01), (settings.InnerSteps, settings.InnerStepSize));
        Assert.Equal((10, 15, 600, metaBatch), (settings.TestSteps, settings.TestQueries, settings.TestTasks, settings.MetaBatch));
        Assert.False(settings.IsNarrow);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("--preset", "default")]
    [InlineData("--net", "conv")]
    [InlineData("--method", "sgd")]
    [InlineData("--ways", "1")]
    [InlineData("--shots", "0")]
    [InlineData("--shots", "101")]
    [InlineData("--iterations", "0")]
    [InlineData("--test-tasks", "1")]
    [InlineData("--data", " ")]
    [InlineData("--evaluate", "a", "--resume")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
