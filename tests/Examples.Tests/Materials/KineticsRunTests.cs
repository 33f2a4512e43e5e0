using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Materials;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Materials;

public sealed class KineticsRunTests
{
    private static readonly Preset Small = Presets.Quick with { Measurements = [3, 5], TestAlloys = 12 };

    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = new() { Preset = Small, Iterations = 8, Threads = 2, Folder = whole.Path };
        StringWriter output = new();
        new KineticsRun(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("All alloys are simulated", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("one temperature", output.ToString(), StringComparison.Ordinal);

        RunOptions again = options with { Folder = parts.Path, Threads = 1 };
        using (CancellationTokenSource stop = new())
        {
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new KineticsRun(again).Execute(TextWriter.Null, new Stopper("kinetics-5", 3, stop), stop.Token));
            Assert.Contains("iteration 3 of 8 of kinetics-5", stopped.Message, StringComparison.Ordinal);
        }

        new KineticsRun(again with { Resume = true }).Execute(
            TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(
            [
                ".lock", "curves-followed.svg", "errors-followed.svg", "kinetics-3.safetensors", "kinetics-5.safetensors",
                "results.json", "settings.json"
            ],
            names);
        foreach (string name in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, name)), Circumstances.Without(Path.Combine(parts.Path, name)));
        }

        Assert.All(
            names.Where(static name => name.EndsWith(".svg", StringComparison.Ordinal)),
            name => XDocument.Load(Path.Combine(whole.Path, name)));
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(9, results.RootElement.GetArrayLength());
        Assert.All(results.RootElement.EnumerateArray(), static row =>
        {
            Assert.Equal("simulated alloys", row.GetProperty("data").GetString());
            Assert.InRange(row.GetProperty("rmse").GetDouble(), 0, 1);
            Assert.InRange(row.GetProperty("failed").GetDouble(), 0, 1);
            Assert.Equal(12, row.GetProperty("alloys").GetInt32());
        });
    }

    [Fact]
    public void At_one_temperature_it_says_what_cannot_be_told()
    {
        using TemporaryFolder folder = new();
        RunOptions options = new()
        {
            Preset = Small with { Measurements = [3] },
            Temperatures = 1,
            Iterations = 2,
            Threads = 1,
            Folder = folder.Path,
        };
        StringWriter output = new();
        new KineticsRun(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        Assert.Contains("that tells n and the rate there, and nothing of Q", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trained_start_calibrates_better_than_the_mean_alloy_and_without_failures()
    {
        RunOptions options = new() { Preset = Presets.Quick with { TestAlloys = 60 }, Iterations = 200, Threads = 2 };
        KineticsExperiment experiment = new(options, 4);
        AutogradMaml.Maml.Trainer<float> trainer = new(experiment.Plan);
        IReadOnlyList<KineticsRow> rows = experiment.Test(
            trainer.Run(trainer.Start()).MetaParameters, null, CancellationToken.None);
        KineticsRow mean = rows.Single(static row => row.Method == KineticsMethod.MeanAlloy);
        KineticsRow learned = rows.Single(static row => row.Method == KineticsMethod.MetaSgd);
        Assert.True(
            learned.Errors.Mean + learned.Errors.HalfWidth95 < (mean.Errors.Mean - mean.Errors.HalfWidth95) / 2,
            $"{learned.Errors} against {mean.Errors}");
        Assert.Equal(0, learned.Failed);
    }
}
