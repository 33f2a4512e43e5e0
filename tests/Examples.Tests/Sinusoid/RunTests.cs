using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Sinusoid;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Sinusoid;

public sealed class RunTests
{
    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(whole.Path);
        new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        foreach ((Method method, long iteration) in ((Method, long)[])[(Method.Maml, 3), (Method.Oracle, 5)])
        {
            using CancellationTokenSource stop = new();
            Stopper view = new(MethodNames.Of(method), iteration, stop);
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(TextWriter.Null, view, stop.Token));
            Assert.Contains($"iteration {iteration} of 8 of {MethodNames.Of(method)}", stopped.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(parts.Path, "results.json")));
            again = again with { Resume = true };
        }

        StringBuilder progress = new();
        new Run(again).Execute(TextWriter.Null, new PlainProgressView(new StringWriter(progress)), CancellationToken.None);
        Assert.Contains("oracle      goes on from iteration 5", progress.ToString(), StringComparison.Ordinal);

        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [
                ".lock", "beside.svg", "curve-maml.svg", "fomaml.safetensors", "loss-10-shots.svg", "maml.safetensors",
                "oracle.safetensors", "pretrained.safetensors", "reptile.safetensors", "results.json", "settings.json"
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
    }

    [Theory]
    [InlineData("cavia")]
    [InlineData("meta-sgd")]
    [InlineData("best")]
    public void Every_preset_trains_and_tests_all_its_methods(string name)
    {
        using TemporaryFolder folder = new();
        Preset preset = Presets.All.Single(preset => preset.Name == name) with { TestTasks = 10, TestQueries = 5 };
        RunOptions options = new() { Preset = preset, Iterations = 3, Threads = 2, Folder = folder.Path };
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        (string?, int)[] rows = [.. results.RootElement.EnumerateArray()
            .Select(static row => (row.GetProperty("method").GetString(), row.GetProperty("shots").GetInt32())).Distinct()];
        Assert.Equal(
            options.Rows.SelectMany(method => preset.TestShots.Select(shots => (MethodNames.Of(method), shots))).Order(),
            rows.Select(static row => (row.Item1!, row.Item2)).Order());
        Assert.Equal(preset.TrainsForEach, File.Exists(Path.Combine(folder.Path, "maml-5-shot.safetensors")));
    }

    [Fact]
    public void Other_settings_are_not_resumed()
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path) with { Methods = [Method.Maml] };
        Refused(options with { Resume = true }, "no run to go on with");
        new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Refused(options with { Resume = true, Seed = 2 }, "'seed 1', now 'seed 2'");
        Refused(WithMaml(options, static maml => maml with { Start = maml.Start with { Description = "another" } }), "now 'start another'");
        Refused(WithMaml(options, static maml => maml with { InnerStepSize = 0.02 }), "inner sgd 0.02, adapts all");
        Refused(options with { Resume = true, Iterations = 7 }, "at iteration 8, beyond the 7");
        File.WriteAllText(Path.Combine(folder.Path, "maml.safetensors"), "not a checkpoint");
        Refused(options with { Resume = true }, "maml.safetensors");
        File.WriteAllText(Path.Combine(folder.Path, "settings.json"), "[1, 2");
        Refused(options with { Resume = true }, "settings.json");
    }

    private static RunOptions Options(string folder) => new()
    {
        Preset = Presets.Quick with { TestTasks = 30, TestQueries = 10 },
        Iterations = 8,
        Threads = 2,
        Folder = folder,
    };

    private static RunOptions WithMaml(RunOptions options, Func<MethodSettings, MethodSettings> change)
    {
        Dictionary<Method, MethodSettings> methods = new(options.Preset.Methods);
        methods[Method.Maml] = change(methods[Method.Maml]);
        return options with { Resume = true, Preset = options.Preset with { Methods = methods } };
    }

    private static void Refused(RunOptions options, string because)
    {
        UsageException refused = Assert.Throws<UsageException>(
            () => new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None));
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }
}
