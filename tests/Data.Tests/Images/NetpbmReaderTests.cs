using System.Text;

namespace AutogradMaml.Data.Tests.Images;

public class NetpbmReaderTests
{
    [Fact]
    public void Plain_and_binary_files_are_read()
    {
        Assert.Equal([0, 128, 255], Read("P2\n# a comment\n3 1\n2\n0 1 2\n").Pixels.ToArray());
        Assert.Equal([0, 128, 255], Read("P5 3 1#c\n 2\n\u0000\u0001\u0002").Pixels.ToArray());
        ByteImage plain = Read("P3 2 1 255  1 2 3  4 5 6");
        ByteImage binary = Read("P6\n2 1\n255\n\u0001\u0002\u0003\u0004\u0005\u0006");
        Assert.Equal((3, 1, 2), (plain.Channels, plain.Height, plain.Width));
        Assert.Equal([1, 4, 2, 5, 3, 6], plain.Pixels.ToArray());
        Assert.Equal(plain.Pixels.ToArray(), binary.Pixels.ToArray());
    }

    [Theory]
    [InlineData("P2 2 1 255 1", "bytes are left for its pixels")]
    [InlineData("P2 2 1 255 1 2 3", "something follows")]
    [InlineData("P2 2 1 255 1 x", "a pixel is not a number")]
    [InlineData("P2 2 1 255 1 -2", "a pixel is not a number")]
    [InlineData("P2 2 1 3 1 4", "the value 4, and declares 3")]
    [InlineData("P5 2 1 3 \u0001\u0004", "the value 4, and declares 3")]
    [InlineData("P5 2 1 3 \u0001\u0002\u0003", "3 bytes are left")]
    [InlineData("P5 2 1 255 \u0001", "bytes are left")]
    [InlineData("P5 2 1 255x12", "greatest value is not a number")]
    [InlineData("P5 2 1 65535 1234", "greatest value is 65535")]
    [InlineData("P5 2 1 0 12", "greatest value is 0")]
    [InlineData("P5 5000 5000 255 ", "5000 columns and 5000 rows")]
    [InlineData("P5 0 1 255 ", "0 columns")]
    [InlineData("P5 99999999999 1 255 ", "ten digits")]
    [InlineData("P6 # never ends", "columns is not a number")]
    [InlineData("P5 4096 4096 255 ", "16777216")]
    public void Malformed_files_are_refused(string text, string expected)
        => Assert.Contains(expected, Assert.Throws<ImageFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static ByteImage Read(string text) => ImageFile.Read(Encoding.Latin1.GetBytes(text));
}
