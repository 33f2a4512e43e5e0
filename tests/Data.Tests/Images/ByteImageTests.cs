namespace AutogradMaml.Data.Tests.Images;

public class ByteImageTests
{
    [Fact]
    public void A_new_pixel_is_the_mean_of_the_area_that_it_covers()
    {
        ByteImage halved = new ByteImage(1, 2, 4, [0, 100, 10, 20, 50, 51, 30, 40]).Resized(1, 2);
        Assert.Equal([50, 25], halved.Pixels.ToArray());

        // 3 to 2: the middle pixel belongs half to each side, (2 a + b) / 3 and (b + 2 c) / 3.
        Assert.Equal([20, 80], new ByteImage(1, 1, 3, [0, 60, 90]).Resized(1, 2).Pixels.ToArray());
        Assert.Equal([7, 7, 9, 9], new ByteImage(1, 1, 2, [7, 9]).Resized(1, 4).Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 105, 105, 28, 28)]
    [InlineData(3, 90, 120, 84, 84)]
    [InlineData(2, 5, 7, 11, 3)]
    [InlineData(1, 1, 4096, 1, 4095)]
    public void Every_size_agrees_with_the_definition(int channels, int height, int width, int newHeight, int newWidth)
    {
        byte[] pixels = PngReaderTests.Random(channels * height * width, 256, height);
        ByteImage image = new ByteImage(channels, height, width, pixels).Resized(newHeight, newWidth);
        for (int k = 0; k < Math.Min(2000, image.Pixels.Length); k++)
        {
            (int channel, int y, int x) = (k / (newHeight * newWidth), k / newWidth % newHeight, k % newWidth);
            decimal sum = 0;
            for (int j = y * height / newHeight; j < height && j * newHeight < (y + 1) * height; j++)
            {
                for (int i = x * width / newWidth; i < width && i * newWidth < (x + 1) * width; i++)
                {
                    byte pixel = pixels[(((channel * height) + j) * width) + i];
                    sum += Overlap(y, j, height, newHeight) * Overlap(x, i, width, newWidth) * pixel;
                }
            }

            Assert.Equal((int)Math.Floor((sum / (height * width)) + 0.5m), image.Pixels[k]);
        }
    }

    [Fact]
    public void Colour_becomes_grey_grey_becomes_colour_and_alpha_is_laid_on_white()
    {
        Assert.Equal(
            [76, 150, 29, 255], new ByteImage(3, 1, 4, [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]).WithChannels(1).Pixels.ToArray());
        Assert.Equal([5, 6, 5, 6, 5, 6], new ByteImage(1, 1, 2, [5, 6]).WithChannels(3).Pixels.ToArray());
        Assert.Equal([0, 255, 128], new ByteImage(2, 1, 3, [0, 0, 0, 255, 0, 127]).WithChannels(1).Pixels.ToArray());
        Assert.Equal([10, 20, 30], new ByteImage(4, 1, 1, [10, 20, 30, 255]).WithChannels(3).Pixels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteImage(1, 1, 1, [0]).WithChannels(2));
    }

    [Fact]
    public void Inverting_leaves_alpha()
    {
        Assert.Equal([255, 0, 7], new ByteImage(1, 1, 3, [0, 255, 248]).Inverted().Pixels.ToArray());
        Assert.Equal([155, 9], new ByteImage(2, 1, 1, [100, 9]).Inverted().Pixels.ToArray());
    }

    [Fact]
    public void Bytes_are_copied_as_numbers_from_0_to_1()
    {
        ByteImage image = new(3, 1, 2, [0, 255, 51, 128, 1, 254]);
        var values = new double[6];
        image.CopyTo<double>(values);
        Assert.Equal([0, 1, 0.2, 128 / 255.0, 1 / 255.0, 254 / 255.0], values);
        Assert.Contains(
            "Got room for 5 numbers, expected 6: 3 x 1 x 2",
            Assert.Throws<ArgumentException>(() => image.CopyTo<float>(new float[5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_images_are_refused()
    {
        Assert.Contains(
            "Got 3 bytes for an image of 1 x 2 x 2",
            Assert.Throws<ArgumentException>(() => new ByteImage(1, 2, 2, new byte[3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteImage(5, 1, 1, new byte[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteImage(1, 0, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteImage(1, 1, 1, [0]).Resized(4097, 1));
    }

    private static decimal Overlap(int to, int from, int size, int newSize)
        => Math.Min((to + 1) * size, (from + 1) * newSize) - Math.Max(to * size, from * newSize);
}
