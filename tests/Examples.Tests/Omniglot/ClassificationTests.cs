using System.Text;
using AutogradMaml.Data;
using AutogradMaml.Examples.Omniglot;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Omniglot;

public sealed class ClassificationTests
{
    private const int Ways = 3;

    private static readonly ImageSet Drawn = Glyphs.Create(5, Ways, 6);

    [Fact]
    public void The_class_of_each_image_is_told_whatever_stands_beside_it()
    {
        using TemporaryFolder folder = new();
        string checkpoint = Trained(folder);
        string classes = WriteClasses(folder);
        string[] images =
        [
            .. Enumerable.Range(0, 6).Select(k => Write(Path.Combine(folder.Path, $"new {k}.pgm"), Drawn.Image(k % Ways, 4 + (k / Ways)))),
        ];
        string[] lines = Told(checkpoint, [classes, .. images]);
        Assert.Equal(images, lines.Select(static line => line.Split(": ")[0]));
        Assert.All(lines, static line => Assert.Matches(@": (first|second|third), [0-9]{2,3}\.[0-9] %\z", line));
        Assert.Equal(lines.Reverse(), Told(checkpoint, [classes, .. images.Reverse()]));
        Assert.Equal(lines[2], Assert.Single(Told(checkpoint, [classes, images[2]])));
        Assert.False(Path.Exists(Nothing(checkpoint)), "It writes nothing.");
    }

    [Fact]
    public void What_can_not_be_classified_is_one_line_that_names_it_and_exit_code_2()
    {
        using TemporaryFolder folder = new();
        string checkpoint = Trained(folder);
        string classes = WriteClasses(folder);
        string image = Write(Path.Combine(folder.Path, "new.pgm"), Drawn.Image(0, 5));
        Refused(checkpoint, "nowhere", Path.Combine(folder.Path, "nowhere"), image);
        Refused(checkpoint, "nothing.png", classes, Path.Combine(folder.Path, "nothing.png"));
        Refused(checkpoint, "a folder", classes, classes);
        Refused(Path.Combine(folder.Path, "new.pgm"), "--evaluate", classes, image);
        string text = Path.Combine(folder.Path, "text.png");
        File.WriteAllText(text, "text");
        Refused(checkpoint, "text.png: it does not begin as", classes, text);
        string fourth = Path.Combine(classes, "fourth");
        Directory.CreateDirectory(fourth);
        Refused(checkpoint, "the class has no images", classes, image);
        Write(Path.Combine(fourth, "1.pgm"), Drawn.Image(0, 0));
        Refused(checkpoint, "--ways 4", classes, image);
        File.WriteAllText(Path.Combine(classes, "first", "2.png"), "text");
        Refused(checkpoint, "2.png: it does not begin as", classes, image);
        Refused(checkpoint, "no folders", Path.Combine(classes, "first"), image);
    }

    // The lines behind those of the checkpoint and the classes.
    private static string[] Told(string checkpoint, string[] classified)
    {
        RunOptions options = new()
        {
            Preset = PresetName.Quick,
            Ways = Ways,
            Threads = 1,
            Evaluate = checkpoint,
            Classify = classified[0],
            Images = classified[1..],
            Out = Nothing(checkpoint),
        };
        StringWriter output = new();
        new Run(options).Execute(output, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[2..];
    }

    private static string Nothing(string checkpoint) => Path.Combine(Path.GetDirectoryName(checkpoint)!, "nothing");

    private static void Refused(string checkpoint, string named, params string[] classified)
    {
        StringWriter errors = new();
        Assert.Equal(2, CommandLine.Invoke(
            ["--preset", "quick", "--ways", $"{Ways}", "--threads", "1", "--evaluate", checkpoint, "--classify", .. classified],
            static options => Session.Run(options, new Run(options).Execute),
            errors));
        Assert.Contains(
            named, Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", errors.ToString(), StringComparison.Ordinal);
    }

    private static string Trained(TemporaryFolder folder)
    {
        RunOptions training = new()
        {
            Preset = PresetName.Quick,
            Ways = Ways,
            Iterations = 3,
            Threads = 2,
            TestTasks = 2,
            Out = Path.Combine(folder.Path, "trained"),
        };
        new Run(training).Execute(TextWriter.Null, new PlainProgressView(TextWriter.Null), CancellationToken.None);
        return Path.Combine(training.Folder, "maml.safetensors");
    }

    private static string WriteClasses(TemporaryFolder folder)
    {
        string classes = Path.Combine(folder.Path, "classes");
        foreach ((int of, string name) in ((string[])["first", "second", "third"]).Index())
        {
            Write(Path.Combine(classes, name, "1.pgm"), Drawn.Image(of, 0));
        }

        return classes;
    }

    private static string Write(string path, ByteImage ink)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes($"P5 {ink.Width} {ink.Height} 255 "), .. ink.Inverted().Pixels]);
        return path;
    }
}
