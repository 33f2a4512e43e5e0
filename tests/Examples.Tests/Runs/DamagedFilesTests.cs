using System.Text;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Tests.Runs;

/// <summary>A run that is gone on with takes nothing that it reads on trust: what does not fit is one line that names the file.</summary>
public sealed class DamagedFilesTests
{
    private const string Point =
        """{"iteration":100,"seconds":1.5,"transductive":{"mean":0.5,"halfWidth95":0.01,"tasks":200},"nonTransductive":""" +
        """{"mean":0.25,"halfWidth95":0.02,"tasks":200}}""";

    private static readonly string Deep = new string('[', 100_000) + new string(']', 100_000);

    private static readonly TrainingRun[] Trainings = [Training("maml"), Training("oracle")];

    /// <summary>What neither file may hold.</summary>
    private static string[] Neither =>
    [
        "", " ", "null", "true", "3", "\"text\"", "NaN", "[", "{", "[null]", "[[]]", "[3]", "{\"maml\":null}", "{\"maml\":3}",
        "{\"maml\":[]}", "{\"maml\":{}}",
        "{\"maml\":\"a\",\"maml\":\"a\"}", "{\"maml\":\"\\ud800\"}", "{\"\\udc00\":\"a\"}", "{\"maml\":\"a\"} x", "{\"maml\":\"a\",}",
        "{'maml':'a'}", "// a\n{}", "\0",
        "{\"maml\":NaN}", Deep, $"{{\"maml\":{Deep}}}",
    ];

    [Fact]
    public void Settings_of_any_other_form_are_refused()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        string path = folder["settings.json"];
        foreach (byte[] content in Neither.Concat(["[]", "[\"maml\"]"]).Select(Encoding.UTF8.GetBytes)
            .Concat((byte[][])[[0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0], [.. "{\"maml\":\""u8, 0xC3, .. "\"}"u8], new byte[(1 << 20) + 1]]))
        {
            File.WriteAllBytes(path, content);
            Refused(() => new CheckpointFolder(folder, resume: true, Trainings), path);
            Refused(() => new CheckpointFolder(folder, resume: false, Trainings), path);
        }

        File.WriteAllText(path, "{}");
        Assert.Contains(
            "no run to go on with", Refused(() => new CheckpointFolder(folder, resume: true, Trainings), temporary.Path),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_cut_off_or_with_a_flipped_bit_are_refused_or_are_other_settings()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        _ = new CheckpointFolder(folder, resume: false, Trainings);
        string path = folder["settings.json"];
        Changed(path, _ => Read(() => new CheckpointFolder(folder, resume: true, Trainings), path, temporary.Path));
    }

    [Fact]
    public void Validations_of_any_other_form_are_refused()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        string path = folder["validation.json"];
        foreach (string content in (string[])
            [
                .. Neither, "{}", "[{}]", $"[{Point},null]", $"[{Point},{Point}]", Point,
                $"[{Point.Replace("100", "-1", StringComparison.Ordinal)}]",
                .. from change in ((string Old, string New)[])
                    [
                        ("100,", "1e400,"), ("100,", "100.5,"), ("100,", "\"100\","), ("100,", "99999999999999999999,"), ("100,", "null,"),
                        ("1.5", "-1.5"),
                        ("1.5", "1e999"),
                        ("1.5", "\"NaN\""), ("1.5", "null"), ("0.5", "1.5"), ("0.5", "-0.5"), ("0.5", "1e999"), ("0.5", "[]"),
                        ("0.01", "-1"), ("0.01", "1e999"),
                        ("200", "0"),
                        ("200", "-3"), ("200", "2.5"), ("200", "99999999999"), ("seconds", "minutes"), ("seconds", "iteration"),
                        ("\"seconds\":1.5,", ""),
                        ("\"tasks\":200", "\"task\":200"),
                        ("{\"mean\":0.5,\"halfWidth95\":0.01,\"tasks\":200}", "null"),
                        ("{\"mean\":0.5,\"halfWidth95\":0.01,\"tasks\":200}", "0.5"),
                        ("\"mean\":0.5,", "\"mean\":0.5,\"more\":1,"), ("\"mean\":0.5,", "\"mean\":0.5,\"mean\":0.5,"),
                    ]
                   select $"[{Point.Replace(change.Old, change.New, StringComparison.Ordinal)}]",
            ])
        {
            File.WriteAllText(path, content);
            Refused(() => new ValidationHistory(folder, 200), path);
        }

