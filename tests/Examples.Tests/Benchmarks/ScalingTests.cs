using System.Text.Json;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Processes;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Benchmarks;

/// <summary><c>scaling</c> is its formulas, on measurements so plain that they can be followed by hand: a message of b bytes takes 10
/// microseconds and b / 1 MiB milliseconds, four blocks take 10 milliseconds each, and 2 MiB are gathered.</summary>
public sealed class ScalingTests
{
    private const string Measured =
        """
        [
        {"kind":"gathering","bytes":64,"microseconds":10,"least":9,"greatest":11,
         "begun_microseconds":10,"connection":"wire","library":"some MPI","ranks":2,"rounds":1},
        {"kind":"gathering","bytes":1048576,"microseconds":510,"least":9,"greatest":999,
         "begun_microseconds":10,"connection":"wire","library":"some MPI","ranks":2,"rounds":1},
        {"kind":"work","plan":"made/up","tasks":4,"parameters":7,"iteration_milliseconds":40,
         "block_milliseconds":[10,10,10,10],"outer_milliseconds":0,"gathered_bytes":[2097152],
         "connection":"wire","library":"some MPI","ranks":1,"rounds":1}
        ]
        """;

    [Fact]
    public void The_model_is_its_formulas()
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "measured.json"), Measured);
        (int code, string output, string errors) = Shell.Run(
            "AutogradMaml.Benchmarks", "$P scaling \"$F/measured.json\" --json \"$F/model.json\" --pictures \"$F\"", ("F", folder.Path));
        Assert.Equal((ExitCodes.Success, string.Empty), (code, errors));
        Assert.Contains("wire: 10.0 microseconds, 1.05 GB/s", output, StringComparison.Ordinal);
        Assert.Contains("</svg>", File.ReadAllText(Path.Combine(folder.Path, "scaling-made-up.svg")), StringComparison.Ordinal);

        using var model = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "model.json")));

        // The slowest rank's blocks, and nothing else.
        Assert.Equal([40, 20, 10, 10], Times("free", 4, 1, 2, 4, 1024));

        // A latency and a half, 2 MiB at 1 MiB a millisecond; three latencies and three quarters of it.
        Assert.Equal([40, 21.01, 11.53], Times("ring", 4, 1, 2, 4));
        Assert.Equal([40, 21.01, 11.52], Times("tree", 4, 1, 2, 4));

        // Two trees of four ranks, each with a quarter of the bytes.
        Assert.Equal([10.79], Times("scattered sum", 4, 4));

        // As many blocks as ranks: all of it 256 times, and on 1,024 ranks ten latencies and 512 MiB, of which each rank lacks a 1,024th.
        Assert.Equal([10240, 521.6], Times("tree", 1024, 1, 1024));

        double[] Times(string gathering, int blocks, params int[] ranks) =>
        [
            .. ranks.Select(number => model.RootElement.EnumerateArray().Single(
                row => row.GetProperty("gathering").GetString() == gathering && row.GetProperty("blocks").GetInt32() == blocks
                    && row.GetProperty("ranks").GetInt32() == number).GetProperty("milliseconds").GetDouble()),
        ];
    }

    [Theory]
    [InlineData("[{", "is no file that 'ranks --json' wrote")]
    [InlineData("[]", "There is no gathering in")]
    [InlineData("""[{"kind":"work","surprise":1}]""", "is no file that 'ranks --json' wrote")]
    public void A_file_that_says_something_else_is_one_line_and_exit_code_2(string text, string fragment)
    {
        RequireLinux();
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "measured.json"), text);
        (int code, _, string errors) = Shell.Run("AutogradMaml.Benchmarks", "$P scaling \"$F/measured.json\"", ("F", folder.Path));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(fragment, Assert.Single(Shell.Lines(errors)), StringComparison.Ordinal);
    }

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
}
