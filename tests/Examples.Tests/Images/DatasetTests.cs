using System.Globalization;
using System.Text;
using AutogradMaml.Data;
using AutogradMaml.Examples.Images;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Examples.Tests.Runs;

namespace AutogradMaml.Examples.Tests.Images;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_and_a_folder_of_images_are_read_as_miniImageNet_is_given()
    {
        foreach ((string part, int classes) in (ReadOnlySpan<(string, int)>)[("train", 3), ("val", 2), ("test", 2)])
        {
            StringBuilder list = new("filename,label\n");
            for (int k = 0; k < 2 * classes; k++)
            {
                list.Append(CultureInfo.InvariantCulture, $"{part}{k}.ppm,{part}-{k / 2}\n");
                Write($"images/{part}{k}.ppm", (byte)(10 * k));
            }

            File.WriteAllText(PathOf($"{part}.csv"), list.ToString());
        }

        Dataset data = Open();
        Assert.Equal((3, 2, 2), (data.Training!.ClassCount, data.Validation!.ClassCount, data.Test.ClassCount));
        Assert.Equal((6L, 3, 84, 84), (data.Training.DrawingCount, data.Training.Channels, data.Training.Height, data.Training.Width));
        Assert.Equal(50, data.Training.Image(2, 1).Pixels[0]);
        Assert.False(data.IsMiniImageNet);
        Assert.Contains("3 classes (6 images) to train on, 2 classes (4 images) to validate on", data.Words, StringComparison.Ordinal);

        // Where nothing is trained the classes to test on are read alone.
        Dataset tested = Dataset.Open(_folder.Path, trains: false, TextWriter.Null);
        Assert.Null(tested.Training);
        Assert.Equal(data.Test.ComputeChecksum(), tested.Test.ComputeChecksum());
    }

    [Fact]
    public void Folders_of_folders_are_read_and_that_for_validation_may_be_missing()
    {
        Write("train/a/1.ppm", 1);
        Write("train/b/1.ppm", 2);
        Write("test/c/1.ppm", 3);
        Dataset data = Open();
        Assert.Equal((2, 1), (data.Training!.ClassCount, data.Test.ClassCount));
        Assert.Null(data.Validation);
        Write("val/d/1.ppm", 4);
        Assert.Equal("d", Open().Validation!.ClassName(0));
    }

    [Fact]
    public void What_does_not_fit_is_one_line()
    {
        Refused("holds neither train.csv, val.csv and test.csv nor folders train and test");
        Write("train/a/1.ppm", 1);
        Write("test/a/1.ppm", 2);
        Refused("the class 'a' is in train and in test");
        Directory.Delete(PathOf("test"), recursive: true);
        Write("test/b/1.ppm", 2);
        File.WriteAllBytes(PathOf("test/b/2.jpg"), [0xFF, 0xD8, 0xFF]);
        Refused("2.jpg: it ends without its end marker: it is cut short");
        File.Delete(PathOf("test/b/2.jpg"));
        Assert.Contains(
            "--ways and --shots: ",
            Assert.Throws<UsageException>(() => new Run(new() { Data = _folder.Path, Out = PathOf("out") })
                .Execute(TextWriter.Null, new SilentProgressView(), CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_split_is_told_by_its_classes_in_any_order_and_their_numbers_of_images()
    {
        Assert.Equal(PublishedSplit.Fingerprint(["n2", "n1"]), PublishedSplit.Fingerprint(["n1", "n2"]));
        Assert.NotEqual(PublishedSplit.Fingerprint(["n1", "n3"]), PublishedSplit.Fingerprint(["n1", "n2"]));
        ImageSet set = new("small", 1, 1, 1, [new("n1", new byte[600]), new("n2", new byte[600])]);
        ImageSet other = new("small", 1, 1, 1, [new("n1", new byte[600]), new("n2", new byte[599])]);
        string part = PublishedSplit.Fingerprint(["n1", "n2"]);
        Assert.True(PublishedSplit.Has(set, part));
        Assert.False(PublishedSplit.Has(set, PublishedSplit.Test));
        Assert.False(PublishedSplit.Has(other, part));
        Assert.False(PublishedSplit.Has(null, part));
    }

    private Dataset Open() => Dataset.Open(_folder.Path, trains: true, TextWriter.Null);

    private void Refused(string because)
    {
        UsageException refused = Assert.Throws<UsageException>(Open);
        Assert.StartsWith("--data: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, byte value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), [.. "P6 1 1 255\n"u8, value, value, value]);
    }
}
