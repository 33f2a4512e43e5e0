using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Processes;

/// <summary>Whatever a program is asked that makes no sense: one line on the standard error, nothing else, and exit code 2.</summary>
public sealed class BadArgumentsTests
{
    // What no option takes, besides what some take.
    private static readonly string[] Values =
        [string.Empty, " ", "-1", "-x", "0", "1e400", "NaN", "99999999999999999999999", "two\nlines", "é", "@", "--", "[suggest]"];

    [Theory]
    [InlineData("TapeFromNothing", "--bogus")]
    [InlineData("TapeFromNothing", "nope")]
    [InlineData("TapeFromNothing", "")]
    [InlineData("Native", "--bogus")]
    [InlineData("Native", "nope", "--help")]
    [InlineData("GradientCheck", "--bogus")]
    [InlineData("GradientCheck", "nope")]
    [InlineData("GradientCheck", "")]
    [InlineData("GradientCheck", "--picture", "")]
    [InlineData("GradientCheck", "--picture", "/proc/nothing")]
    [InlineData("GradientCheck", "--docs", "$FIFO")]
    [InlineData("GradientCheck", "--docs", "$F")]
    [InlineData("GradientCheck", "--docs", "$FILE/")]
    [InlineData("GradientCheck", "--docs", "/proc/nothing/file")]
    [InlineData("Bandits", "nope")]
    [InlineData("Bandits", "--arms", "5,5")]
    [InlineData("Bandits", "--out", "$FILE")]
    [InlineData("Bandits", "--out", "$F/none", "--resume")]
    [InlineData("Trader", "nope")]
    [InlineData("Trader", "--data", "$F/none", "--out", "$F")]
    [InlineData("Trader", "--data", "$FIFO", "--out", "$F")]
    [InlineData("Trader", "--data", "$FILE", "--out", "$F")]
    [InlineData("Trader", "--out", "$F/none", "--resume")]
    [InlineData("Navigation", "nope")]
    [InlineData("Navigation", "--goals", "$F/none")]
    [InlineData("Sinusoid", "nope")]
    [InlineData("Sinusoid", "[suggest]")]
    [InlineData("Sinusoid", "--out", "$FILE")]
    [InlineData("Sinusoid", "--out", "$FIFO")]
    [InlineData("Sinusoid", "--out", "/proc/nothing")]
    [InlineData("Sinusoid", "--out", "$FILE/folder")]
    [InlineData("Sinusoid", "--out", "$F/none", "--resume")]
    [InlineData("Images", "nope")]
    [InlineData("Images", "--data", "$FILE", "--out", "$F")]
    [InlineData("Images", "--data", "$F/none", "--out", "$F")]
    [InlineData("Images", "--evaluate", "$FILE", "--out", "$F")]
    [InlineData("Images", "--evaluate", "$FIFO", "--out", "$F")]
    [InlineData("Omniglot", "nope")]
    [InlineData("Omniglot", "--data", "")]
    [InlineData("Omniglot", "--data", "$FILE", "--out", "$F")]
    [InlineData("Omniglot", "--data", "$F/none", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "")]
    [InlineData("Omniglot", "--evaluate", "$F", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "$F/none", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "$FILE", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "$FIFO", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "/dev/zero", "--out", "$F")]
    [InlineData("Omniglot", "--evaluate", "$FILE", "--out", "$F", "--trials", "$FILE")]
    [InlineData("Omniglot", "--evaluate", "$FILE", "--out", "$F", "--trials", "$F")]
    [InlineData("Omniglot", "--evaluate", "$FILE", "--out", "$FILE")]
    [InlineData("Omniglot", "--evaluate", "$FILE", "--classify", "$F", "$FILE")]
    [InlineData("Omniglot", "--evaluate", "$FIFO", "--classify", "$F", "$FIFO")]
    [InlineData("AutogradMaml.Benchmarks", "--bogus")]
    [InlineData("AutogradMaml.Benchmarks", "nope")]
    [InlineData("AutogradMaml.Benchmarks", "")]
    [InlineData("AutogradMaml.Benchmarks", "--deep", "x")]
    [InlineData("AutogradMaml.Benchmarks", "--deep", "--filter", "*")]
    [InlineData("AutogradMaml.Benchmarks", "--list")]
    [InlineData("AutogradMaml.Benchmarks", "--list", "round")]
    [InlineData("AutogradMaml.Benchmarks", "--filter")]
    [InlineData("AutogradMaml.Benchmarks", "--filter", "")]
    [InlineData("AutogradMaml.Benchmarks", "--filter", "NoSuchBenchmark")]
    [InlineData("AutogradMaml.Benchmarks", "time")]
    [InlineData("AutogradMaml.Benchmarks", "time", "")]
    [InlineData("AutogradMaml.Benchmarks", "time", "nope")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "--list")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "--threads", "0")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "--threads", "2")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "--threads", "99999999999")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "--threads")]
    [InlineData("AutogradMaml.Benchmarks", "time", "peak/f32", "peak/f32")]
    [InlineData("AutogradMaml.Benchmarks", "profile")]
    [InlineData("AutogradMaml.Benchmarks", "profile", "nope")]
    [InlineData("AutogradMaml.Benchmarks", "profile", "peak/f32")]
    [InlineData("AutogradMaml.Benchmarks", "profile", "sin/batched_exact_1", "--lines", "-1")]
    [InlineData("AutogradMaml.Benchmarks", "start-once", "x")]
    public void It_is_one_line_and_exit_code_2(string program, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
        using TemporaryFolder folder = new();
        string line = string.Join(' ', arguments.Select(static argument => $"\"{argument}\""));
        (int code, string output, string errors) = Shell.Run(
            program,
            "F=$D/folder; FILE=$D/file; FIFO=$D/pipe; mkdir $F; echo text > $FILE; mkfifo $FIFO; cd $F; " +
            $"$P {line}; CODE=$?; [ -p $FIFO ] && exit $CODE",
            ("D", folder.Path));
        Assert.True(code == ExitCodes.Usage, $"Exit code {code}: {output}{errors}");
        string said = Assert.Single(Shell.Lines(errors));
        Assert.DoesNotContain("Parameter '", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of this program", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TapeFromNothing")]
    [InlineData("Native")]
    [InlineData("GradientCheck")]
    [InlineData("Sinusoid")]
    [InlineData("Bandits")]
    [InlineData("Trader")]
    [InlineData("Omniglot")]
    [InlineData("Images")]
    [InlineData("AutogradMaml.Benchmarks")]
    [InlineData("AutogradMaml.Benchmarks", "time")]
    [InlineData("AutogradMaml.Benchmarks", "profile")]
    [InlineData("AutogradMaml.Benchmarks", "start-once")]
    public void Help_is_on_the_standard_output_and_exit_code_0(string program, string command = "")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
        (int code, string output, string errors) = Shell.Run(program, $"$P {command} --help");
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        Assert.Contains("--help", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_with_every_odd_value_is_taken_or_refused_in_one_line()
    {
        string[] sinusoid =
        [
            "--preset", "--methods", "--iterations", "--seed", "--threads", "--mpi", "--out", "--resume", "--quiet", "--json", "--version",
            "--help",
        ];
        string[] omniglot =
        [
            "--data", "--ways", "--shots", "--method", "--net", "--preset", "--iterations", "--queries", "--inner-steps",
            "--inner-step-size", "--support-order", "--refinements", "--random-affine", "--random-elastic", "--validation",
            "--test-queries", "--test-tasks", "--test-rotations", "--support-copies", "--threads", "--mpi", "--seed", "--out", "--resume",
            "--evaluate", "--trials", "--classify",
        ];
        foreach (string option in sinusoid)
        {
            Ask(option, (arguments, errors) => Examples.Sinusoid.CommandLine.Invoke(arguments, static _ => 0, errors));
        }

        foreach (string option in omniglot)
        {
            Ask(option, (arguments, errors)
                => Examples.Omniglot.CommandLine.Invoke(arguments, static options => options.Settings.TestTasks > 0 ? 0 : 1, errors));
        }
    }

    private static void Ask(string option, Func<string[], TextWriter, int> invoke)
    {
        IEnumerable<string[]> withValues = Values.Select(value => (string[])[option, value]);
        foreach (string[] arguments in (string[][])[[option], .. withValues, [option, "1", "1"], [option, "1", option, "1"]])
        {
            using StringWriter errors = new();
            int code = invoke(arguments, errors);
            string[] lines = Shell.Lines(errors.ToString());
            Assert.True((code, lines.Length) is (0, 0) or (2, 1), $"{string.Join(' ', arguments)}: {code}, {errors}");
            Assert.DoesNotContain("Parameter '", errors.ToString(), StringComparison.Ordinal);
        }
    }
}
