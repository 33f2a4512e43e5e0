using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Bandits;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Maml;

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
            ".lock", "results.json", $"rewards-{name}.svg", $"rl2-{name}.safetensors", $"rl2-by-choice-{name}.safetensors",
            "settings.json", .. bandits ? [$"maml-{name}.safetensors"] : (string[])[],
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
            row.GetProperty("method").GetString() is "rl2" or "rl2-by-choice", row.TryGetProperty("mean_mode", out _)));
        Assert.All(json.RootElement.EnumerateArray(), static row => Assert.False(
            string.IsNullOrEmpty(row.GetProperty("machine").GetString())));
    }

    [Fact]
    public void A_policy_is_trained_on_from_one_of_fewer_pulls()
    {
        using TemporaryFolder few = new();
        using TemporaryFolder more = new();
        RunOptions options = Options(Domain.Bandits, few.Path) with { Methods = [Method.Rl2] };
        Execute(options);
        string start = Path.Combine(few.Path, "rl2-n4-k3.safetensors");
        RunOptions on = options with { Folder = more.Path, Pulls = 6, Iterations = 2, Start = start, OuterStepSize = 0 };
        Execute(on);
        string end = Path.Combine(more.Path, "rl2-n6-k3.safetensors");
        Assert.Equal(Numbers(start), Numbers(end));
        Assert.Equal(2, TrainingCheckpoint<float>.Read(end).Iteration);
        Execute(on with { Resume = true });

        // What it began with is part of what it is.
        Assert.Contains(
            "--start",
            Assert.Throws<UsageException>(
                () => Execute(on with { Resume = true, Start = Path.Combine(few.Path, "none.safetensors") })).Message,
            StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => Execute(on with { Resume = true, Start = null }));
        Assert.Contains(
            "--start: the checkpoint is not one of this net; give --arms and --width as in its training.",
            Assert.Throws<UsageException>(() => Execute(on with { Folder = Path.Combine(more.Path, "arms"), Arms = [2] })).Message,
            StringComparison.Ordinal);

        // A memory of each arm is the same for however many.
        RunOptions byChoice = options with { Folder = Path.Combine(few.Path, "by-choice"), Methods = [Method.Rl2ByChoice] };
        Execute(byChoice);
        string byChoiceStart = Path.Combine(byChoice.Folder, "rl2-by-choice-n4-k3.safetensors");
        RunOptions moreArms = on with { Folder = Path.Combine(more.Path, "by-choice"), Methods = [Method.Rl2ByChoice], Arms = [7] };
        Execute(moreArms with { Start = byChoiceStart });
        Assert.Equal(Numbers(byChoiceStart), Numbers(Path.Combine(moreArms.Folder, "rl2-by-choice-n6-k7.safetensors")));

        static void Execute(RunOptions options)
            => new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);

        static float[] Numbers(string path)
            => [.. TrainingCheckpoint<float>.Read(path).MetaParameters.SelectMany(static entry => entry.Value.ToArray())];
    }

    private static RunOptions Options(Domain domain, string folder) => new()
    {
        Preset = new() { Name = "small", Iterations = 3, MetaBatch = 4, Trials = 2, Width = 6, WidthByChoice = 3, TestTasks = 30 },
        Domain = domain,
        Arms = [3],
        Pulls = 4,
        Episodes = [2],
        Methods = MethodNames.All(domain),
        Threads = 2,
        Folder = folder,
    };
}
