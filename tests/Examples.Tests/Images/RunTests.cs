using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Images;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Images;

public sealed class RunTests
{
    public static TheoryData<string> AllMethods => [.. Methods.All.Select(static method => method.Name)];

    private static readonly string[] Files =
    [
        ".lock", "episode.svg", "maml.safetensors", "results.json", "settings.json", "training.svg", "validation.json",
    ];

    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(whole.Path) with { Iterations = 12 };
        Assert.Contains("drawn patterns, not miniImageNet: 34 classes", Execute(options), StringComparison.Ordinal);
        RunOptions again = options with { Out = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, new Stopper("maml", 5, stop), stop.Token));
            Assert.Contains("iteration 5 of 12 of maml", stopped.Message, StringComparison.Ordinal);
        }

        Execute(again with { Resume = true });
        Assert.Equal(Files, NamesIn(whole));
        Assert.Equal(Files, NamesIn(parts));
        foreach (string name in Files)
        {
            Assert.Equal(Content(whole, name), Content(parts, name));
        }

        XDocument.Load(Path.Combine(whole.Path, "episode.svg"));
        XDocument.Load(Path.Combine(whole.Path, "training.svg"));
        Refused(options with { Resume = true, Net = NetKind.ResNet12 }, "'net conv32, narrow', now 'net resnet12, narrow'");
        Refused(options with { Evaluate = Path.Combine(whole.Path, "maml.safetensors"), Ways = 4 }, "--ways");
    }

    [Theory]
    [MemberData(nameof(AllMethods))]
    public void Every_method_trains_and_is_tested(string method)
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path) with
        {
            Method = Methods.Named(method),
            Ways = 2,
            Shots = method is "anil" ? 2 : 1,
            Net = method is "r2d2" ? NetKind.ResNet12 : NetKind.Conv64,
        };
        Execute(options);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        JsonElement row = Assert.Single(results.RootElement.EnumerateArray());
        Assert.Equal(method, row.GetProperty("method").GetString());
        Assert.Equal(options.Settings.TestSteps + 1, row.GetProperty("transductive").GetArrayLength());
        Assert.All(
            row.GetProperty("nonTransductive").EnumerateArray(),
            static step => Assert.InRange(step.GetProperty("accuracy").GetDouble(), 0, 1));
    }

    [Fact]
    public void A_checkpoint_evaluates_to_the_accuracies_of_its_training()
    {
        using TemporaryFolder trained = new();
        using TemporaryFolder evaluated = new();
        RunOptions options = Options(trained.Path) with { Method = Methods.Named("reptile"), Ways = 2 };
        Execute(options);
        string checkpoint = Path.Combine(trained.Path, "reptile.safetensors");
        Execute(options with { Out = evaluated.Path, Evaluate = checkpoint, Threads = 1 });
        Assert.Equal([".lock", "episode.svg", "results.json"], NamesIn(evaluated));
        JsonElement[] rows =
        [
            .. new[] { trained, evaluated }.Select(static folder => Assert.Single(
                JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json"))).RootElement.EnumerateArray())),
        ];
        foreach (string name in (string[])["transductive", "nonTransductive", "plan"])
        {
            Assert.Equal(rows[0].GetProperty(name).GetRawText(), rows[1].GetProperty(name).GetRawText());
        }
    }

    [Fact]
    public void A_net_learns_to_tell_new_patterns_apart()
    {
        using TemporaryFolder folder = new();
        Execute(Options(folder.Path) with { Method = Methods.Named("prototypical"), Iterations = 20, MetaBatch = 1, TestTasks = 30 });
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        JsonElement last = results.RootElement[0].GetProperty("nonTransductive").EnumerateArray().Last();
        (double accuracy, double halfWidth) = (last.GetProperty("accuracy").GetDouble(), last.GetProperty("ci95").GetDouble());
        Assert.True(accuracy - halfWidth > 1.0 / 5, $"{accuracy} ± {halfWidth}");
    }

    private static RunOptions Options(string folder)
        => new() { Iterations = 1, MetaBatch = 1, TestTasks = 3, Threads = 2, Out = folder };

    private static string Execute(RunOptions options)
    {
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return output.ToString();
    }

    private static void Refused(RunOptions options, string because)
        => Assert.Contains(because, Assert.Throws<UsageException>(() => Execute(options)).Message, StringComparison.Ordinal);

    private static string[] NamesIn(TemporaryFolder folder)
        => [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private static string Content(TemporaryFolder folder, string name) => Circumstances.Without(Path.Combine(folder.Path, name));
}