        File.WriteAllText(path, $"[{Point},{Point.Replace("100", "300", StringComparison.Ordinal)}]");
        Assert.Equal(
            [new ValidationPoint(100, 1.5, new AccuracySummary(0.5, 0.01, 200), new AccuracySummary(0.25, 0.02, 200))],
            new ValidationHistory(folder, 200).Points);
    }

    [Fact]
    public void Validations_cut_off_or_with_a_flipped_bit_are_refused_or_are_other_validations()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        ValidationHistory history = new(folder, 0);
        history.Add(new(100, 1.5, new AccuracySummary(0.5, 0.01, 200), new AccuracySummary(0.25, 0.02, 200)));
        history.Add(new(200, 2.5, null, null));
        string path = folder["validation.json"];
        Changed(path, _ => Read(() => new ValidationHistory(folder, 200), path));
    }

    [Fact]
    public void Pipes_folders_links_that_lead_nowhere_and_damaged_checkpoints_are_refused()
    {
        using TemporaryFolder temporary = new();
        using OutputFolder folder = OutputFolder.Open(temporary.Path);
        _ = new CheckpointFolder(folder, resume: false, Trainings);
        string checkpoint = folder["maml.safetensors"];
        Trainer<float> trainer = new(Trainings[0].Plan);
        trainer.Run(trainer.Start(), new TrainingOptions { Threads = 1, CheckpointPath = checkpoint });
        byte[] whole = File.ReadAllBytes(checkpoint);
        foreach (int place in (int[])[0, 60, 200, whole.Length / 2, whole.Length - 1])
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 4;
            File.WriteAllBytes(checkpoint, damaged);
            Refused(() => new CheckpointFolder(folder, resume: true, Trainings), checkpoint);
        }

        foreach (string path in (string[])[checkpoint, folder["settings.json"]])
        {
            byte[] before = path == checkpoint ? whole : File.ReadAllBytes(path);
            File.Delete(path);
            Directory.CreateDirectory(path);
            Refused(() => new CheckpointFolder(folder, resume: true, Trainings), path);
            Directory.Delete(path);
            if (!OperatingSystem.IsWindows())
            {
                File.CreateSymbolicLink(path, Path.Combine(temporary.Path, "nowhere"));
                Refused(() => new CheckpointFolder(folder, resume: true, Trainings), path);
                File.Delete(path);
                File.CreateSymbolicLink(path, "/dev/zero");
                Refused(() => new CheckpointFolder(folder, resume: true, Trainings), path);
                File.Delete(path);
            }

            File.WriteAllBytes(path, before);
        }

        Assert.Equal(1, new CheckpointFolder(folder, resume: true, Trainings).States["maml"].Iteration);
    }

    /// <summary>Every prefix of a file, and every bit of it flipped.</summary>
    private static void Changed(string path, Action<string> read)
    {
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            read(path);
        }

        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, flipped);
            read(path);
        }
    }

    // It is read, or refused in one line.
    private static void Read(Func<object> read, params string[] named)
    {
        try
        {
            read();
        }
        catch (UsageException refused)
        {
            Assert.Contains(named, name => refused.Message.Contains(name, StringComparison.Ordinal));
            Assert.DoesNotContain('\n', refused.Message);
        }
    }

    private static string Refused(Func<object> read, string named)
    {
        UsageException refused = Assert.Throws<UsageException>(read);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain("System.", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 1000, refused.Message);
        return refused.Message;
    }

    private static TrainingRun Training(string name)
    {
        Maml<float> learner = new(new Linear<float>(1, 1), Loss.MeanSquaredError, 1, StepSizes<float>.Constant(0.01));
        TrainingPlan<float> plan = new() { Learner = learner, Tasks = new SinusoidTasks<float>(5, 5), Iterations = 1, MetaBatch = 2 };
        return new(name, plan, plan.Description);
    }
}
