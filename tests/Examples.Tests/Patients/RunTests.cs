using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Patients;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Patients;

public sealed class RunTests
{
    [Fact]
    public void Stopped_and_resumed_on_other_threads_it_leaves_the_same_files()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder parts = new();
        RunOptions options = Options(whole.Path) with { Threads = 1 };
        StringWriter output = new();
        Execute(options, output);
        Assert.Contains("SIMULATED", output.ToString(), StringComparison.Ordinal);

        RunOptions again = options with { Folder = parts.Path };
        using (CancellationTokenSource stop = new())
        {
            StopAfterLine watched = new("fold 1 of 2", stop);
            OperationCanceledException stopped = Assert.Throws<OperationCanceledException>(
                () => new Run(again).Execute(watched, new PlainProgressView(TextWriter.Null), stop.Token));
            Assert.Contains("1 folds are kept", stopped.Message, StringComparison.Ordinal);
        }

        StringWriter rest = new();
        Execute(again with { Resume = true, Threads = 2 }, rest);
        Assert.DoesNotContain("fold 1 of 2", rest.ToString(), StringComparison.Ordinal);
        string[] names = [.. Directory.GetFiles(whole.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        Assert.Equal(names, Directory.GetFiles(parts.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(4, names.Count(static name => name.EndsWith(".svg", StringComparison.Ordinal)));
        foreach (string file in names)
        {
            Assert.Equal(Circumstances.Without(Path.Combine(whole.Path, file)), Circumstances.Without(Path.Combine(parts.Path, file)));
        }

        Assert.All(Directory.GetFiles(whole.Path, "*.svg"), static path => XDocument.Load(path));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Path, "results.json")));
        Assert.Equal(5, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), static row =>
        {
            Assert.Equal(("theophylline", 4, 12), (
                row.GetProperty("data").GetString(), row.GetProperty("support").GetInt32(), row.GetProperty("subjects").GetInt32()));
            Assert.InRange(row.GetProperty("rmse").GetDouble(), 0.1, 20);
            Assert.InRange(row.GetProperty("ci95").GetDouble(), 0, 20);
            Assert.True(row.GetProperty("simulated").GetBoolean());
        });
    }

    [Fact]
    public void Folds_of_another_run_are_not_gone_on_with()
    {
        using TemporaryFolder folder = new();
        RunOptions options = Options(folder.Path);
        Assert.Contains(
            "nothing to go on with",
            Assert.Throws<UsageException>(() => Execute(options with { Resume = true }, TextWriter.Null)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, FoldFile.Name), FoldFile.Text(options.Words, []));
        Assert.Contains(
            "another run",
            Assert.Throws<UsageException>(() => Execute(options with { Resume = true, Seed = 2 }, TextWriter.Null)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, FoldFile.Name), "{\"settings\":3}");
        Assert.Throws<UsageException>(() => Execute(options with { Resume = true }, TextWriter.Null));
    }

    [Fact]
    public void Too_few_patients_are_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "theophylline.csv"), "Subject,Time,conc,Dose\n1,0.25,2.8,4\n1,1,8,4\n");
        Assert.Contains(
            "fewer than 3 patients",
            Assert.Throws<UsageException>(() => Execute(Options(folder.Path) with { Data = folder.Path }, TextWriter.Null)).Message,
            StringComparison.Ordinal);
    }

    private static void Execute(RunOptions options, TextWriter output)
        => new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);

    private static RunOptions Options(string folder) => new()
    {
        Preset = Presets.Quick with { MostFolds = 2, Candidates = [new(2, false)] },
        Studies = [Studies.All[0]],
        Iterations = 3,
        Folder = folder,
    };

    // The first fold's line asks for the stop.
    private sealed class StopAfterLine(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }
}
