namespace AutogradMaml.Data.Tests.Images;

public class PngRejectionTests
{
    private static readonly byte[] Header = [0, 0, 0, 2, 0, 0, 0, 2, 8, 0, 0, 0, 0];
    private static readonly byte[] Rows = [0, 1, 2, 0, 3, 4];

    [Fact]
    public void The_file_that_the_others_are_spoiled_from_is_good()
        => Assert.Equal([1, 2, 3, 4], ImageFile.Read(File(Chunk("IHDR", Header), Data(Rows), End)).Pixels.ToArray());

    [Theory]
    [InlineData(16, 0, 0, "16 bits a sample")]
    [InlineData(8, 0, 1, "interlaced")]
    [InlineData(8, 0, 2, "interlacing 2")]
    [InlineData(3, 0, 0, "colour type 0 with 3 bits")]
    [InlineData(8, 1, 0, "colour type 1 with 8 bits")]
    [InlineData(4, 2, 0, "colour type 2 with 4 bits")]
    [InlineData(16, 3, 0, "colour type 3 with 16 bits")]
    public void A_header_that_is_not_read_says_what_it_declares(int bits, int type, int interlacing, string expected)
        => AssertRefused(
            expected, Chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, (byte)bits, (byte)type, 0, 0, (byte)interlacing]), Data(Rows), End);

    [Fact]
    public void Sizes_beyond_the_limit_or_of_nothing_are_refused()
    {
        AssertRefused("declares 4097 columns and 2 rows", Chunk("IHDR", [0, 0, 16, 1, 0, 0, 0, 2, 8, 0, 0, 0, 0]), Data(Rows), End);
        AssertRefused(
            "declares 2 columns and 4294967295 rows", Chunk("IHDR", [0, 0, 0, 2, 255, 255, 255, 255, 8, 0, 0, 0, 0]), Data(Rows), End);
        AssertRefused("declares 0 columns", Chunk("IHDR", [0, 0, 0, 0, 0, 0, 0, 2, 8, 0, 0, 0, 0]), Data(Rows), End);
        AssertRefused("IHDR has 12 bytes", Chunk("IHDR", Header[1..]), Data(Rows), End);
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_header_are_refused()
    {
        AssertRefused("fewer pixels", Chunk("IHDR", Header), Data(Rows[..5]), End);
        AssertRefused("more pixels", Chunk("IHDR", Header), Data([.. Rows, 0]), End);
        AssertRefused("names filter 5", Chunk("IHDR", Header), Data([0, 1, 2, 5, 3, 4]), End);
        AssertRefused("no IDAT", Chunk("IHDR", Header), End);
    }

    [Fact]
    public void A_great_image_in_a_small_file_is_refused_before_it_is_allocated()
    {
        byte[] file = File(Chunk("IHDR", [0, 0, 16, 0, 0, 0, 16, 0, 8, 6, 0, 0, 0]), Data(new byte[60_000]), End);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageFileException refusal = Assert.Throws<ImageFileException>(() => ImageFile.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Contains("can't hold that many", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_is_allocated_when_its_last_row_has_been_read_and_not_before(bool isDamagedAtItsEnd)
    {
        // 4,096 x 4,096 pixels of four bytes in 65 KB: garbage, or good but for the checksum of the last rows.
        byte[] zlib = PngWriter.Compress(new byte[4096 * ((4 * 4096) + 1)]);
        zlib[isDamagedAtItsEnd ? zlib.Length - 1 : 2] ^= 7;
        byte[] file = File(Chunk("IHDR", [0, 0, 16, 0, 0, 0, 16, 0, 8, 6, 0, 0, 0]), Chunk("IDAT", zlib), End);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ImageFileException>(() => ImageFile.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * file.Length) + (128 * 1024));
    }

    [Fact]
    public void Bytes_between_the_end_of_the_pixels_and_their_checksum_are_refused()
    {
        byte[] zlib = PngWriter.Compress(Rows);
        foreach (byte[] between in (byte[][])[[0], [1], [0, 0, 0, 0], zlib, new byte[100_000]])
        {
            AssertRefused(
                "something stands between the end of its pixels and their checksum",
                Chunk("IHDR", Header),
                Chunk("IDAT", [.. zlib[..^4], .. between, .. zlib[^4..]]),
                End);
        }

        AssertRefused("something stands between", Chunk("IHDR", Header), Chunk("IDAT", zlib[..^4]), Chunk("IDAT", [9, .. zlib[^4..]]), End);
        AssertRefused("its compressed pixels have no end", Chunk("IHDR", Header), Chunk("IDAT", [.. zlib[..^5], .. zlib[^4..]]), End);
    }

    [Fact]
    public void A_bomb_is_read_no_further_than_its_header_declares()
    {
        byte[] file = File(Chunk("IHDR", Header), Data([.. Rows, .. new byte[50_000_000]]), End);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more pixels", Assert.Throws<ImageFileException>(() => ImageFile.Read(file)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * file.Length) + (64 * 1024));
    }

    [Fact]
    public void Damage_is_found_by_the_checksums()
    {
        byte[] good = File(Chunk("IHDR", Header), Data(Rows), End);
        for (int k = 8; k < good.Length; k++)
        {
            byte[] bad = [.. good];
            bad[k] ^= 1;
            Assert.Throws<ImageFileException>(() => ImageFile.Read(bad));
            Assert.Throws<ImageFileException>(() => ImageFile.Read(good.AsSpan(0, k)));
        }

        byte[] zlib = PngWriter.Compress(Rows);
        zlib[^1] ^= 1;
        AssertRefused("checksum of its pixels", Chunk("IHDR", Header), Chunk("IDAT", zlib), End);
        AssertRefused("not a zlib stream", Chunk("IHDR", Header), Chunk("IDAT", [0x78, 0x9D, .. zlib[2..]]), End);
        AssertRefused("can't be decompressed", Chunk("IHDR", Header), Chunk("IDAT", [0x78, 0x9C, 7, .. zlib[3..]]), End);
    }

    [Fact]
    public void Chunks_out_of_order_unknown_or_after_the_end_are_refused()
    {
        byte[] header = Chunk("IHDR", Header);
        byte[] colourHeader = Chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 8, 3, 0, 0, 0]);
        byte[] zlib = PngWriter.Compress(Rows);
        AssertRefused("first chunk is not IHDR", Data(Rows), header, End);
        AssertRefused("cut short", header, Data(Rows));
        AssertRefused("bytes after its end", header, Data(Rows), End, [1]);
        AssertRefused("bytes after its end", header, Data(Rows), Chunk("IEND", [1]));
        AssertRefused("chunk ABCD is unknown", header, Chunk("ABCD", []), Data(Rows), End);
        AssertRefused("chunk IHDR is unknown", header, header, Data(Rows), End);
        AssertRefused("do not follow one another", header, Chunk("IDAT", zlib[..4]), Chunk("tEXt", []), Chunk("IDAT", zlib[4..]), End);
        AssertRefused("grey, but has a palette", header, Chunk("PLTE", [1, 2, 3]), Data(Rows), End);
        AssertRefused("no palette", colourHeader, Data(Rows), End);
        AssertRefused("PLTE comes after the pixels", colourHeader, Data(Rows), Chunk("PLTE", [1, 2, 3]), End);
        AssertRefused("PLTE comes twice", colourHeader, Chunk("PLTE", [1, 2, 3]), Chunk("PLTE", [1, 2, 3]), Data(Rows), End);
        AssertRefused("palette has 4 bytes", colourHeader, Chunk("PLTE", [1, 2, 3, 4]), Data(Rows), End);
        AssertRefused("names colour 2 of a palette of 2", colourHeader, Chunk("PLTE", [1, 2, 3, 4, 5, 6]), Data(Rows), End);
        AssertRefused(
            "names 3 colours of a palette of 2", colourHeader, Chunk("PLTE", new byte[6]), Chunk("tRNS", [1, 2, 3]), Data(Rows), End);
        AssertRefused("tRNS of 3 bytes", header, Chunk("tRNS", [1, 2, 3]), Data(Rows), End);
        AssertRefused("the sample 256", header, Chunk("tRNS", [1, 0]), Data(Rows), End);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a")]
    [InlineData("P4\n1 1\n")]
    public void Other_formats_are_refused(string text)
        => Assert.Contains(
            "PNG, JPEG, PGM, PPM or .npy",
            Assert.Throws<ImageFileException>(() => ImageFile.Read(System.Text.Encoding.ASCII.GetBytes(text))).Message,
            StringComparison.Ordinal);

    private static byte[] End => Chunk("IEND", []);

    private static byte[] Chunk(string type, byte[] data) => PngWriter.Chunk(type, data);

    private static byte[] Data(byte[] rows) => Chunk("IDAT", PngWriter.Compress(rows));

    private static byte[] File(params byte[][] chunks) => [.. PngWriter.Start, .. chunks.SelectMany(static chunk => chunk)];

    private static void AssertRefused(string expected, params byte[][] chunks)
    {
        string message = Assert.Throws<ImageFileException>(() => ImageFile.Read(File(chunks), "the.png")).Message;
        Assert.StartsWith("the.png: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
