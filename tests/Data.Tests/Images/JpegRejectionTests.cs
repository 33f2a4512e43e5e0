namespace AutogradMaml.Data.Tests.Images;

public class JpegRejectionTests
{
    [Theory]
    [InlineData(0xC3, "coded without loss")]
    [InlineData(0xC5, "several frames")]
    [InlineData(0xC7, "several frames")]
    [InlineData(0xC9, "coded arithmetically")]
    [InlineData(0xCA, "coded arithmetically")]
    [InlineData(0xCF, "coded arithmetically")]
    [InlineData(0xC8, "the marker C8")]
    [InlineData(0xD3, "the marker D3")]
    [InlineData(0x01, "the marker 01")]
    public void Frames_of_other_kinds_are_refused_by_name(int marker, string expected)
        => AssertRefused(expected, With(JpegSamples.Baseline, Frame() + 1, (byte)marker));

    [Fact]
    public void Arithmetic_coding_by_its_own_file() => AssertRefused("coded arithmetically", JpegSamples.Arithmetic);

    [Fact]
    public void Sizes_depths_and_colours_that_are_not_read_say_what_they_are()
    {
        int frame = Frame() + 4;
        AssertRefused("it has 12 bits a sample", With(JpegSamples.Baseline, frame, 12));
        AssertRefused("rows; 1 to 4096 of each are read", With(JpegSamples.Baseline, frame + 1, 0x10));
        AssertRefused("0 rows", With(With(JpegSamples.Baseline, frame + 1, 0), frame + 2, 0));
        AssertRefused("it declares sampling 5 x", With(JpegSamples.Baseline, frame + 7, 0x52));
        AssertRefused("it declares sampling 0 x", With(JpegSamples.Baseline, frame + 7, 0x02));
        AssertRefused("two of its colours have the number", With(JpegSamples.Baseline, frame + 9, JpegSamples.Baseline[frame + 6]));
        byte[] cmyk = [0xFF, 0xD8, 0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0, 0xFF, 0xD9];
        AssertRefused("it has 4 colours (CMYK, for print)", cmyk);
    }

    [Fact]
    public void A_great_image_in_a_small_file_is_refused_before_it_is_allocated()
    {
        int frame = Frame(JpegSamples.Progressive);
        byte[] file = With(With(JpegSamples.Progressive, frame + 5, 0x0F), frame + 7, 0x0F);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused("can't hold that many", file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        foreach (byte[] file in (byte[][])[JpegSamples.Baseline, JpegSamples.Progressive, JpegSamples.Restarts, JpegSamples.Grey])
        {
            for (int length = 3; length < file.Length; length++)
            {
                AssertRefused("it", file[..length]);
            }

            // Its end marker at a wrong place does not make it whole.
            AssertRefused("it", [.. file[..^40], 0xFF, 0xD9]);
        }
    }

    [Fact]
    public void Scans_of_coefficients_that_blocks_do_not_have_are_refused()
    {
        byte[] file = JpegSamples.Progressive;
        int scan = Enumerable.Range(0, file.Length - 1).First(k => file[k] == 0xFF && file[k + 1] == 0xDA);
        int band = scan + 2 + ((file[scan + 2] << 8) | file[scan + 3]) - 3;
        AssertRefused("which the format does not have", With(file, band + 1, 200));
        AssertRefused("which the format does not have", With(file, band + 2, 0x0E));
        AssertRefused("which the format does not have", With(file, band + 2, 0x31));
        AssertRefused("bytes for 9 colours", With(file, scan + 4, 9));
    }

    [Fact]
    public void Two_hundred_scans_are_the_most()
    {
        byte[] file = JpegSamples.Grey;
        int frame = Frame(file);
        byte[] progressive = With(file, frame + 1, 0xC2);
        int scan = Enumerable.Range(0, file.Length - 1).First(k => file[k] == 0xFF && file[k + 1] == 0xDA);
        byte[] empty = [0xFF, 0xDA, 0, 8, 1, file[scan + 5], 0, 0, 0, 0x10, .. new byte[64]];
        byte[] many = [.. progressive[..scan], .. Enumerable.Repeat(empty, 202).SelectMany(static bytes => bytes), 0xFF, 0xD9];
        AssertRefused("it has more than 200 scans", many);
    }

    private static int Frame(byte[]? file = null)
    {
        byte[] bytes = file ?? JpegSamples.Baseline;
        return Enumerable.Range(0, bytes.Length - 1).First(k => bytes[k] == 0xFF && bytes[k + 1] is 0xC0 or 0xC2);
    }

    private static byte[] With(byte[] file, int place, byte value)
    {
        byte[] changed = [.. file];
        changed[place] = value;
        return changed;
    }

    private static void AssertRefused(string expected, byte[] file)
    {
        ImageFileException refusal = Assert.Throws<ImageFileException>(() => ImageFile.Read(file, "file.jpg"));
        Assert.StartsWith("file.jpg: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }
}
