using System.Text.Json;
using System.Xml.Linq;
using AutogradMaml.Examples.Federated;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Tests.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Tests.Federated;

public sealed class RunTests
{
    [Fact]
    public void A_run_leaves_results_and_pictures_and_goes_on_with_what_is_done()
    {
        using TemporaryFolder folder = new();
        RunOptions options = new() { Methods = [Method.FedAvg, Method.Maml], Rounds = 2, Clients = 2, Folder = folder.Path };
        new Run(options).Execute(TextWriter.Null, CancellationToken.None);
        string results = File.ReadAllText(Path.Combine(folder.Path, "results.json"));
        using JsonDocument document = JsonDocument.Parse(results);
        JsonElement[] rows = [.. document.RootElement.EnumerateArray()];
        int steps = Presets.Quick.Methods[Method.Maml].Steps;

        // The usual class; steps alone; and each method after 0, 1, ... steps, and after 1, 2, ... leaky ones.
        Assert.Equal(1 + (steps + 1) + (2 * ((2 * steps) + 1)), rows.Length);
        Assert.Equal(
            ["usual class", "alone", "fedavg", "maml"], rows.Select(static row => row.GetProperty("method").GetString()).Distinct());
        Assert.All(rows, static row => Assert.InRange(row.GetProperty("mean").GetDouble(), 0, 1));
        Assert.All(
            rows.Where(static row => row.GetProperty("leaks").GetBoolean()),
            static row => Assert.NotEqual(0, row.GetProperty("step").GetInt32()));
        string[] pictures = [.. Directory.GetFiles(folder.Path, "*.svg")];
        Assert.Equal(4, pictures.Length);
        Assert.All(pictures, static picture => XDocument.Load(picture));

        // All is done: no process is started, and nothing is other.
        StringWriter output = new();
        new Run(options with { Resume = true }).Execute(output, CancellationToken.None);
        Assert.Equal(results, File.ReadAllText(Path.Combine(folder.Path, "results.json")));
        Assert.DoesNotContain("round 1 of 2", output.ToString(), StringComparison.Ordinal);

        string history = Path.Combine(folder.Path, "maml-1", ServerFolder.HistoryFile);
        File.WriteAllText(history, File.ReadAllText(history).Replace("\"usual\":", "\"usual\":9", StringComparison.Ordinal));
        Assert.Throws<UsageException>(() => new Run(options with { Resume = true }).Execute(TextWriter.Null, CancellationToken.None));
    }

    [Fact]
    public async Task A_server_does_not_go_on_with_other_settings_or_from_a_damaged_file()
    {
        using TemporaryFolder folder = new();
        ServerSettings settings = Server.Settings(Method.Maml, 3, clients: 1);
        using (Server server = new(settings, folder.Path))
        {
            Task client = server.Clients(0);
            server.End();
            await client;
        }

        Assert.Equal(3, Resume(settings).State!.Iteration);
        Refused("of another federation", settings with { Learning = settings.Learning with { Steps = 3 } });
        Refused("beyond the 2", settings with { Rounds = 2 });
        string checkpoint = Path.Combine(folder.Path, "checkpoint.safetensors");
        byte[] bytes = File.ReadAllBytes(checkpoint);
        bytes[^3] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);
        Refused("checksum", settings);

        (TrainingState<float>? State, History History) Resume(ServerSettings other)
        {
            using Examples.Runs.OutputFolder opened = Examples.Runs.OutputFolder.Open(folder.Path, resume: true);
            return new ServerFolder(opened, other).Resume();
        }

        void Refused(string because, ServerSettings other)
            => Assert.Contains(because, Assert.Throws<UsageException>(() => Resume(other)).Message, StringComparison.Ordinal);
    }
}
