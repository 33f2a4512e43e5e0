using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Bandits;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Bandits;

public sealed class RunTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files(bool bandits)
    {
        Domain domain = bandits ? Domain.Bandits : Domain.Tabular;
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(domain, whole.Path);
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Equal(bandits, output.ToString().Contains("The optimum by dynamic programming: 3 arms ", StringComparison.Ordinal));

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        string name = options.CreateSettings()[0].Name;
        using (CancellationTokenSource stop = new())
        {
            Stopper view = new($"rl2-{name}", 1, stop);
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, view, stop.Token));
            Assert.Contains($"iteration 1 of 3 of rl2-{name}", stopped.Message, StringComparison.Ordinal);
        }

        new Run(again with { Resume = true }).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        string[] expected =
        [
            ".lock", "results.json", $"rewards-{name}.svg", $"rl2-{name}.safetensors", "settings.json",
            .. bandits ? [$"maml-{name}.safetensors"] : (string[])[],
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), names);
        Assert.Equal(names, Directory.GetFiles(parts.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string file in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, file)), Circumstances.Without(Path.Combine(parts.Path, file)));
        }

        XDocument.Load(Path.Combine(whole.Path, $"rewards-{name}.svg"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(options.Methods.Count, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), row => Assert.InRange(
            row.GetProperty("mean").GetDouble(), bandits ? 0 : -50, bandits ? 4 : 100));
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.Equal(
            row.GetProperty("method").GetString() == "rl2", row.TryGetProperty("mean_mode", out _)));
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.False(
            string.IsNullOrEmpty(row.GetProperty("machine").GetString())));
    }

    private static RunOptions Options(Domain domain, string folder) => new()
    {
        Preset = new() { Name = "small", Iterations = 3, MetaBatch = 4, Trials = 2, Width = 6, TestTasks = 30 },
        Domain = domain,
        Arms = [3],
        Pulls = 4,
        Episodes = [2],
        Methods = MethodNames.All(domain),
        Threads = 2,
        Folder = folder,
    };
}
