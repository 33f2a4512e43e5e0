using AutogradMaml.Data.Tests.Images;
using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Sets;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_folders_is_a_set_in_the_order_of_names()
    {
        Write("b/2.png", Png(2, 9));
        Write("b/10.ppm", "P3 1 1 255 1 2 3"u8.ToArray());
        Write("a/x.pgm", "P2 2 2 255 8 8 8 8"u8.ToArray());
        Write("a/.hidden.txt", [1]);
        Write("a/y.npy", NpyReaderTests.Write("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1)}", [7]));
        Write("list.csv", [1]);
        ImageSet set = ImageFolder.Load(_folder["."], new ImageLayout(3, 2, 2));
        Assert.Equal((2, 3, 2, 2), (set.ClassCount, set.Channels, set.Height, set.Width));
        Assert.Equal(("a", "b"), (set.ClassName(0), set.ClassName(1)));
        Assert.Equal(Enumerable.Repeat((byte)8, 12), set.Image(0, 0).Pixels.ToArray());
        Assert.Equal(Enumerable.Repeat((byte)7, 12), set.Image(0, 1).Pixels.ToArray());
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], set.Image(1, 0).Pixels.ToArray());
        Assert.Equal(Enumerable.Repeat((byte)9, 12), set.Image(1, 1).Pixels.ToArray());
    }

    [Fact]
    public void Colour_images_of_any_size_come_to_84_by_84()
    {
        for (int k = 0; k < 4; k++)
        {
            Write($"c{k / 2}/{k}.png", Png(100 + k, (byte)(50 * k), type: 2));
        }

        ImageSet set = ImageFolder.Load(_folder["."], ImageLayout.Colour84);
        Assert.Equal((2, 4L, 3, 84, 84), (set.ClassCount, set.DrawingCount, set.Channels, set.Height, set.Width));
        Assert.Equal(Enumerable.Repeat((byte)150, 3 * 84 * 84), set.Image(1, 1).Pixels.ToArray());
    }

    [Fact]
    public void Dark_ink_on_light_paper_becomes_one_on_zero()
    {
        Write("a/1.png", Png(56, 0));
        Assert.Equal(Enumerable.Repeat(byte.MaxValue, 784), ImageFolder.Load(_folder["."], ImageLayout.Ink28).Image(0, 0).Pixels.ToArray());
    }

    [Fact]
    public void Faults_name_the_folder_or_the_file()
    {
        AssertRefused("no such folder", () => ImageFolder.Load(_folder["none"], ImageLayout.Ink28));
        AssertRefused("it holds no folders", () => ImageFolder.Load(_folder["."], ImageLayout.Ink28));
        Directory.CreateDirectory(_folder["a"]);
        AssertRefused("the class has no images", () => ImageFolder.Load(_folder["."], ImageLayout.Ink28));
        Write("a/1.gif", [1]);
        AssertRefused(
            "1.gif: only .png, .jpg, .jpeg, .pgm, .ppm, .npy are read", () => ImageFolder.Load(_folder["."], ImageLayout.Ink28));
        File.Delete(_folder["a/1.gif"]);
        Write("a/1.png", [1]);
        AssertRefused("1.png: it does not begin as", () => ImageFolder.Load(_folder["."], ImageLayout.Ink28));
    }

    [Fact]
    public void A_list_gives_classes_in_its_order_and_stands_for_converted_files()
    {
        Write("images/n04.JPEG", JpegSamples.Grey);
        Write("images/n01.png", Png(2, 11));
        Write("images/n02.pgm", "P2 1 1 255 22"u8.ToArray());
        Write("images/n03.png", Png(2, 33));
        Write("train.csv", "filename,label\r\nn03.png,cat\r\nn01.jpg,dog\nn02.jpg,cat\nn04.JPEG,fox\n"u8.ToArray());
        ImageSet set = ImageList.Load(_folder["train.csv"], _folder["images"], new ImageLayout(1, 1, 1));
        Assert.Equal(("cat", "dog", "fox"), (set.ClassName(0), set.ClassName(1), set.ClassName(2)));
        Assert.Equal(ImageFile.Read(JpegSamples.Grey).Resized(1, 1).Pixels.ToArray(), set.Image(2, 0).Pixels.ToArray());
        Assert.Equal((33, 22, 11), (set.Image(0, 0).Pixels[0], set.Image(0, 1).Pixels[0], set.Image(1, 0).Pixels[0]));
    }

    [Theory]
    [InlineData("name,label\n", "line 1: it is 'name,label', expected 'filename,label'")]
    [InlineData("filename,label\n", "names no images")]
    [InlineData("filename,label\na.png\n", "line 2: it is 'a.png', expected a file name, a comma and a label")]
    [InlineData("filename,label\n\"a.png\",x\n", "without quotes")]
    [InlineData("filename,label\na.png,x\n\na.png,y\n", "line 4: 'a.png' is there already")]
    [InlineData("filename,label\n../a.png,x\n", "leads out of the folder")]
    [InlineData("filename,label\n/etc/a.png,x\n", "leads out of the folder")]
    [InlineData("filename,label\nb/..\\..\\a.png,x\n", "leads out of the folder")]
    [InlineData("filename,label\nb.png,x\n", "there is no file")]
    [InlineData("filename,label\nb.jpg,x\n", "convert the image")]
    public void Malformed_lists_are_refused_with_their_line(string list, string expected)
    {
        Write("a.png", Png(1, 1));
        File.WriteAllText(_folder["list.csv"], list);
        AssertRefused(expected, () => ImageList.Load(_folder["list.csv"], _folder["."], ImageLayout.Ink28));
    }

    private static void AssertRefused(string expected, Func<object> load)
        => Assert.Contains(expected, Assert.Throws<ImageFileException>(load).Message, StringComparison.Ordinal);

    private static byte[] Png(int side, byte value, int type = 0)
        => new PngWriter
        {
            Width = side,
            Height = side,
            Type = type,
            Samples = [.. Enumerable.Repeat(value, side * side * (type == 2 ? 3 : 1))]
        }.Write();

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllBytes(_folder[path], content);
    }
}
