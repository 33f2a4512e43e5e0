using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Sinusoid;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Sinusoid;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_everything_has_its_default()
    {
        RunOptions options = Accepted();
        Assert.Same(Presets.Default, options.Preset);
        Assert.Equal([Method.Maml, Method.Fomaml, Method.Reptile, Method.Pretrained], options.Methods);
        Assert.Null(options.Iterations);
        Assert.Equal(1UL, options.Seed);
        Assert.Equal("artifacts/sinusoid", options.Folder);
        Assert.False(options.Resume);
    }

    [Fact]
    public void Arguments_are_read()
    {
        RunOptions options = Accepted(
            "--preset", "best", "--methods", "pretrained, maml,maml", "--iterations", "12", "--seed", "18446744073709551615", "--threads",
            "3", "--out", "@a b", "--resume");
        Assert.Same(Presets.Best, options.Preset);
        Assert.Equal([Method.Maml, Method.Pretrained], options.Methods);
        Assert.Equal([Method.Maml, Method.Pretrained, Method.Random, Method.Oracle], options.Rows);
        Assert.Equal(12, options.Iterations);
        Assert.Equal(ulong.MaxValue, options.Seed);
        Assert.NotEqual(options.Seed, options.TestSeed);
        Assert.Equal(3, options.Threads);
        Assert.Equal("@a b", options.Folder);
        Assert.True(options.Resume);
        Assert.EndsWith(
            " --resume --preset best --methods maml,pretrained --iterations 12 --seed 18446744073709551615 --out \"@a b\"",
            options.ResumeCommand, StringComparison.Ordinal);
    }

    [Fact]
    public void What_there_is_to_choose_from_depends_on_the_preset()
    {
        Assert.Equal([Method.Maml, Method.Cavia1, Method.Cavia2, Method.Cavia5], Accepted("--preset", "cavia").Methods);
        RunOptions one = Accepted("--methods", "r2d2", "--preset", "best");
        Assert.Equal([Method.R2D2], one.Methods);
        Assert.EndsWith(" --preset best --methods r2d2", one.ResumeCommand, StringComparison.Ordinal);
        Assert.StartsWith(
            "mpirun -np RANKS dotnet examples/Sinusoid/bin/Release/net10.0/Sinusoid.dll --mpi --resume --preset ",
            Accepted("--mpi").ResumeCommand, StringComparison.Ordinal);
        Assert.DoesNotContain("--methods", Accepted("--preset", "meta-sgd").ResumeCommand, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("extra")]
    [InlineData("--preset", "slow")]
    [InlineData("--preset")]
    [InlineData("--preset", "quick", "--preset", "best")]
    [InlineData("--methods", "maml,sgd")]
    [InlineData("--methods", "random")]
    [InlineData("--methods", "cavia-1")]
    [InlineData("--preset", "cavia", "--methods", "reptile")]
    [InlineData("--methods", "")]
    [InlineData("--iterations", "0")]
    [InlineData("--iterations", "1e3")]
    [InlineData("--iterations", "1000000001")]
    [InlineData("--seed", "-1")]
    [InlineData("--seed", "18446744073709551616")]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "two\nlines")]
    public void What_makes_no_sense_is_one_line_and_exit_code_2(params string[] arguments)
        => CommandLines.Refused<RunOptions>(CommandLine.Invoke, arguments);

    [Fact]
    public void A_folder_that_cannot_be_used_is_one_line_and_exit_code_2()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "not a folder");
        foreach (string unusable in (string[])[file, Path.Combine(file, "inside"), " "])
        {
            StringWriter errors = new();
            Assert.Equal(2, CommandLine.Invoke(
                ["--out", unusable], static options => Session.Run(options, new Run(options).Execute), errors));
            Assert.StartsWith("--out: ", errors.ToString(), StringComparison.Ordinal);
        }
    }

    private static RunOptions Accepted(params string[] arguments)
        => CommandLines.Accepted<RunOptions>(CommandLine.Invoke, arguments);
}
