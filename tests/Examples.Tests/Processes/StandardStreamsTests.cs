using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Processes;

/// <summary>Programs whose output or memory is taken away end in one line and an exit code, whichever they are.</summary>
public sealed class StandardStreamsTests
{
    /// <summary>Something that every program says on the standard output.</summary>
    public static TheoryData<string, string> Programs => new()
    {
        { "TapeFromNothing", string.Empty },
        { "GradientCheck", "--help" },
        { "Native", "--help" },
        { "AutogradMaml.Benchmarks", "time --list" },
        { "Sinusoid", "--preset quick --iterations 2 --methods maml --threads 1 --out \"$F\"" },
        { "Bandits", "--methods random --test-tasks 20 --threads 1 --out \"$F\"" },
        { "Navigation", "--preset quick --iterations 1 --methods random --threads 1 --out \"$F\"" },
        { "Omniglot", "--preset quick --iterations 2 --threads 1 --test-tasks 2 --validation 0 --out \"$F\"" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_standard_output_that_is_full_or_closed_is_one_line_and_exit_code_1(string program, string arguments)
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        foreach ((string redirection, string reason) in ((string, string)[])
            [(">/dev/full", "No space left on device"), (">&-", "it is closed"), ("<&- >&-", "it is closed"), ("| true", "Broken pipe")])
        {
            // The pipe's reader is gone before the program has said anything.
            string line = redirection == "| true" ? $"(sleep 0.3; exec $P {arguments}) | true" : $"$P {arguments} {redirection}";
            (int code, _, string errors) = Shell.Run(program, line, ("F", folder.Path));
            Assert.True(code == ExitCodes.Failure, $"{redirection}: exit code {code}, {errors}");
            Assert.Equal($"Can't write to the standard output: ", Assert.Single(Shell.Lines(errors))[..36]);
            Assert.Contains(reason, errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_standard_error_that_is_closed_or_full_changes_nothing_but_the_line(string program, string arguments)
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        (int code, string whole, string errors) = Shell.Run(program, $"$P {arguments}", ("F", folder.Path));
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        (code, string output, _) = Shell.Run(program, $"$P {arguments} 2>&-", ("F", folder.Path));
        Assert.Equal(ExitCodes.Success, code);
        Assert.Equal(Shell.Lines(whole).Length, Shell.Lines(output).Length);
        foreach (string redirection in (string[])["2>&-", "2>/dev/full", "<&- 2>&-"])
        {
            Assert.Equal(ExitCodes.Usage, Shell.Run(program, $"$P --nonsense {redirection}").Code);
        }

        Assert.Equal(ExitCodes.Failure, Shell.Run(program, $"$P {arguments} >&- 2>&-", ("F", folder.Path)).Code);
    }

    [Fact]
    public void Output_and_errors_may_share_a_file()
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "both");
        Shell.Run("AutogradMaml.Benchmarks", $"(echo first; $P time --list; $P --nonsense; echo last) > {file} 2>&1");
        string[] lines = File.ReadAllLines(file);
        Assert.Equal("first", lines[0]);
        Assert.Equal("last", lines[^1]);
        Assert.Contains("--nonsense", lines[^2], StringComparison.Ordinal);
        Assert.Equal(Shell.Lines(Shell.Run("AutogradMaml.Benchmarks", "$P time --list").Output), lines[1..^2]);
    }

    [Theory]
    [InlineData("Omniglot", "--preset quick --ways 20 --iterations 2 --out \"$F\"")]
    [InlineData("AutogradMaml.Benchmarks", "time conv/exact_1_stacked")]
    public void Memory_that_runs_out_is_one_line_and_exit_code_1(string program, string arguments)
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        (int code, _, string errors) = Shell.Run(program, $"$P {arguments}", ("F", folder.Path), ("DOTNET_GCHeapHardLimit", "0x1800000"));
        Assert.True(code == ExitCodes.Failure, $"Exit code {code}: {errors}");
        Assert.StartsWith("Out of memory", Assert.Single(Shell.Lines(errors)), StringComparison.Ordinal);
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
}
