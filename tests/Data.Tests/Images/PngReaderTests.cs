using AutogradMaml.Autograd;
using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Images;

public class PngReaderTests
{
    // The first drawing of Omniglot's character 0709, as published (Brenden Lake, MIT License): a file that another program wrote.
    private const string Foreign =
        "89504e470d0a1a0a0000000d494844520000006900000069010000000011f93097000000bc49444154789ced91310e82401045ffae24d08937e00896" +
        "961cc59bb0c48b6de931f006d05110be05bbc237c4686c8c61bab7efef2433638845d516521bfe3dd62500dc8c09f61a949b70d0bfa322e73048ba8a" +
        "242f249d0570f612ce1bc1eceb119c6212b16f3f68d5beb4cdaaeddc3b9dbde23241d2ee49320dbb6202c475cec12ce0a8bb9a6e323ec2b9d8be00e2" +
        "a395f9600194828deb604c12d1036661ebd5018b803c3cd90115e981708a1d17d66babd35130f582c086bf857787133b27d1e9598f0000000049454e" +
        "44ae426082";

    [Fact]
    public void A_file_of_another_program_is_read()
    {
        ByteImage image = ImageFile.Read(Convert.FromHexString(Foreign));
        Assert.Equal((1, 105, 105), (image.Channels, image.Height, image.Width));
        Assert.Equal(905, image.Pixels.Count(byte.MinValue));
        Assert.Equal((105 * 105) - 905, image.Pixels.Count(byte.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(2, 8)]
    [InlineData(4, 8)]
    [InlineData(6, 8)]
    public void Every_colour_type_depth_filter_and_width_gives_back_what_was_written(int type, int bits)
    {
        int channels = type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int greatest = (1 << bits) - 1;
        for (int width = 1; width <= 19; width++)
        {
            for (byte filter = 0; filter < 6; filter++)
            {
                const int Height = 7;
                byte[] samples = Random(Height * width * channels, greatest + 1, width);
                PngWriter writer = new()
                {
                    Width = width,
                    Height = Height,
                    Bits = bits,
                    Type = type,
                    Samples = samples,
                    Filters = filter < 5 ? [filter] : [4, 3, 2, 1, 0, 4, 3],
                    DataChunks = 1 + (width % 3),
                };
                ByteImage image = ImageFile.Read(writer.Write());
                Assert.Equal((channels, Height, width), (image.Channels, image.Height, image.Width));
                for (int k = 0; k < samples.Length; k++)
                {
                    Assert.Equal(samples[k] * 255 / greatest, image.Pixels[(k % channels * Height * width) + (k / channels)]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_palette_gives_colours_and_alpha_where_it_has_any(int bits)
    {
        int entries = Math.Min(200, 1 << bits);
        byte[] palette = Random(3 * entries, 256, 1);
        byte[] alpha = Random(entries - 1, 256, 2);
        byte[] samples = Random(5 * 11, entries, 3);
        ByteImage opaque = ImageFile.Read(
            new PngWriter { Width = 11, Height = 5, Bits = bits, Type = 3, Samples = samples, Palette = palette }.Write());
        ByteImage clear = ImageFile.Read(
            new PngWriter
            {
                Width = 11,
                Height = 5,
                Bits = bits,
                Type = 3,
                Samples = samples,
                Palette = palette,
                Transparency = alpha
            }.Write());
        Assert.Equal((3, 4), (opaque.Channels, clear.Channels));
        for (int k = 0; k < samples.Length; k++)
        {
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(palette[(3 * samples[k]) + c], opaque.Pixels[(c * 55) + k]);
                Assert.Equal(palette[(3 * samples[k]) + c], clear.Pixels[(c * 55) + k]);
            }

            Assert.Equal(samples[k] < alpha.Length ? alpha[samples[k]] : 255, clear.Pixels[(3 * 55) + k]);
        }
    }

    [Fact]
    public void A_transparent_colour_becomes_alpha()
    {
        ByteImage grey = ImageFile.Read(
            new PngWriter { Width = 3, Height = 1, Bits = 2, Samples = [1, 2, 3], Transparency = [0, 2] }.Write());
        Assert.Equal([85, 170, 255, 255, 0, 255], grey.Pixels.ToArray());
        ByteImage colour = ImageFile.Read(
            new PngWriter { Width = 2, Height = 1, Type = 2, Samples = [1, 2, 3, 1, 2, 4], Transparency = [0, 1, 0, 2, 0, 3] }.Write());
        Assert.Equal([1, 1, 2, 2, 3, 4, 0, 255], colour.Pixels.ToArray());
    }

    [Fact]
    public void A_file_on_disk_is_read_and_named_in_errors()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["a.png"], Convert.FromHexString(Foreign));
        Assert.Equal(105, ImageFile.Read(folder["a.png"]).Width);
        File.WriteAllBytes(folder["b.png"], Convert.FromHexString(Foreign)[..100]);
        ImageFileException refusal = Assert.Throws<ImageFileException>(() => ImageFile.Read(folder["b.png"]));
        Assert.StartsWith(folder["b.png"] + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(folder["b.png"], refusal.File);
        Assert.Throws<FileNotFoundException>(() => ImageFile.Read(folder["c.png"]));
    }

    internal static byte[] Random(int count, int limit, long index)
    {
        RandomStream random = new(5, "test pixels", index);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(limit))];
    }
}
