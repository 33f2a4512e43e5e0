using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Navigation;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Navigation;

public sealed class RunTests
{
    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(whole.Path);
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

    private static RunOptions Options(string folder) => new()
    {
        Preset = new() { Name = "small", Iterations = 3, Goals = 4, Rollouts = 3, TestRollouts = 3, Width = 8 },
        Threads = 2,
        Folder = folder,
    };
}
