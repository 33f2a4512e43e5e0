using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Navigation;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Maml.Tests.Support;

namespace AutogradMaml.Examples.Tests.Navigation;

public sealed class RunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files(bool learnsStepSizes)
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(whole.Path);
        if (learnsStepSizes)
        {
            options = options with { Preset = Presets.Best with { Iterations = 3, Goals = 4, Rollouts = 3, TestRollouts = 3, Width = 8 } };
        }

        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("The best way without noise earns -", output.ToString(), StringComparison.Ordinal);

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            Stopper view = new("maml", 1, stop);
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, view, stop.Token));
            Assert.Contains("iteration 1 of 3 of maml", stopped.Message, StringComparison.Ordinal);
        }

        new Run(again with { Resume = true }).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [
                ".lock", "maml.safetensors", "oracle.safetensors", "pretrained.safetensors", "results.json", "return.svg", "settings.json",
                "trajectories-maml.svg",
            ],
            names);
        Assert.Equal(names, Directory.GetFiles(parts.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string name in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, name)), Circumstances.Without(Path.Combine(parts.Path, name)));
        }

        Assert.All(
            names.Where(static name => name.EndsWith(".svg", StringComparison.Ordinal)),
            name => XDocument.Load(Path.Combine(whole.Path, name)));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(16, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.Equal(
            [
                "method", "step", "mean", "ci95", "mean_action", "iterations", "seed", "preset", "version", "threads", "machine",
            ],
            row.EnumerateObject().Select(static field => field.Name)));
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.Equal(2, row.GetProperty("threads").GetInt32()));
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.InRange(row.GetProperty("mean").GetDouble(), -1000, 0));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 1)]
    public void Stopped_on_some_ranks_and_resumed_on_others_it_leaves_the_files_of_one_process(int ranks, int resuming)
    {
        using TemporaryFolder parts = new();
        string[] alone = Alone.Value;
        RunOptions options = Options(parts.Path) with { Mpi = true };
        using (CancellationTokenSource stop = new())
        {
            Stopper view = new("maml", 1, stop);
            string[] stopped = RanksInProcess.Run(ranks, rank => Assert.Throws<OperationCanceledException>(
                () => new Run(options with { Ranks = rank }).Execute(TextWriter.Null, view, stop.Token)).Message);
            Assert.All(stopped, static message => Assert.Contains("iteration 2 of 3 of maml", message, StringComparison.Ordinal));
        }

        string[] said = RanksInProcess.Run(resuming, rank =>
        {
            StringWriter output = new();
            new Run(options with { Ranks = rank, Resume = true }).Execute(
                output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
            return output.ToString();
        });
        Assert.Contains("on each of", said[0], StringComparison.Ordinal);
        Assert.Contains("The best way without noise earns -", said[0], StringComparison.Ordinal);
        Assert.All(said[1..], static text => Assert.DoesNotContain("The best way", text, StringComparison.Ordinal));
        Assert.Equal(alone, Contents(parts.Path));
    }

    [Fact]
    public void A_rank_with_other_goals_is_named()
    {
        using TemporaryFolder folder = new();
        string[] files = [Path.Combine(folder.Path, "first.csv"), Path.Combine(folder.Path, "second.csv")];
        File.WriteAllText(files[0], "x,y\n0.1,0.2\n0.3,0.1\n");
        File.WriteAllText(files[1], "x,y\n0.1,0.2\n0.3,0.4\n");
        string[] told = RanksInProcess.Run(3, rank => Assert.Throws<RankFailedException>(
            () => new Run(Options(folder.Path) with { Ranks = rank, GoalsFile = files[rank.Rank / 2] }).Execute(
                TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None)).Message);
        Assert.All(
            told,
            static message => Assert.StartsWith("Rank 2 has other goals for the test than rank 0.", message, StringComparison.Ordinal));
    }

    private static readonly Lazy<string[]> Alone = new(static () =>
    {
        using TemporaryFolder folder = new();
        new Run(Options(folder.Path)).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return Contents(folder.Path);
    });

    private static string[] Contents(string folder)
        =>
        [
            .. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(static path =>
                $"{Path.GetFileName(path)}: {Circumstances.Without(path)}"),
        ];

    private static RunOptions Options(string folder) => new()
    {
        Preset = new() { Name = "small", Iterations = 3, Goals = 4, Rollouts = 3, TestRollouts = 3, Width = 8 },
        Threads = 2,
        Folder = folder,
    };
}
