using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Alphabets;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Alphabets;

public sealed class RunTests
{
    private static readonly Preset Small = Presets.Quick with
    {
        Name = "small",
        Iterations = 3,
        Filters = 4,
        Alphabets = 2,
        Characters = 2,
        TestTasks = 4,
    };

    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = new() { Preset = Small, Threads = 2, Folder = whole.Path };
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("procedural glyphs", output.ToString(), StringComparison.Ordinal);

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, new Stopper("anil", 1, stop), stop.Token));
            Assert.Contains("iteration 1 of 3 of anil", stopped.Message, StringComparison.Ordinal);
        }

        new Run(again with { Resume = true }).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [
                ".lock", "anil.safetensors", "first-alphabet.svg", "maml.safetensors", "mixed.safetensors", "prototypical.safetensors",
                "results.json", "settings.json",
            ],
            names);
        Assert.All(names, name => Assert.Equal(
            Circumstances.Without(Path.Combine(whole.Path, name)), Circumstances.Without(Path.Combine(parts.Path, name))));
        XDocument.Load(Path.Combine(whole.Path, "first-alphabet.svg"));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(
            ["maml", "anil", "mixed", "prototypical"],
            json.RootElement.EnumerateArray().Select(static row => row.GetProperty("method").GetString()));
        foreach (JsonElement row in json.RootElement.EnumerateArray())
        {
            // What is forgotten is what was there less what is left.
            double[][] after = [.. row.GetProperty("after").EnumerateArray().Select(
                static line => line.EnumerateArray().Select(static value => value.GetDouble()).ToArray())];
            Assert.Equal(after[0][0], row.GetProperty("just_learned").GetDouble(), 1e-12);
            Assert.Equal(after[0][0] - after[1][0], row.GetProperty("forgotten").GetDouble(), 1e-12);
            Assert.Equal(after[1].Average(), row.GetProperty("end").GetDouble(), 1e-12);
        }

        Assert.Equal(0, json.RootElement[2].GetProperty("forgotten_less_than_mixed").GetDouble());
    }

    [Fact]
    public void A_metric_learner_does_not_mind_the_order()
    {
        using TemporaryFolder folder = new();
        new Run(new() { Preset = Small, Threads = 1, Folder = folder.Path })
            .Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        JsonElement prototypical = json.RootElement[3];
        Assert.Equal(prototypical.GetProperty("end").GetDouble(), prototypical.GetProperty("mixed_order").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_folder_without_the_files_is_refused()
    {
        using TemporaryFolder folder = new();
        Assert.StartsWith(
            "--data: ",
            Assert.Throws<UsageException>(() => new Run(
                new() { Preset = Small, Data = folder.Path, Folder = Path.Combine(folder.Path, "out") })
                .Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }
}
