using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Omniglot;

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
        RunOptions options = Options(whole.Path) with { Iterations = 210 };
        Execute(options);

        RunOptions again = options with { Out = parts.Path, Threads = 1 };
        using CancellationTokenSource stop = new();
        OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
            () => new Run(again).Execute(TextWriter.Null, new Stopper("maml", 104, stop), stop.Token));
        Assert.Contains("iteration 104 of 210 of maml", stopped.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(parts.Path, "results.json")));
        StringBuilder progress = new();
        new Run(again with { Resume = true })
            .Execute(TextWriter.Null, new PlainProgressView(new StringWriter(progress)), CancellationToken.None);
        Assert.Contains("goes on from iteration 104", progress.ToString(), StringComparison.Ordinal);
        Assert.Contains("200: validation", progress.ToString(), StringComparison.Ordinal);

        Assert.Equal(Files, Names(whole));
        Assert.Equal(Files, Names(parts));
        foreach (string name in Files)
        {
            Assert.Equal(Content(whole, name), Content(parts, name));
        }

        XDocument.Load(Path.Combine(whole.Path, "episode.svg"));
        XDocument.Load(Path.Combine(whole.Path, "training.svg"));
        Assert.Equal([100L, 200L], JsonNode.Parse(
            File.ReadAllText(Path.Combine(parts.Path, "validation.json")))!.AsArray().Select(static point => (long)point!["iteration"]!));
    }

    [Theory]
    [InlineData("fomaml", "mlp")]
    [InlineData("reptile", "conv")]
    [InlineData("pretrained", "conv")]
    public void Every_method_trains_and_its_checkpoint_evaluates_to_the_same_accuracies(string method, string net)
    {
        using TemporaryFolder trained = new();
        using TemporaryFolder evaluated = new();
        RunOptions options =
            Options(trained.Path) with { Method = Methods.Named(method), Net = Enum.Parse<NetKind>(net, ignoreCase: true) };
        string output = Execute(options);
        Assert.Contains("procedural glyphs", output, StringComparison.Ordinal);
        string checkpoint = Path.Combine(trained.Path, $"{method}.safetensors");
        Execute(options with { Out = evaluated.Path, Evaluate = checkpoint, Threads = 1 });
        Assert.Equal([".lock", "episode.svg", "results.json"], Names(evaluated));
        Assert.Equal(Content(trained, "results.json"), Content(evaluated, "results.json"));
        Assert.Equal(Content(trained, "episode.svg"), Content(evaluated, "episode.svg"));
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(trained.Path, "results.json")));
        Assert.Equal(
            [
                "method", "net", "ways", "shots", "preset", "options", "data", "plan", "iterations", "seconds", "seed", "innerStepSize",
                "testTasks", "testQueriesPerClass", "testRotations", "version", "threads", "machine", "transductive", "nonTransductive",
                "withoutSupport"
            ],
            results.RootElement.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(options.Settings.TestSteps + 1, results.RootElement.GetProperty("transductive").GetArrayLength());

        // Turned characters are other tasks, and the results say so.
        string turned = Execute(options with { Out = evaluated.Path, Evaluate = checkpoint, TestRotations = true });
        Assert.Contains("each turned by a quarter turn drawn for it", turned, StringComparison.Ordinal);
        Assert.NotEqual(Content(trained, "episode.svg"), Content(evaluated, "episode.svg"));
        Assert.True((bool)JsonNode.Parse(File.ReadAllText(Path.Combine(evaluated.Path, "results.json")))!["testRotations"]!);

        // So are tasks with copies of their support images.
        string copied = Execute(options with { Out = evaluated.Path, Evaluate = checkpoint, SupportCopies = 2 });
        Assert.Contains("with 2 changed copies of each support image", copied, StringComparison.Ordinal);
        Assert.Contains(
            "--support-copies 2",
            (string)JsonNode.Parse(File.ReadAllText(Path.Combine(evaluated.Path, "results.json")))!["options"]!,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllMethods))]
    public void Every_method_learns_to_tell_new_characters_apart(string method)
    {
        using TemporaryFolder folder = new();
        int iterations = method == "recurrent" ? 150 : 60;
        RunOptions options =
            Options(folder.Path) with { Method = Methods.Named(method), Ways = 3, Iterations = iterations, Validation = 0, TestTasks = 40 };
        Execute(options);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.Equal(method, results.RootElement.GetProperty("method").GetString());
        JsonElement last = results.RootElement.GetProperty("nonTransductive").EnumerateArray().Last();
        (double accuracy, double halfWidth) = (last.GetProperty("accuracy").GetDouble(), last.GetProperty("ci95").GetDouble());
        Assert.True(accuracy - halfWidth > 1.0 / options.Ways, $"{accuracy} ± {halfWidth}");
    }

    [Fact]
    public void All_orders_of_the_labels_are_tried_where_it_is_asked_for_and_a_metric_learner_does_not_mind_them()
    {
        using TemporaryFolder folder = new();
        JsonElement maml = Orders("maml");
        Assert.True(Accuracy(maml, "least") < Accuracy(maml, "mean") && Accuracy(maml, "mean") < Accuracy(maml, "greatest"));
        JsonElement prototypical = Orders("prototypical");
        Assert.Equal(Accuracy(prototypical, "least"), Accuracy(prototypical, "greatest"), 12);

        JsonElement Orders(string method)
        {
            string output = Execute(Options(folder.Path) with { Method = Methods.Named(method), Ways = 3, LabelOrders = 4 });
            Assert.Contains("All 6 orders of the labels, transductive, on 4 of them: ", output, StringComparison.Ordinal);
            JsonElement results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json"))).RootElement;
            Assert.Equal(method != "prototypical", results.TryGetProperty("withoutSupport", out _));
            JsonElement orders = results.GetProperty("labelOrders");
            Assert.Equal((6, 4), (orders.GetProperty("orders").GetInt32(), orders.GetProperty("tasks").GetInt32()));
            return orders;
        }

        static double Accuracy(JsonElement orders, string name) => orders.GetProperty(name).GetProperty("accuracy").GetDouble();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lopsided_support_sets_are_trained_on_and_tested_class_by_class(bool balanced)
    {
        using TemporaryFolder folder = new();
        string output = Execute(Options(folder.Path) with
        {
            Net = NetKind.Mlp,
            Ways = 3,
            Shots = 6,
            SupportCounts = [1, 6, 2],
            BalancedLoss = balanced,
            Iterations = 5,
            Validation = 0,
            TestTasks = 10,
        });
        Assert.Contains(balanced ? "support of 1+6+2, balanced loss" : "support of 1+6+2, maml", output, StringComparison.Ordinal);
        Assert.Equal([".lock", "counts.svg", "maml.safetensors", "results.json", "settings.json"], Names(folder));
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        string plan = results.RootElement.GetProperty("plan").GetString()!;
        Assert.Equal(balanced, plan.Contains("classes count equally", StringComparison.Ordinal));
        JsonElement[] byCount = [.. results.RootElement.GetProperty("bySupportImages").EnumerateArray()];
        Assert.Equal([1, 2, 6], byCount.Select(static row => row.GetProperty("images").GetInt32()));

        // Each class has as many queries, so the accuracy of all is the mean of these.
        foreach (string kind in (string[])["transductive", "nonTransductive"])
        {
            double all = results.RootElement.GetProperty(kind).EnumerateArray().Last().GetProperty("accuracy").GetDouble();
            double mean = byCount.Average(row => row.GetProperty(kind).EnumerateArray().Last().GetProperty("accuracy").GetDouble());
            Assert.Equal(all, mean, 1e-9);
        }
    }

    [Fact]
    public void Fixed_labels_are_part_of_the_plan()
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path) with
        {
            Net = NetKind.Mlp,
            Ways = 3,
            Iterations = 2,
            Validation = 0,
            TestTasks = 4,
            Labels = LabelKind.Fixed,
            TrainingCharacters = 12,
        };
        Assert.Contains("12 characters to train on", Execute(options), StringComparison.Ordinal);
        Refused(
            options with { Out = Path.Combine(folder.Path, "other"), TrainingCharacters = 801 },
            "--training-characters: there are 800 to train on, got 801.");
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.Contains("fixed labels", results.RootElement.GetProperty("plan").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_net_trained_on_more_classes_is_tested_on_fewer()
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path) with
        {
            Method = Methods.Named("prototypical"),
            Net = NetKind.Pooled,
            TrainingWays = 9,
            MetaBatch = 2,
            Ways = 4,
            Iterations = 10,
            TestTasks = 20,
        };
        Execute(options);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.Equal(4, results.RootElement.GetProperty("ways").GetInt32());
        Assert.Contains("ways=9", results.RootElement.GetProperty("plan").GetString(), StringComparison.Ordinal);
        Assert.True(results.RootElement.GetProperty("transductive")[0].GetProperty("accuracy").GetDouble() > 0.25);
    }

    [Fact]
    public void Nets_tell_classes_together()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        using TemporaryFolder tested = new();
        RunOptions options = Options(first.Path) with { Method = Methods.Named("prototypical"), Net = NetKind.Pooled, TestTasks = 30 };
        Execute(options);
        Execute(options with { Out = second.Path, Seed = 2 });
        string Checkpoint(TemporaryFolder folder) => Path.Combine(folder.Path, "prototypical.safetensors");
        JsonElement Results(params string[] ensemble)
        {
            string words = Execute(options with { Out = tested.Path, Evaluate = Checkpoint(first), Ensemble = ensemble });
            Assert.Contains($", told by {ensemble.Length + 1} nets together: mean", words, StringComparison.Ordinal);
            return JsonDocument.Parse(File.ReadAllText(Path.Combine(tested.Path, "results.json"))).RootElement;
        }

        // A net twice is that net.
        using JsonDocument alone = JsonDocument.Parse(File.ReadAllText(Path.Combine(first.Path, "results.json")));
        JsonElement twice = Results(Checkpoint(first));
        Assert.Equal(alone.RootElement.GetProperty("transductive").ToString(), twice.GetProperty("transductive").ToString());
        Assert.False(alone.RootElement.TryGetProperty("ensemble", out _));
        JsonElement both = Results(Checkpoint(second));
        Assert.NotEqual(twice.GetProperty("transductive").ToString(), both.GetProperty("transductive").ToString());
        Assert.Contains("seed 2", both.GetProperty("ensemble")[0].GetProperty("plan").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("--evaluate CHECKPOINT --ensemble CHECKPOINT", both.GetProperty("options").GetString(), StringComparison.Ordinal);
        Refused(
            options with { Net = NetKind.Residual, Evaluate = Checkpoint(first), Ensemble = [Checkpoint(second)], Out = tested.Path },
            "--evaluate: the checkpoint is not one of this net");
        Refused(options with { Evaluate = Checkpoint(first), Ensemble = ["none"], Out = tested.Path }, "--ensemble: ");
    }

    [Fact]
    public void Other_settings_are_not_resumed_and_no_other_net_is_evaluated()
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path);
        Refused(options with { Resume = true }, "no run to go on with");
        Execute(options);
        string checkpoint = Path.Combine(folder.Path, "maml.safetensors");
        Refused(options with { Resume = true, Seed = 2 }, "'seed 1', now 'seed 2'");
        Refused(options with { Resume = true, SupportOrder = SupportOrder.Shuffled }, "support shuffled");
        Refused(options with { Resume = true, RandomAffine = true }, "random affine rotation 12 translation 0.07 scale 1.16 shear 0.15");
        Refused(options with { Resume = true, Net = NetKind.Mlp }, "'net conv of 16 filters', now 'net mlp'");
        Refused(options with { Evaluate = checkpoint, Ways = 4 }, "--ways");
        Refused(options with { Evaluate = checkpoint, Net = NetKind.Mlp }, "--net");
        Refused(options with { Evaluate = Path.Combine(folder.Path, "settings.json") }, "settings.json");
        Refused(options with { Evaluate = Path.Combine(folder.Path, "none") }, "none");
    }

    [Fact]
    public void Without_characters_for_validation_all_are_trained_on_and_the_same_are_tested_on()
    {
        using TemporaryFolder some = new();
        using TemporaryFolder none = new();
        RunOptions options = Options(some.Path) with { Iterations = 100 };
        Assert.Contains(
            "700 characters to train on and their rotations as further classes, 100 to validate on, 200 to test on", Execute(options),
            StringComparison.Ordinal);
        Assert.Contains(
            "800 characters to train on and their rotations as further classes, 200 to test on",
            Execute(options with { Validation = 0, Out = none.Path }),
            StringComparison.Ordinal);
        Assert.Equal(Files.Except(["training.svg"]), Names(none));
        JsonNode point = JsonNode.Parse(File.ReadAllText(Path.Combine(none.Path, "validation.json")))!.AsArray().Single()!;
        Assert.Null(point["transductive"]);
        Assert.True((double)point["seconds"]! > 0);

        // The checkpoint is tested on the same characters, whatever is said of validation.
        using TemporaryFolder evaluated = new();
        RunOptions evaluate = options with { Evaluate = Path.Combine(none.Path, "maml.safetensors"), Out = evaluated.Path };
        Execute(evaluate);
        Assert.Equal(Content(none, "episode.svg"), Content(evaluated, "episode.svg"));
        Refused(options with { Validation = 4 }, "fewer than the 5 asked for");
    }

    private static RunOptions Options(string folder) => new() { Preset = PresetName.Quick, Iterations = 4, Threads = 2, Out = folder };

    private static string Execute(RunOptions options)
    {
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return output.ToString();
    }

    private static string[] Names(TemporaryFolder folder)
        => [.. Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private static string Content(TemporaryFolder folder, string name) => Circumstances.Without(Path.Combine(folder.Path, name));

    private static void Refused(RunOptions options, string because)
    {
        UsageException refused = Assert.Throws<UsageException>(() => Execute(options));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.Message, StringComparison.Ordinal);
    }
}
