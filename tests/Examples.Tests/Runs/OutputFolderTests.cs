using System.Diagnostics;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Runs;

public sealed class OutputFolderTests
{
    [Fact]
    public void A_second_run_in_the_folder_is_refused_at_once_and_leaves_the_first_ones_files()
    {
        using TemporaryFolder temporary = new();
        using (OutputFolder first = OutputFolder.Open(temporary.Path))
        {
            first.Write("settings.json", "first");
            File.WriteAllText(first["results.json.tmp"], "being written");
            foreach (string name in (string[])[
                temporary.Path, temporary.Path + "/.", temporary.Path + "/../" + Path.GetFileName(temporary.Path)])
            {
                UsageException refused = Assert.Throws<UsageException>(() => OutputFolder.Open(name));
                Assert.Equal(
                    $"--out: another process is writing to the folder '{name}'; wait until it ends, or give another folder.",
                    refused.Message);
            }

            Assert.Equal("first", File.ReadAllText(first["settings.json"]));
            Assert.True(File.Exists(first["results.json.tmp"]));
        }

        using OutputFolder second = OutputFolder.Open(temporary.Path);
        Assert.False(File.Exists(second["results.json.tmp"]));
    }

    [Fact]
    public void Of_several_ranks_the_first_alone_uses_the_folder()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder first = OutputFolder.Open(temporary.Path, ranks: new Place(0));
        first.Write("results.json", "first");
        using OutputFolder second = OutputFolder.Open(temporary.Path, ranks: new Place(1));
        Assert.Equal([true, false], [first.IsUsed, second.IsUsed]);
        second.Write("results.json", "second");
        second.Remove("results.json");
        Assert.Equal("first", File.ReadAllText(first["results.json"]));
        Assert.Empty(new CheckpointFolder(second, resume: true, []).States);
        using OutputFolder elsewhere = OutputFolder.Open(Path.Combine(temporary.Path, "nowhere"), resume: true, new Place(1));
        Assert.False(Directory.Exists(elsewhere.Path));
    }

    [Fact]
    public void The_lock_goes_with_a_process_that_is_killed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The lines are for a shell on Linux.");
        using TemporaryFolder temporary = new();
        string[] arguments =
        [
            "--preset", "quick", "--iterations", "1000000", "--threads", "1", "--methods", "maml", "--out", temporary.Path,
        ];
        using (Process process = Shell.Start("Sinusoid", $"exec $P {string.Join(' ', arguments)}"))
        {
            try
            {
                Stopwatch watch = Stopwatch.StartNew();
                while (!File.Exists(Path.Combine(temporary.Path, "settings.json")))
                {
                    Assert.False(process.HasExited || watch.Elapsed > TimeSpan.FromMinutes(1), "The run has not begun.");
                    Thread.Sleep(10);
                }

                (int code, string output, string errors) = Shell.Run(
                    "Sinusoid", $"$P --preset quick --seed 2 --iterations 2 --out {temporary.Path}");
                Assert.Equal((ExitCodes.Usage, string.Empty), (code, output));
                Assert.StartsWith(
                    "--out: another process is writing to the folder", Assert.Single(Shell.Lines(errors)), StringComparison.Ordinal);
                Assert.Contains("seed 1;", File.ReadAllText(Path.Combine(temporary.Path, "settings.json")), StringComparison.Ordinal);
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }

        OutputFolder.Open(temporary.Path).Dispose();
    }

    [Fact]
    public void Links_in_the_folder_are_not_written_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links take a privilege on Windows.");
        using TemporaryFolder temporary = new();
        string elsewhere = Path.Combine(temporary.Path, "elsewhere");
        string run = Path.Combine(temporary.Path, "run");
        Directory.CreateDirectory(run);
        File.WriteAllText(elsewhere, "precious");
        string[] links = ["results.json", "results.json.tmp", "settings.json.tmp", "notes"];
        foreach (string name in links)
        {
            File.CreateSymbolicLink(Path.Combine(run, name), elsewhere);
        }

        using (OutputFolder folder = OutputFolder.Open(run))
        {
            folder.Write("results.json", "ours");
            folder.Write("settings.json", "ours");
            folder.Remove("notes");
            Assert.Equal("ours", File.ReadAllText(folder["results.json"]));
            Assert.Null(new FileInfo(folder["results.json"]).LinkTarget);
            Assert.Null(new FileInfo(folder["settings.json"]).LinkTarget);
        }

        Assert.Equal("precious", File.ReadAllText(elsewhere));

        // A lock that leads elsewhere would lock nothing here.
        foreach (string target in (string[])[elsewhere, Path.Combine(temporary.Path, "nowhere")])
        {
            File.Delete(Path.Combine(run, ".lock"));
            File.CreateSymbolicLink(Path.Combine(run, ".lock"), target);
            Assert.Contains(
                ".lock' is a link", Assert.Throws<UsageException>(() => OutputFolder.Open(run)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("precious", File.ReadAllText(elsewhere));
        Assert.False(File.Exists(Path.Combine(temporary.Path, "nowhere")));

        // The folder itself may be reached by one.
        File.Delete(Path.Combine(run, ".lock"));
        string link = Path.Combine(temporary.Path, "link");
        Directory.CreateSymbolicLink(link, run);
        using OutputFolder byLink = OutputFolder.Open(link);
        Assert.Throws<UsageException>(() => OutputFolder.Open(run));
    }

    [Fact]
    public void What_a_killed_run_left_half_written_is_removed_and_nothing_else()
    {
        using TemporaryFolder temporary = new();
        string[] ours = ["maml.safetensors.tmp", "results.json.tmp", "loss-5-shots.svg.tmp"];
        string[] others = ["notes.tmp", "notes.txt.tmp", "maml.safetensors", "tmp"];
        foreach (string name in ours.Concat(others))
        {
            File.WriteAllText(Path.Combine(temporary.Path, name), name);
        }

        OutputFolder.Open(temporary.Path).Dispose();
        Assert.Equal(
            others.Append(".lock").Order(StringComparer.Ordinal), Directory.GetFiles(temporary.Path).Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_an_error_that_names_it()
    {
        using TemporaryFolder temporary = new();
        Directory.CreateDirectory(Path.Combine(temporary.Path, ".lock"));
        Assert.Contains(
            temporary.Path, Assert.Throws<UsageException>(() => OutputFolder.Open(temporary.Path)).Message, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(temporary.Path, ".lock"));
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        Directory.CreateDirectory(folder["results.json"]);
        Exception refused = Assert.ThrowsAny<Exception>(() => folder.Write("results.json", "text"));
        Assert.True(refused is IOException or UnauthorizedAccessException, refused.ToString());
        Assert.False(File.Exists(folder["results.json.tmp"]));
    }

    private sealed class Place(int rank) : ICommunicator
    {
        public int Rank => rank;

        public int Size => 2;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths) => throw new NotSupportedException();
    }
}
