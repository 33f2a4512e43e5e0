namespace AutogradMaml.Data.Tests.Images;

public class JpegReaderTests
{
    // Two roundings of one sample differ by 1 at most. A pixel in colour is made of two samples that do, with a weight of up to 1.772,
    // and is rounded here.
    private const double NearGrey = 1.01;
    private const double NearColour = 1 + 1.772 + 0.51;

    public static TheoryData<int, int, int, int, int> Files
    {
        get
        {
            TheoryData<int, int, int, int, int> files = [];
            foreach ((int width, int height) in (ReadOnlySpan<(int, int)>)[(1, 1), (8, 8), (7, 19), (40, 24), (65, 33)])
            {
                files.Add(width, height, 1, 1, 1);
                foreach ((int across, int down) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 1), (1, 2), (2, 2), (4, 2)])
                {
                    files.Add(width, height, 3, across, down);
                }
            }

            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_image_comes_back_within_the_loss_of_its_quality_and_as_another_library_reads_it(
        int width, int height, int channels, int across, int down)
    {
        ByteImage image = Smooth(channels, height, width);
        foreach ((int quality, double loss) in (ReadOnlySpan<(int, double)>)[(50, 8), (95, 2.5)])
        {
            byte[] file = JpegPeer.Write(image, quality, across, down);
            ByteImage read = ImageFile.Read(file, "peer.jpg");
            Assert.Equal((channels, height, width), (read.Channels, read.Height, read.Width));
            AssertNear(JpegPeer.Read(file), read, channels == 1 ? NearGrey : NearColour);

            // Of colours that are sampled coarsely more is lost at the edges of small images than the quality takes.
            double error = Enumerable.Range(0, image.Pixels.Length).Average(k => Math.Abs(image.Pixels[k] - read.Pixels[k]));
            Assert.True(error < (across * down == 1 ? loss : 2.5 * loss), $"quality {quality}: a mean error of {error}");
        }
    }

    [Fact]
    public void A_progressive_file_of_the_same_coefficients_is_the_same_image_to_the_bit()
    {
        byte[] baseline = Pixels(JpegSamples.Baseline);
        Assert.Equal(baseline, Pixels(JpegSamples.Progressive));
        Assert.Equal(baseline, Pixels(JpegSamples.Restarts));
        Assert.Equal(baseline, Pixels(JpegSamples.ApartScans));
        Assert.Equal(baseline, Pixels(JpegSamples.ProgressiveOtherOrder));
        AssertNear(JpegPeer.Read(JpegSamples.Baseline), ImageFile.Read(JpegSamples.Baseline), NearColour);
    }

    [Fact]
    public void The_samples_are_as_far_from_what_they_were_made_from_as_djpeg_has_them()
    {
        // The mean errors of djpeg -nosmooth.
        foreach ((byte[] file, int channels, double loss) in (ReadOnlySpan<(byte[], int, double)>)
            [
                (JpegSamples.Baseline, 3, 6.75), (JpegSamples.Rgb, 3, 1.04), (JpegSamples.ThreeAcross, 3, 6.63),
                (JpegSamples.MixedSampling, 3, 5.46), (JpegSamples.Grey, 1, 1.67),
            ])
        {
            ByteImage original = JpegSamples.Original().WithChannels(channels);
            ByteImage read = ImageFile.Read(file);
            Assert.Equal((channels, original.Height, original.Width), (read.Channels, read.Height, read.Width));
            double error = Enumerable.Range(0, read.Pixels.Length).Average(k => Math.Abs(original.Pixels[k] - read.Pixels[k]));
            Assert.InRange(error, loss - 0.05, loss + 0.05);
        }
    }

    [Fact]
    public void Notes_fill_bytes_and_what_follows_the_end_are_passed_over()
    {
        byte[] file = JpegSamples.Baseline;
        byte[] expected = Pixels(file);
        byte[] note = [0xFF, 0xFF, 0xFF, 0xFE, 1, 0, .. new byte[254]];
        Assert.Equal(expected, Pixels([.. file[..2], .. note, .. file[2..]]));
        Assert.Equal(expected, Pixels([.. file[..^2], 0, 0xFF, 0, 7, .. file[^2..], 1, 2, 3]));
    }

    [Fact]
    public void The_inverse_transform_is_that_of_the_definition()
    {
        ByteImage image = Smooth(1, 8, 8);
        ByteImage read = ImageFile.Read(JpegPeer.Write(image, 100));
        AssertNear([.. image.Pixels.ToArray().Select(static pixel => (double)pixel)], read, NearGrey);
    }

    private static byte[] Pixels(byte[] file) => ImageFile.Read(file).Pixels.ToArray();

    private static void AssertNear(double[] expected, ByteImage image, double tolerance)
    {
        Assert.Equal(expected.Length, image.Pixels.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(Math.Abs(expected[k] - image.Pixels[k]) <= tolerance, $"at {k} {image.Pixels[k]}, expected {expected[k]}");
        }
    }

    private static ByteImage Smooth(int channels, int height, int width) => new(
        channels,
        height,
        width,
        [
            .. Enumerable.Range(0, channels * height * width).Select(k =>
            {
                (int channel, int y, int x) = (k / (height * width), k / width % height, k % width);
                return (byte)(128 + (90 * Math.Sin((0.09 * x) + channel) * Math.Cos((0.07 * y) - (0.5 * channel))));
            }),
        ]);
}
