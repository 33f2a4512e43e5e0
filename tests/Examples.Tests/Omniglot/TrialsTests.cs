using System.Text.Json;
using AutogradMaml.Data;
using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Omniglot;

public sealed class TrialsTests
{
    private const int Ways = 4;
    private const int Items = 6;

    [Fact]
    public void The_error_of_each_run_is_told_and_the_mean()
    {
        using TemporaryFolder folder = new();
        (string trials, RunOptions options) = Trained(folder);
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string[] lines = [.. output.ToString().Split(Environment.NewLine).Select(static line => line.Split(' ')[0])];
        Assert.Contains("run01", lines);
        Assert.Contains("run02", lines);
        Assert.Contains("mean", lines);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(options.Folder, "trials.json")));
        JsonElement[] rows = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(["run01", "run02", "mean"], rows.Select(static row => row.GetProperty("run").GetString()));
        foreach (string error in (string[])["errorTransductive", "errorNonTransductive"])
        {
            double[] errors = [.. rows.Select(row => row.GetProperty(error).GetDouble())];
            Assert.All(errors[..2], static value => Assert.Equal(Math.Round(value * Items), value * Items, 1e-9));
            Assert.Equal((errors[0] + errors[1]) / 2, errors[2], 1e-12);
        }

        // Labels moved round by one: what was right is wrong now.
        double before = rows[0].GetProperty("errorNonTransductive").GetDouble();
        string labels = Path.Combine(trials, "run01", "class_labels.txt");
        File.WriteAllLines(labels, File.ReadAllLines(labels).Select(static line =>
            line[..^6] + $"{(int.Parse(line[^6..^4], System.Globalization.CultureInfo.InvariantCulture) % Ways) + 1:00}.png"));
        new Run(options).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        using JsonDocument moved = JsonDocument.Parse(File.ReadAllText(Path.Combine(options.Folder, "trials.json")));
        double after = moved.RootElement[0].GetProperty("errorNonTransductive").GetDouble();
        Assert.True(before + after >= 1, $"An item can be right before or after, not both times; the errors are {before} and {after}.");
    }

    [Fact]
    public void What_is_missing_or_malformed_is_one_line_that_names_it_and_exit_code_2()
    {
        using TemporaryFolder folder = new();
        (string trials, RunOptions options) = Trained(folder);
        string labels = Path.Combine(trials, "run01", "class_labels.txt");
        string good = File.ReadAllText(labels);
        foreach (string bad in (string[])
            [
                "", "run01/test/item01.png", "run01/test/item01.png run02/training/class01.png",
                "../run01/test/item01.png run01/training/class01.png",
                "run01/test/../test/item01.png run01/training/class01.png", "run01/test/item01.png run01/training/class09.png",
                "run01/test/item77.png run01/training/class01.png",
                "run01/test/item01.png run01/training/class01.png\nrun01/test/item01.png run01/training/class02.png",
                "/etc/passwd run01/training/class01.png",
            ])
        {
            File.WriteAllText(labels, bad);
            Refused(options, "run01");
        }

        File.WriteAllText(labels, good);
        string item = Path.Combine(trials, "run02", "test", "item03.png");
        byte[] image = File.ReadAllBytes(item);
        File.WriteAllBytes(item, image[..(image.Length / 2)]);
        Refused(options, item);
        File.Delete(item);
        Refused(options, item);
        File.WriteAllBytes(item, image);
        File.Delete(labels);
        Refused(options, labels);
        Refused(options with { Trials = Path.Combine(folder.Path, "nowhere") }, "nowhere");
        Refused(options with { Trials = folder.Path }, "run01");
        File.WriteAllText(labels, good);
        Refused(options with { Ways = 5 }, $"--ways {Ways}");
    }

    /// <summary>A folder of trials from glyphs, and the checkpoint of a short training.</summary>
    private static (string Trials, RunOptions Options) Trained(TemporaryFolder folder)
    {
        string checkpoint = Path.Combine(folder.Path, "trained");
        RunOptions training = new() { Preset = PresetName.Quick, Ways = Ways, Iterations = 3, Threads = 2, Out = checkpoint };
        new Run(training).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        string trials = Path.Combine(folder.Path, "trials");
        ImageSet glyphs = Glyphs.Create(5, 2 * Ways, 3);
        for (int run = 0; run < 2; run++)
        {
            string name = $"run{run + 1:00}";
            Directory.CreateDirectory(Path.Combine(trials, name, "training"));
            Directory.CreateDirectory(Path.Combine(trials, name, "test"));
            List<string> lines = [];
            for (int way = 0; way < Ways; way++)
            {
                WriteImage(Path.Combine(trials, name, "training", $"class{way + 1:00}.png"), glyphs.Image((run * Ways) + way, 0));
            }

            for (int item = 0; item < Items; item++)
            {
                int way = item % Ways;
                WriteImage(
                    Path.Combine(trials, name, "test", $"item{item + 1:00}.png"), glyphs.Image((run * Ways) + way, 1 + (item / Ways)));
                lines.Add($"{name}/test/item{item + 1:00}.png {name}/training/class{way + 1:00}.png");
            }

            File.WriteAllLines(Path.Combine(trials, name, "class_labels.txt"), lines);
        }

        return (trials, training with
        {
            Evaluate = Path.Combine(
            checkpoint, "maml.safetensors"),
            Trials = trials,
            Out = Path.Combine(folder.Path, "evaluated")
        });
    }

    // Black ink on white paper in the plain form of PGM; the readers go by a file's first bytes, not by its name.
    private static void WriteImage(string path, ByteImage image)
    {
        IEnumerable<int> paper = image.Pixels.ToArray().Select(static ink => 255 - ink);
        File.WriteAllText(path, $"P2\n{image.Width} {image.Height}\n255\n{string.Join(' ', paper)}\n");
    }

    private static void Refused(RunOptions options, string named)
    {
        List<string> arguments =
        [
            "--preset", "quick", "--ways", $"{options.Ways}", "--threads", "1", "--out", options.Folder, "--evaluate", options.Evaluate!,
            "--trials", options.Trials!,
        ];
        StringWriter errors = new();
        Assert.Equal(
            2, CommandLine.Invoke(arguments, static options => Session.Run(options, new Run(options).Execute), errors));
        Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, errors.ToString(), StringComparison.Ordinal);
    }
}
